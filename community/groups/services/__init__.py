"""Deeds in and on working groups."""
