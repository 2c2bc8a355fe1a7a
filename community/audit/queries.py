"""Reads of the log: page by page, with the names and words that make sentences of its rows.

A list is never filtered line by line: each person or event that is asked for is a branch that reads its own index from
the place where the reader is, and the branches are put together. So a page takes as long with a million lines as with
a thousand.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Select, literal, select, true, union_all

from community import policy
from community.accounts.models import Member
from community.audit.models import UNTOLD, AuditDetail, AuditEntry
from community.content.models import ContentItem
from community.core.db import db
from community.core.ids import first_id_at
from community.core.pagination import Page, Place, decode, keyset_page
from community.core.slugs import fold
from community.groups.models import Group
from community.policy import Actor, Permission

PAGE_SIZE = 50
EXPORT_BATCH = 500
# Of so many people with a name the lines are looked for at most, the first by name.
MOST_NAMED = 10
MINE, BY_OTHERS = "ik", "anderen"


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What somebody looks for in the log; of `person_ids` both what they did and what was done about them."""

    events: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    person_ids: tuple[int, ...] | None = None
    actor_ids: tuple[int, ...] | None = None
    subject_ids: tuple[int, ...] | None = None
    group_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    # In a list that names the people to its readers anyway, as the log of a group does.
    is_of_group: bool = False


@dataclass(frozen=True, slots=True)
class LogPage:
    """Entries of the log, with the people, pieces and words that they speak of.

    `unopened` holds the ids of entries that the reader may know of, but not about whom they are and why.
    """

    page: Page[AuditEntry]
    people: dict[int, Member] = field(default_factory=dict)
    items: dict[int, ContentItem] = field(default_factory=dict)
    words: dict[int, dict[str, str]] = field(default_factory=dict)
    groups: dict[int, Group] = field(default_factory=dict)
    unopened: frozenset[int] = frozenset()


def entries_to_read(actor: Actor, wanted: LogFilter, place: Place, *, size: int = PAGE_SIZE) -> LogPage:
    """Give entries of the log, the newest first, in four queries however many they are."""
    return log_page(actor, entries_of(actor, conditions(wanted), branches(actor, wanted), place, size))


def my_entries(actor: Actor, whose: str, place: Place, *, size: int = PAGE_SIZE) -> LogPage:
    """Give what the actor did, and what others and the site did about the actor; one of the two where asked."""
    by_me = AuditEntry.actor_id == actor.id
    about_me = (AuditEntry.member_id == actor.id) & (AuditEntry.actor_id != actor.id) & AuditEntry.event.not_in(UNTOLD)
    sides: dict[str, list[ColumnElement[bool]]] = {MINE: [by_me], BY_OTHERS: [about_me]}
    either = sides.get(whose, [by_me, about_me])
    found = log_page(actor, entries_of(actor, [], either, place, size))
    ids = {entry.group_id for entry in found.page.rows if entry.group_id}
    query = select(Group).where(Group.id.in_(ids), policy.readable(actor, Group))
    found.groups.update({group.id: group for group in db.session.scalars(query)} if ids else {})
    return found


def every_entry(actor: Actor, wanted: LogFilter, most: int) -> Iterator[LogPage]:
    """Give all entries in batches, the newest first, so that a file of them never stands in memory as a whole."""
    place, left = Place(), most
    while left > 0:
        found = entries_to_read(actor, wanted, place, size=min(EXPORT_BATCH, left))
        yield found
        left -= len(found.page.rows)
        if found.page.next is None:
            return
        place = Place(after=found.page.next)
        db.session.expunge_all()


def log_page(actor: Actor, page: Page[AuditEntry]) -> LogPage:
    """Give what entries speak of, as far as the actor may know it."""
    unopened = frozenset(row.id for row in page.rows if not policy.allows(actor, Permission.AUDIT_WORDS_READ, row))
    people, items = people_in(actor, page.rows), items_in(actor, page.rows)
    return LogPage(page, people, items, words_of(actor, page.rows), unopened=unopened)


def conditions(wanted: LogFilter) -> list[ColumnElement[bool]]:
    """Give what holds for every line that is looked for; a moment is looked for in the ids, which sort by it."""
    found: list[ColumnElement[bool]] = []
    if wanted.group_id is not None:
        found.append(AuditEntry.group_id == wanted.group_id)
    if wanted.without:
        found.append(AuditEntry.event.not_in(wanted.without))
    if wanted.since is not None:
        found.append(AuditEntry.id >= first_id_at(wanted.since))
    if wanted.until is not None:
        found.append(AuditEntry.id < first_id_at(wanted.until))
    return found


def branches(actor: Actor, wanted: LogFilter) -> list[ColumnElement[bool]]:
    """Give the conditions of which one at least must hold; none at all finds nothing.

    About whom a line is, only who may read its words may ask.
    """
    people: list[ColumnElement[bool]] | None = None
    about = true() if wanted.is_of_group else policy.permitted(actor, Permission.AUDIT_WORDS_READ, AuditEntry)
    if wanted.person_ids is not None:
        people = [AuditEntry.actor_id == each for each in wanted.person_ids]
        others = [(AuditEntry.member_id == each) & (AuditEntry.actor_id != each) for each in wanted.person_ids]
        people += [each & about for each in others]
    for column, ids in ((AuditEntry.actor_id, wanted.actor_ids), (AuditEntry.member_id, wanted.subject_ids)):
        if ids is None:
            continue
        may_ask = true() if column is AuditEntry.actor_id else about
        chosen: list[ColumnElement[bool]] = [(column == each) & may_ask for each in ids]
        people = chosen if people is None else [one & other for one in people for other in chosen]
    if people is None:
        return [AuditEntry.event == each for each in wanted.events] or [true()]
    return [each & AuditEntry.event.in_(wanted.events) for each in people] if wanted.events else people


def entries_of(
    actor: Actor, always: list[ColumnElement[bool]], either: list[ColumnElement[bool]], place: Place, size: int
) -> Page[AuditEntry]:
    """Give a page of the entries for which all of `always` holds and one of `either`."""
    always = [policy.readable(actor, AuditEntry), *always]
    if not either:
        return Page()
    if len(either) == 1:
        query = select(AuditEntry).where(*always, either[0])
    else:
        parts = [part(always, each, place, size) for each in either]
        query = select(AuditEntry).where(AuditEntry.id.in_(union_all(*parts)), policy.readable(actor, AuditEntry))
    return keyset_page(query, (AuditEntry.id,), place, size=size, descending=True)


def part(always: list[ColumnElement[bool]], branch: ColumnElement[bool], place: Place, size: int) -> Select[tuple[int]]:
    """Give the ids of one branch from the place of the reader on, as many as a page can need."""
    before = decode(place.before, (AuditEntry.id,))
    cursor = before or decode(place.after, (AuditEntry.id,))
    query = select(AuditEntry.id).where(*always, branch)
    if cursor is not None:
        query = query.where(AuditEntry.id > cursor[0] if before else AuditEntry.id < cursor[0])
    order = AuditEntry.id.asc() if before else AuditEntry.id.desc()
    return select(query.order_by(order).limit(size + 1).subquery().c.id)


def people_named(actor: Actor, *names: str) -> list[tuple[int, ...] | None]:
    """Give for each name the ids of the people who have its words in theirs, a few at most; None for no name."""
    parts = [part_named(actor, name, number) for number, name in enumerate(names) if name]
    found = db.session.execute(union_all(*parts)).all() if parts else []
    return [
        tuple(row.id for row in found if row.number == number) if name else None for number, name in enumerate(names)
    ]


def part_named(actor: Actor, name: str, number: int) -> Select[tuple[int, int]]:
    """Give the people with a name, and which of the names that is."""
    query = select(Member.id, literal(number).label("number")).where(policy.readable(actor, Member))
    for word in fold(name).split():
        query = query.where(Member.name_folded.contains(word, autoescape=True))
    some = query.order_by(Member.name_folded, Member.id).limit(MOST_NAMED).subquery()
    return select(some.c.id, some.c.number)


def groups_to_choose(actor: Actor, *, most: int = 500) -> list[Group]:
    """Give the groups of which the actor may read the log in full."""
    query = select(Group).where(policy.readable(actor, Group))
    found = db.session.scalars(query.order_by(Group.name, Group.id).limit(most))
    return [
        group for group in found if policy.allows(actor, Permission.AUDIT_WORDS_READ, AuditEntry(group_id=group.id))
    ]


def people_in(actor: Actor, entries: Sequence[AuditEntry]) -> dict[int, Member]:
    """Give the people that entries speak of."""
    ids = {each for entry in entries for each in (entry.actor_id, entry.member_id) if each}
    query = select(Member).where(Member.id.in_(ids), policy.readable(actor, Member))
    return {member.id: member for member in db.session.scalars(query)} if ids else {}


def items_in(actor: Actor, entries: Sequence[AuditEntry]) -> dict[int, ContentItem]:
    """Give the pieces that entries speak of, as far as the actor may read them."""
    ids = {entry.item_id for entry in entries if entry.item_id}
    query = select(ContentItem).where(ContentItem.id.in_(ids), policy.readable(actor, ContentItem))
    return {item.id: item for item in db.session.scalars(query)} if ids else {}


def words_of(actor: Actor, entries: Sequence[AuditEntry]) -> dict[int, dict[str, str]]:
    """Give the words that belong to entries, where they have not been erased."""
    ids = [entry.id for entry in entries if entry.detail_digest]
    query = select(AuditDetail.entry_id, AuditDetail.text).where(
        AuditDetail.entry_id.in_(ids), policy.readable(actor, AuditDetail)
    )
    return {entry_id: json.loads(text) for entry_id, text in db.session.execute(query)} if ids else {}
