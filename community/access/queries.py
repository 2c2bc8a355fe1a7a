"""What the rules say about the readers of one item, put as questions about kinds of people, and how many they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from community import policy
from community.accounts.models import Member, MemberState
from community.content.models import ContentItem
from community.content.queries.items import WITH_PLACE
from community.core.db import db
from community.groups.models import Group, GroupMembership
from community.policy import VISITOR, Actor, Permission

# Somebody who wrote nothing; ids of rows are never below zero.
SOMEBODY = -1
MEMBER = Actor(id=SOMEBODY, is_member=True)
EDITOR = Actor(id=SOMEBODY, is_member=True, is_editor=True)
MODERATOR = Actor(id=SOMEBODY, is_member=True, is_moderator=True)


@dataclass(frozen=True, slots=True)
class Reading:
    """Whether people of one kind read an item, and why (not)."""

    who: Any
    may_read: bool
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Readers:
    """Who reads an item: the answer for each kind of people, and the sentence for the widest kind that does."""

    sentence: Any
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class ReaderCounts:
    """How many people are members of the site, and of the group; None where that is not for the actor to know."""

    members: int | None
    in_group: int | None


def item_to_explain(actor: Actor, item_id: int) -> ContentItem:
    """Give an item that the actor may read, or raise `Absent`."""
    return policy.get(actor, ContentItem, ContentItem.id == item_id, options=WITH_PLACE)


def readers_of(item: ContentItem) -> Readers:
    """Ask the rule of reading about each kind of people."""
    people = kinds_of_people(item)
    readings = tuple(reading(who, each, item) for who, each in people.items())
    return Readers(sentence_for(item, [each.may_read for each in readings]), readings)


def kinds_of_people(item: ContentItem) -> dict[Any, Actor]:
    """Give the kinds of people whose rights may differ for this item, the widest first."""
    kinds: dict[Any, Actor] = {_l("Bezoeker zonder account"): VISITOR, _l("Lid van de site"): MEMBER}
    if item.group_id is None:
        return kinds | {_l("Redacteur"): EDITOR, _l("Moderator"): MODERATOR}
    group = frozenset((item.group_id,))
    return kinds | {
        _l("Lid van de werkgroep"): Actor(id=SOMEBODY, is_member=True, group_ids=group),
        _l("Moderator"): MODERATOR,
        _l("Moderator die de werkgroep heeft geopend"): Actor(
            id=SOMEBODY, is_member=True, is_moderator=True, opened_ids=group
        ),
    }


def reading(who: Any, actor: Actor, item: ContentItem) -> Reading:
    """Ask the rule about one kind of people."""
    if policy.allows(actor, Permission.ITEM_READ, item):
        return Reading(who, True, policy.reasons(actor, Permission.ITEM_READ, item))
    return Reading(who, False, (str(policy.why_not(actor, Permission.ITEM_READ, item)),))


def sentence_for(item: ContentItem, answers: list[bool]) -> Any:
    """Say for whom it is, by the widest kind of people that reads it."""
    visitors, members, third = answers[:3]
    if visitors:
        return _l("Iedereen kan dit lezen, ook zonder account.")
    if members:
        return _l("Alle leden van de site kunnen dit lezen. Bezoekers niet.")
    if third and item.group_id is not None:
        return _l("Alleen leden van de werkgroep kunnen dit lezen.")
    return _l("Dit staat nu niet open voor lezers. Alleen wie eraan werkt of erop toeziet, kan erbij.")


def reader_counts(actor: Actor, group: Group | None) -> ReaderCounts:
    """Count who would read what is for members, or for a group, as far as the actor may know it."""
    if not actor.is_member:
        return ReaderCounts(None, None)
    members = select(func.count()).where(Member.state == MemberState.MEMBER, policy.readable(actor, Member))
    if group is None or not policy.allows(actor, Permission.GROUP_MEMBERS_READ, group):
        return ReaderCounts(db.session.scalar(members) or 0, None)
    in_group = (
        select(func.count())
        .select_from(GroupMembership)
        .join(Member, Member.id == GroupMembership.member_id)
        .where(
            GroupMembership.group_id == group.id,
            Member.state == MemberState.MEMBER,
            policy.readable(actor, GroupMembership),
        )
    )
    return ReaderCounts(db.session.scalar(members) or 0, db.session.scalar(in_group) or 0)
