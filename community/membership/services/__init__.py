"""Becoming a member, being one in a role, being kept out for a time, and leaving."""
