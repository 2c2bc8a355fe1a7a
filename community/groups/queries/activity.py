"""What is new in groups, and what was done in one by whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from community import policy
from community.audit.events import all_events
from community.audit.models import AuditEntry
from community.audit.queries import LogFilter, LogPage, entries_to_read
from community.content.models import Comment, ContentItem, State
from community.core.db import db
from community.core.pagination import Page, Place
from community.groups.models import Group
from community.policy import Actor

NEW_ITEMS = 6
NEW_COMMENTS = 5
# Said so often that it would drown the rest; it stands on the pages themselves.
UNLOGGED = ("CommentAdded",)


@dataclass(frozen=True, slots=True)
class LogLine:
    """Something that was done in a group, in words."""

    at: datetime
    actor_name: str
    sentence: Any
    member_name: str
    item: ContentItem | None


def new_in(actor: Actor, group_ids: Sequence[int], *, limit: int = NEW_ITEMS) -> Sequence[ContentItem]:
    """Give the items of these groups in which something happened last, of any kind."""
    if not group_ids:
        return []
    query = (
        select(ContentItem)
        .where(
            ContentItem.group_id.in_(group_ids),
            ContentItem.state == State.PUBLISHED,
            policy.readable(actor, ContentItem),
        )
        .options(joinedload(ContentItem.author), joinedload(ContentItem.group), joinedload(ContentItem.counter))
        .order_by(ContentItem.last_activity_at.desc(), ContentItem.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(query))


def new_comments(actor: Actor, items: Sequence[ContentItem], *, limit: int = NEW_COMMENTS) -> Sequence[Comment]:
    """Give the last comments on these items, the newest first."""
    if not items:
        return []
    query = (
        select(Comment)
        .where(
            Comment.item_id.in_([item.id for item in items]),
            ~Comment.is_removed,
            ~Comment.is_hidden,
            policy.readable(actor, Comment),
        )
        .options(joinedload(Comment.author), joinedload(Comment.item).joinedload(ContentItem.group))
        .order_by(Comment.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(query))


def log_of(actor: Actor, group: Group, place: Place) -> Page[LogLine]:
    """Give a page of what was done in a group, the newest first, for who runs it."""
    events = all_events()
    wanted = LogFilter(events=tuple(name for name in events if name not in UNLOGGED), group_id=group.id)
    found = entries_to_read(actor, wanted, place)
    for item in found.items.values():
        set_committed_value(item, "group", group)
    lines = [line_of(entry, found, events[entry.event].sentence) for entry in found.page.rows]
    return Page(lines, found.page.previous, found.page.next)


def line_of(entry: AuditEntry, found: LogPage, sentence: Any) -> LogLine:
    """Give one line of the log in words; who is not to be seen any more has no name."""
    done_by = found.people.get(entry.actor_id)
    about = found.people.get(entry.member_id or 0) if entry.member_id != entry.actor_id else None
    return LogLine(
        at=entry.at,
        actor_name=done_by.name if done_by else "",
        sentence=sentence,
        member_name=about.name if about else "",
        item=found.items.get(entry.item_id or 0),
    )
