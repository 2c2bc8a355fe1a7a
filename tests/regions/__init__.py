"""Regions and themes, and what each reader finds there."""
