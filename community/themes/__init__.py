"""The themes: second axis of everything."""
