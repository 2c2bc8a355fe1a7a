"""Deeds on what is published and what hangs on it."""
