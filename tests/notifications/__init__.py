"""Hearing of things: follows, notifications, mail and mentions."""
