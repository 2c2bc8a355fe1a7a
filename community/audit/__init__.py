"""Who did what and when: declared events in an append-only log that people can read and nobody can quietly change."""

# The events are declared in these too; imported here, so that `events.all_events` knows them all.
from community.audit import (
    action_events,
    continuity_events,
    decision_events,
    document_events,
    group_events,
    member_events,
    privacy_events,
    report_events,
    review_events,
    site_events,
    trail_events,
)
from community.audit.log import record, refused

__all__ = [
    "action_events",
    "continuity_events",
    "decision_events",
    "document_events",
    "group_events",
    "member_events",
    "privacy_events",
    "record",
    "refused",
    "report_events",
    "review_events",
    "site_events",
    "trail_events",
]
