"""Pages and answers for what hangs on content."""
