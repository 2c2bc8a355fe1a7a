"""Asking for a copy and making it, leaving and coming back, erasing, and clearing what was kept long enough."""
