"""Reads of what people follow and were told of, and of who can be mentioned."""
