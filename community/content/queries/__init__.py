"""Reads of what is published, and of what hangs on it; all through `policy`."""
