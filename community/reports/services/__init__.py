"""Deeds about reports: making one, deciding on a case, and objecting to what was decided."""
