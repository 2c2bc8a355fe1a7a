"""Copies and erasures of one's own, what goes into a copy, and what the worker has to do."""
