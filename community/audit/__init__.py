"""Who did what and when: declared events in an append-only log that people can read and nobody can quietly change."""

from community.audit import member_events
from community.audit.log import record, refused

__all__ = ["member_events", "record", "refused"]
