"""Reads of review: what waits, who is new, and what is set."""
