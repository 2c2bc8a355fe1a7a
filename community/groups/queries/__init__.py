"""Reads of working groups, of who is in them, and of what is new there; all through `policy`."""
