"""Who can be mentioned: members whom the writer may see and who may read what is written; of others nothing is told."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import or_, select

from community import policy
from community.accounts.models import Member, MemberState
from community.accounts.queries import people_as_now
from community.content.models import Audience, State
from community.content.queries.comments import ItemFacts, facts_of
from community.content.queries.items import item_by_id
from community.core.db import db
from community.core.slugs import fold
from community.groups.models import Group, GroupMembership
from community.policy import Actor, Permission, allows
from community.richtext import CleanHtml, Profile, mention_words, with_mentions

MOST_OFFERED = 8
MOST_NAMESAKES = 200


@dataclass(frozen=True, slots=True)
class Mentionable:
    """Somebody who can be mentioned, and what follows the @: their name, or what tells them from a namesake."""

    name: str
    function: str
    written: str


def item_spoken_in(actor: Actor, item_id: int) -> ItemFacts:
    """Give what decides who can be mentioned below an item, or raise `Absent`."""
    return facts_of(item_by_id(actor, item_id))


def group_spoken_in(actor: Actor, group_id: int) -> ItemFacts:
    """Give what decides who can be mentioned in a new discussion of a group, or raise `Absent`."""
    group = policy.get(actor, Group, Group.id == group_id, policy.permitted(actor, Permission.DISCUSSION_START, Group))
    return about_to_be(actor, group, Audience.GROUP)


def about_to_be(actor: Actor, group: Group, audience: Audience) -> ItemFacts:
    """Give what decides who will read a discussion that is being written."""
    return ItemFacts(
        id=0,
        address=group.address,
        author_id=actor.id,
        group_id=group.id,
        audience=audience,
        state=State.PUBLISHED,
        comments_open=True,
        is_frozen=group.is_archived,
    )


def people_to_mention(actor: Actor, about: ItemFacts, words: str) -> list[Mentionable]:
    """Give some of those who can be mentioned, by the beginning of one of their names."""
    folded = fold(words).strip()
    if not folded:
        return []
    query = select(Member.id).where(
        policy.readable(actor, Member),
        Member.state == MemberState.MEMBER,
        or_(
            Member.name_folded.startswith(folded, autoescape=True),
            Member.name_folded.contains(f" {folded}", autoescape=True),
        ),
    )
    if about.audience == Audience.GROUP:
        inside = select(GroupMembership.member_id).where(GroupMembership.group_id == about.group_id)
        query = query.where(Member.id.in_(inside))
    ids = list(db.session.scalars(query.order_by(Member.name_folded, Member.id).limit(MOST_OFFERED)))
    people = sorted(readers_among(about, ids), key=lambda person: person.name_folded)
    namesakes = namesakes_of(actor, people)
    return [
        Mentionable(person.name, person.function, person.slug if person.name_folded in namesakes else person.name)
        for person in people
    ]


def namesakes_of(actor: Actor, people: Collection[Member]) -> set[str]:
    """Give the names among these that more than one member has."""
    names = [person.name_folded for person in people]
    query = select(Member.name_folded).where(
        policy.readable(actor, Member), Member.state == MemberState.MEMBER, Member.name_folded.in_(names)
    )
    found = list(db.session.scalars(query.limit(MOST_NAMESAKES)))
    return {name for name in found if found.count(name) > 1}


def readers_among(about: ItemFacts, member_ids: list[int]) -> list[Member]:
    """Give those of some members who may read what is written."""
    return [member for member, person in people_as_now(member_ids) if allows(person, Permission.ITEM_READ, about)]


def with_people(actor: Actor, about: ItemFacts, html: CleanHtml, *, known: Collection[str] = ()) -> CleanHtml:
    """Link each @ with a name in a text to the member who has it; where several do, to the one who was known before.

    A name of nobody who may read the text stays what it is: the writer is not told whether there is such a person.
    """
    words = mention_words(html) if "@" in html else set()
    if not words:
        return html
    names = {fold(each) for each in words}
    query = select(Member.id).where(
        policy.readable(actor, Member),
        Member.state == MemberState.MEMBER,
        or_(Member.name_folded.in_(names), Member.slug.in_(names)),
    )
    people = readers_among(about, list(db.session.scalars(query.limit(MOST_NAMESAKES))))
    return with_mentions(html, lambda written: slug_called(fold(written), people, known), Profile.COMMENT)


def slug_called(name: str, people: Collection[Member], known: Collection[str]) -> str | None:
    """Give the slug of the one person who goes by a name; None where nobody does, or several."""
    if any(person.slug == name for person in people):
        return name
    found = [person.slug for person in people if person.name_folded == name]
    if len(found) > 1:
        found = [slug for slug in found if slug in known]
    return found[0] if len(found) == 1 else None
