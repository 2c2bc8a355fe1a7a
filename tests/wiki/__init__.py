"""Wikis of working groups: who begins, reads, changes and moves pages, and where their names lead."""
