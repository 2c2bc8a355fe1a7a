"""Decisions and polls of a working group: proposed, voted on, counted, and kept with what was decided."""
