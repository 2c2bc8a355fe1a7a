"""Deeds of review: holding a text, releasing it, refusing it, and setting what is held."""
