"""Hearing of things: what somebody follows, what they are told of and why, and of what they want a mail."""
