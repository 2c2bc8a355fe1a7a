"""Taking lines of the log out of the site: that somebody did is a line itself. What is in a file is up to `export`."""

from __future__ import annotations

from community.audit.log import record
from community.audit.member_events import LogExported
from community.policy import Actor, Permission, requires


@requires(Permission.AUDIT_EXPORT)
def note_export(actor: Actor, *, form: str, which: str) -> None:
    """Write down that somebody takes lines of the log out, and which, before the first one goes."""
    record(actor, LogExported(form=form, which=which))
