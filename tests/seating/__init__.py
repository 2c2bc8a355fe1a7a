"""Tests of who is at the table."""
