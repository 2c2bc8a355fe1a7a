"""Changing who may come into a group, and for whom what was written before is.

Going narrower narrows at once. Going wider leaves what was written as it is, unless whoever does it chose otherwise
after reading how much becomes visible to whom; the deed counts again, so that nobody agrees to other figures.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from community import audit
from community.audit.events import Event
from community.audit.group_events import (
    GroupMadeClosed,
    GroupMadeHidden,
    GroupMadeOpen,
    GroupWritingWidenedToAll,
    GroupWritingWidenedToMembers,
)
from community.content.models import Audience, ContentItem
from community.core.db import db
from community.documents.models import Folder
from community.groups.models import Access, Group
from community.groups.queries.access import AccessChoice, AccessPreview, narrower_than, preview, widened_by
from community.groups.services.places import hold
from community.policy import Actor, Permission, Refused, demand, requires

NOT_WIDER = _l("Alleen in een open werkgroep kan iets voor meer mensen zijn.")
EVENTS: dict[Access, type[GroupMadeOpen | GroupMadeClosed | GroupMadeHidden]] = {
    Access.OPEN: GroupMadeOpen,
    Access.CLOSED: GroupMadeClosed,
    Access.HIDDEN: GroupMadeHidden,
}


class NotSeen(Exception):
    """What a choice lets others see is not what was shown to who chose it."""

    def __init__(self, found: AccessPreview) -> None:
        super().__init__(found.mark)
        self.found = found


@requires(Permission.GROUP_CHANGE_ACCESS)
def change_access(actor: Actor, group: Group, *, choice: AccessChoice, seen: str) -> None:
    """Let more or fewer people in. Raises `NotSeen` where `seen` is not the mark of what this lets others see now."""
    hold(group)
    demand(actor, Permission.GROUP_CHANGE_ACCESS, group)
    if choice.is_widening and choice.access != Access.OPEN:
        raise Refused(Permission.GROUP_CHANGE_ACCESS, NOT_WIDER)
    if choice.access == group.access and not choice.is_widening:
        return
    _hold_what_was_written(group)
    found = preview(actor, group, choice)
    if found.mark != seen:
        raise NotSeen(found)
    if choice.access != group.access:
        _narrow(group, choice.access)
        group.access = choice.access
        db.session.flush()
        audit.record(actor, EVENTS[choice.access](group_id=group.id))
    if choice.is_widening and found.widened:
        _widen(group, choice)
        audit.record(actor, _widened(group, found))


def _hold_what_was_written(group: Group) -> None:
    """Let nobody add a comment or a vote to what is in a group until this transaction ends; it is counted now."""
    db.session.execute(select(ContentItem.id).where(ContentItem.group_id == group.id).with_for_update(of=ContentItem))


def _narrow(group: Group, access: Access) -> None:
    """Narrow what was written to what the group allows from now on."""
    items = update(ContentItem).where(ContentItem.group_id == group.id).execution_options(synchronize_session=False)
    if access == Access.HIDDEN:
        db.session.execute(items.values(audience=Audience.GROUP, is_shared_beyond_group=False))
    elif access == Access.CLOSED:
        db.session.execute(items.where(~ContentItem.is_shared_beyond_group).values(audience=Audience.GROUP))
    if access != Access.OPEN:
        db.session.execute(update(Folder).where(Folder.group_id == group.id).values(audience=Audience.GROUP))


def _widen(group: Group, choice: AccessChoice) -> None:
    """Make what was written before readable for more people, and the folders of documents with them."""
    ids = select(ContentItem.id).where(*widened_by(group, choice))
    items = update(ContentItem).where(ContentItem.id.in_(ids)).values(audience=choice.audience)
    db.session.execute(items.execution_options(synchronize_session=False))
    if "document" in choice.kinds:
        narrower = Folder.audience.in_(narrower_than(choice.audience))
        folders = update(Folder).where(Folder.group_id == group.id, narrower).values(audience=choice.audience)
        db.session.execute(folders)


def _widened(group: Group, found: AccessPreview) -> Event:
    """Give the event of making what was written before readable for more people, with how much that was."""
    items, comments = found.total(found.widened)
    kind = GroupWritingWidenedToAll if found.choice.audience == Audience.PUBLIC else GroupWritingWidenedToMembers
    return kind(group_id=group.id, items=str(items), comments=str(comments))
