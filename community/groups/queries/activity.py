"""What is new in groups, and what was done in one by whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, and_, null, select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from community import policy
from community.audit.events import all_events
from community.audit.group_kinds import LOG_KINDS, UNLOGGED
from community.audit.models import AuditEntry
from community.audit.queries import LogFilter, LogPage, entries_to_read, people_named
from community.content.models import Comment, ContentItem, ItemVisit, State
from community.core.clock import now
from community.core.db import db
from community.core.pagination import Page, Place
from community.core.visits import seen_before
from community.groups.models import Group, GroupVisit
from community.policy import Actor

NEW_ITEMS = 6
NEW_COMMENTS = 5
MOST_DRAFTS = 20
# An item and its first activity are written in one request, each with the moment of its own line.
AT_ONCE = timedelta(seconds=1)
THE_SITE, SOMEBODY = _l("Het systeem"), _l("iemand die hier niet bekend is")


@dataclass(frozen=True, slots=True)
class Unseen:
    """The ids of items in which something is new for a member, and when their visit before this one ended."""

    ids: frozenset[int] = frozenset()
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class LogLine:
    """Something that was done in a group, in words."""

    at: datetime
    actor_name: Any
    sentence: Any
    member_name: str
    item: ContentItem | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for in the log of a group."""

    kind: str = ""
    name: str = ""
    since: datetime | None = None
    until: datetime | None = None


def new_in(actor: Actor, group_ids: Sequence[int], *, limit: int = NEW_ITEMS) -> Sequence[ContentItem]:
    """Give the items of these groups in which something happened last, of any kind."""
    return list(db.session.scalars(latest_in(actor, group_ids, limit=limit))) if group_ids else []


def latest_in(actor: Actor, group_ids: Sequence[int], *, limit: int) -> Select[ContentItem]:
    """The items of groups that the actor may read, the last in which something happened first."""
    return (
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


def new_in_group(actor: Actor, group: Group) -> tuple[Sequence[ContentItem], Unseen]:
    """Give the items of a group in which something happened last, and in which of them that is new for the actor."""
    latest = latest_in(actor, [group.id], limit=NEW_ITEMS)
    if not actor.is_member:
        return list(db.session.scalars(latest)), Unseen()
    of_item = (ItemVisit.item_id == ContentItem.id, ItemVisit.member_id == actor.id)
    of_group = (GroupVisit.group_id == group.id, GroupVisit.member_id == actor.id)
    query = (
        latest.select_from(ContentItem)
        .outerjoin(ItemVisit, and_(*of_item, policy.readable(actor, ItemVisit)))
        .outerjoin(GroupVisit, and_(*of_group, policy.readable(actor, GroupVisit)))
        .add_columns(ItemVisit.seen_at, GroupVisit.seen_at, GroupVisit.before_at)
    )
    rows = db.session.execute(query).all()
    if not rows:
        return [], Unseen()
    *_, seen_at, before_at = rows[0]
    since = seen_before(seen_at, before_at, now()) if seen_at else None
    return [row[0] for row in rows], unseen_since(actor, since, {row[0]: row[1] for row in rows})


def my_drafts(actor: Actor, group: Group) -> Sequence[ContentItem]:
    """Give what the actor wrote in a group and did not publish yet, the last first."""
    query = (
        select(ContentItem)
        .where(
            ContentItem.group_id == group.id,
            ContentItem.author_id == actor.id,
            ContentItem.state.in_((State.DRAFT, State.SCHEDULED)),
            policy.readable(actor, ContentItem),
        )
        .options(joinedload(ContentItem.group))
        .order_by(ContentItem.id.desc())
        .limit(MOST_DRAFTS)
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


def visit_to_group(actor: Actor, group_id: int) -> GroupVisit | None:
    """Give when the actor was in a group."""
    query = select(GroupVisit).where(
        GroupVisit.group_id == group_id, GroupVisit.member_id == actor.id, policy.readable(actor, GroupVisit)
    )
    return db.session.scalars(query).one_or_none()


def unseen_among(actor: Actor, group: Group, items: Sequence[ContentItem]) -> Unseen:
    """Give in which of these items of a group something happened that the actor has not seen, in one query."""
    if not actor.is_member or not items:
        return Unseen()
    of_group = select(null().label("item_id"), GroupVisit.seen_at, GroupVisit.before_at).where(
        GroupVisit.group_id == group.id, GroupVisit.member_id == actor.id, policy.readable(actor, GroupVisit)
    )
    of_items = select(ItemVisit.item_id, ItemVisit.seen_at, ItemVisit.before_at).where(
        ItemVisit.item_id.in_([item.id for item in items]),
        ItemVisit.member_id == actor.id,
        policy.readable(actor, ItemVisit),
    )
    marks = {row.item_id: row for row in db.session.execute(of_items.union_all(of_group))}
    group_mark = marks.get(None)
    since = seen_before(group_mark.seen_at, group_mark.before_at, now()) if group_mark else None
    return unseen_since(actor, since, {item: marks[item.id].seen_at if item.id in marks else None for item in items})


def unseen_since(actor: Actor, since: datetime | None, opened: Mapping[ContentItem, datetime | None]) -> Unseen:
    """Tell what is new in items: what was once opened counts from then, the rest from the end of the visit before."""
    known_until = {item: opened_at or since for item, opened_at in opened.items() if not is_just_written(actor, item)}
    unseen = {item.id for item, until in known_until.items() if until and item.last_activity_at > until}
    return Unseen(frozenset(unseen), since)


def is_just_written(actor: Actor, item: ContentItem) -> bool:
    """Whether the actor wrote an item in which nothing happened since: their own words are not new for them."""
    if item.author_id != actor.id or item.published_at is None:
        return False
    return item.last_activity_at - item.published_at < AT_ONCE


def log_of(actor: Actor, group: Group, place: Place, asked: Asked) -> Page[LogLine]:
    """Give a page of what was done in a group, of one kind or of all, the newest first, for who runs it."""
    events = all_events()
    wanted = LogFilter(
        events=LOG_KINDS[asked.kind][1] if asked.kind in LOG_KINDS else (),
        without=UNLOGGED,
        person_ids=people_named(actor, asked.name)[0],
        group_id=group.id,
        since=asked.since,
        until=asked.until,
        is_of_group=True,
    )
    found = entries_to_read(actor, wanted, place)
    for item in found.items.values():
        set_committed_value(item, "group", group)
    lines = [line_of(entry, found, events[entry.event].sentence) for entry in found.page.rows if entry.event in events]
    return Page(lines, found.page.previous, found.page.next)


def line_of(entry: AuditEntry, found: LogPage, sentence: Any) -> LogLine:
    """Give one line of the log in words; who is not to be seen any more has no name."""
    done_by, about = found.people.get(entry.actor_id), found.people.get(entry.member_id or 0)
    says, name = str(sentence), about.name if about else ""
    if "%(member)s" in says:
        says, name = says % {"member": name or str(SOMEBODY)}, ""
    return LogLine(
        at=entry.at,
        actor_name=done_by.name if done_by else THE_SITE if entry.actor_id == 0 else "",
        sentence=says,
        member_name=name if entry.member_id != entry.actor_id else "",
        item=found.items.get(entry.item_id or 0),
    )
