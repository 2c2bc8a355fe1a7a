"""The round of the log: what was appended is sealed. Not for looking into the log, which is up to its pages."""

from __future__ import annotations

from community.audit.chain import seal_entries
from community.audit.heads import keep_head
from community.jobs import every


@every(seconds=30)
def seal_log() -> None:
    """Seal what was appended since the last round."""
    seal_entries()
    keep_head()
