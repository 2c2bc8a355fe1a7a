"""Members for members: the list, the page of each, and everybody's own page with their settings."""
