"""Announcements: what a group decided, told to everybody on the public page of its region."""
