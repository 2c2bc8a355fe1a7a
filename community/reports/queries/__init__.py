"""Reads of reports: things to report, cases to decide, and what one reported oneself."""
