"""Proposals, polls, votes and how they are counted."""
