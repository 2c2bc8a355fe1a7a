"""Discussions in working groups."""
