"""Discussions of working groups: who begins, reads, changes, pins and removes them."""
