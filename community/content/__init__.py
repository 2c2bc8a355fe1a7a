"""What all that is published has in common, and what hangs on it."""
