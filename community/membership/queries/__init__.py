"""Reads of joining and of members as moderators see them; all through `policy`."""
