"""Archiving a group, so that it is only read, and taking it up again."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from community import audit
from community.audit.group_events import GroupArchived, GroupReopened
from community.content.models import ContentItem
from community.core.clock import now
from community.core.db import db
from community.decisions.models import Decision, Phase
from community.groups.models import Group
from community.groups.services.places import hold
from community.policy import Actor, Permission, Refused, demand, requires

UNDER_WAY = _l("Er loopt nog een stemming, of er staat er een gepland. Rond die eerst af of trek haar in.")


@requires(Permission.GROUP_ARCHIVE)
def archive(actor: Actor, group: Group) -> None:
    """Let a group only be read; not while people vote in it."""
    hold(group)
    if group.is_archived:
        return
    demand(actor, Permission.GROUP_ARCHIVE, group)
    under_way = select(Decision.id).where(
        Decision.group_id == group.id, Decision.phase.in_((Phase.PLANNED, Phase.OPEN)), ~Decision.is_frozen
    )
    if db.session.scalar(under_way.limit(1)) is not None:
        raise Refused(Permission.GROUP_ARCHIVE, UNDER_WAY)
    group.is_archived, group.archived_at = True, now()
    _freeze(group, is_frozen=True)
    audit.record(actor, GroupArchived(group_id=group.id))


@requires(Permission.GROUP_REOPEN)
def reopen(actor: Actor, group: Group) -> None:
    """Take an archived group up again: who was in it writes in it as before."""
    hold(group)
    if not group.is_archived:
        return
    demand(actor, Permission.GROUP_REOPEN, group)
    group.is_archived, group.archived_at = False, None
    _freeze(group, is_frozen=False)
    audit.record(actor, GroupReopened(group_id=group.id))


def _freeze(group: Group, *, is_frozen: bool) -> None:
    """Write on everything in a group whether it is only read."""
    items = update(ContentItem).where(ContentItem.group_id == group.id).values(is_frozen=is_frozen)
    db.session.execute(items.execution_options(synchronize_session=False))
