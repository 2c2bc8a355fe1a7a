"""The list of members, narrowed by what somebody looks for.

Who hides something is never found by it: each filter asks for the permission to see that part, as the page does. Words
are looked for in names, functions and expertise, folded alike on both databases (`community.core.slugs.fold`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload, load_only
from sqlalchemy.orm.interfaces import ORMOption

from community import policy
from community.accounts.models import Member, MemberState
from community.core.db import db
from community.core.pagination import Page, Place, keyset_page
from community.core.slugs import fold
from community.groups.models import Group, GroupMembership
from community.members.models import Expertise, MemberTheme, Portrait
from community.members.queries.profiles import expertise_of
from community.organisations.models import Layer, Organisation
from community.policy import Actor, Permission, allows
from community.regions.models import Region
from community.themes.models import Theme

MOST_WORDS = 8
# In any of the reader's own groups.
ANY_GROUP = "mijn"


@dataclass(frozen=True, slots=True)
class MemberFilter:
    """What somebody looks for among the members: slugs, and words."""

    words: str = ""
    region: str = ""
    theme: str = ""
    layer: Layer | None = None
    organisation: str = ""
    expertise: str = ""
    group: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether everybody is wanted."""
        return self == MemberFilter()


@dataclass(frozen=True, slots=True)
class ListedMember:
    """A member in the list, with what of them this reader sees beside the name."""

    member: Member
    region: Region | None
    portrait: Portrait | None
    expertise: Sequence[Expertise]


def members_to_read(actor: Actor, wanted: MemberFilter, place: Place) -> Page[ListedMember]:
    """Give the members that fit a filter, by name."""
    query = select(Member).where(
        policy.readable(actor, Member),
        Member.state == MemberState.MEMBER,
        *_said(actor, wanted.words),
        *_chosen(actor, wanted),
    )
    # Words are looked for in the index alone; of whom it finds, the rest is read.
    options = (load_only(Member.name_folded),) if wanted.words else _with_what_is_beside()
    page = keyset_page(query.options(*options), (Member.name_folded, Member.id), place)
    rows = _whole(actor, page.rows) if wanted.words else page.rows
    known = _expertise_by_member(actor, rows)
    return Page([_listed(actor, member, known) for member in rows], page.previous, page.next)


def _with_what_is_beside() -> Sequence[ORMOption]:
    return [joinedload(each) for each in (Member.organisation, Member.region, Member.profile, Member.portrait)]


def _whole(actor: Actor, members: Sequence[Member]) -> Sequence[Member]:
    if not members:
        return ()
    found = Member.id.in_([member.id for member in members])
    query = select(Member).where(found, policy.readable(actor, Member)).order_by(Member.name_folded, Member.id)
    return list(db.session.scalars(query.options(*_with_what_is_beside())))


def _said(actor: Actor, words: str) -> list[ColumnElement[bool]]:
    """Each word stands in the name, in the function, or in what somebody can be called for and shows."""
    conditions = []
    for word in fold(words).split()[:MOST_WORDS]:
        called_for = select(Expertise.member_id).where(
            Expertise.words_folded.contains(word, autoescape=True), policy.readable(actor, Expertise)
        )
        conditions.append(
            or_(
                Member.name_folded.contains(word, autoescape=True),
                Member.function_folded.contains(word, autoescape=True),
                Member.id.in_(called_for),
            )
        )
    return conditions


def _chosen(actor: Actor, wanted: MemberFilter) -> list[ColumnElement[bool]]:
    conditions = []
    if wanted.region:
        # One number, so that the list is read from the index in its order.
        region_id = select(Region.id).where(Region.slug == wanted.region).scalar_subquery()
        conditions.append(
            and_(Member.region_id == region_id, policy.permitted(actor, Permission.MEMBER_REGION_READ, Member))
        )
    if wanted.theme:
        on_it = select(MemberTheme.member_id).join(MemberTheme.theme).where(Theme.slug == wanted.theme)
        conditions.append(and_(Member.id.in_(on_it), policy.permitted(actor, Permission.MEMBER_THEMES_READ, Member)))
    if wanted.expertise:
        words = fold(wanted.expertise).strip()
        called_for = select(Expertise.member_id).where(
            Expertise.words_folded == words, policy.readable(actor, Expertise)
        )
        conditions.append(Member.id.in_(called_for))
    if wanted.layer is not None:
        conditions.append(_works_for(Organisation.layer == wanted.layer))
    if wanted.organisation:
        conditions.append(_works_for(Organisation.slug == wanted.organisation))
    if wanted.group:
        conditions.append(_in_my_group(actor, wanted.group))
    return conditions


def _works_for(which: ColumnElement[bool]) -> ColumnElement[bool]:
    """What is not confirmed is nobody's employer, for a moderator as for everybody."""
    return Member.organisation_id.in_(select(Organisation.id).where(which, Organisation.is_confirmed))


def _in_my_group(actor: Actor, slug: str) -> ColumnElement[bool]:
    """Who is in one of the reader's own groups; of a group of others, there or not, nobody is found."""
    together = (
        select(GroupMembership.member_id)
        .join(GroupMembership.group)
        .where(
            GroupMembership.group_id.in_(actor.group_ids),
            policy.readable(actor, GroupMembership),
            policy.readable(actor, Group),
        )
    )
    if slug != ANY_GROUP:
        together = together.where(Group.slug == slug)
    return and_(Member.id.in_(together), policy.permitted(actor, Permission.MEMBER_GROUPS_READ, Member))


def _expertise_by_member(actor: Actor, members: Sequence[Member]) -> Mapping[int, Sequence[Expertise]]:
    known: dict[int, list[Expertise]] = defaultdict(list)
    for each in expertise_of(actor, [member.id for member in members]):
        known[each.member_id].append(each)
    return known


def _listed(actor: Actor, member: Member, known: Mapping[int, Sequence[Expertise]]) -> ListedMember:
    return ListedMember(
        member=member,
        region=member.region if allows(actor, Permission.MEMBER_REGION_READ, member) else None,
        portrait=member.portrait if allows(actor, Permission.MEMBER_PICTURE_READ, member) else None,
        expertise=known.get(member.id, ()),
    )
