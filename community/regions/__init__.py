"""The regions: first axis of everything."""
