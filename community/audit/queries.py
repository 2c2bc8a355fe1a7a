"""Reads of the log: page by page, with the names and words that make sentences of its rows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import or_, select

from community import policy
from community.accounts.models import Member
from community.audit.models import AuditDetail, AuditEntry
from community.content.models import ContentItem
from community.core.db import db
from community.core.pagination import Page, Place, keyset_page
from community.policy import Actor, Permission

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What somebody looks for in the log."""

    events: tuple[str, ...] = ()
    person_id: int | None = None
    group_id: int | None = None


@dataclass(frozen=True, slots=True)
class LogPage:
    """Entries of the log, with the people, pieces and words that they speak of.

    `unopened` holds the ids of entries that the reader may know of, but not about whom they are and why.
    """

    page: Page[AuditEntry]
    people: dict[int, Member] = field(default_factory=dict)
    items: dict[int, ContentItem] = field(default_factory=dict)
    words: dict[int, dict[str, str]] = field(default_factory=dict)
    unopened: frozenset[int] = frozenset()


def entries_to_read(actor: Actor, wanted: LogFilter, place: Place, *, size: int = PAGE_SIZE) -> LogPage:
    """Give entries of the log, the newest first, in four queries however many they are."""
    query = select(AuditEntry).where(policy.readable(actor, AuditEntry))
    if wanted.events:
        query = query.where(AuditEntry.event.in_(wanted.events))
    if wanted.person_id is not None:
        query = query.where(or_(AuditEntry.actor_id == wanted.person_id, AuditEntry.member_id == wanted.person_id))
    if wanted.group_id is not None:
        query = query.where(AuditEntry.group_id == wanted.group_id)
    page = keyset_page(query, (AuditEntry.id,), place, size=size, descending=True)
    unopened = frozenset(row.id for row in page.rows if not policy.allows(actor, Permission.AUDIT_WORDS_READ, row))
    people, items = people_in(actor, page.rows), items_in(actor, page.rows)
    return LogPage(page, people, items, words_of(actor, page.rows), unopened)


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
