"""Pages about the programme and the site."""
