"""One member as another sees them: only the parts that the member shows, and of these only what the reader may read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from community import policy
from community.accounts.models import Member, MemberState
from community.content.models import Comment, ContentItem, State
from community.core.db import db
from community.core.pagination import PAGE_SIZE, Page, Place, encode, keyset_page
from community.groups.models import Group, GroupMembership
from community.members.models import Expertise, MemberTheme, Portrait
from community.policy import Absent, Actor, Permission, allows
from community.themes.models import Theme

MOST_GROUPS = 50
MOST_THEMES = 50
NEWEST = 5

# What members show or hide.
PARTS = ("about", "picture", "region", "themes", "expertise", "contact", "groups", "contributions")


@dataclass(frozen=True, slots=True)
class Contribution:
    """Something that a member wrote: an item, or a comment on one."""

    at: datetime
    id: int
    item: ContentItem
    comment: Comment | None = None


@dataclass(frozen=True, slots=True)
class ShownMember:
    """A member's page for one reader; what they may not see is empty here."""

    member: Member
    parts: frozenset[str]
    portrait: Portrait | None
    themes: Sequence[Theme]
    expertise: Sequence[Expertise]
    places: Sequence[GroupMembership]
    contributions: Page[Contribution]

    @property
    def is_bare(self) -> bool:
        """Whether there is nothing beside the name to show."""
        said = "about" in self.parts and self.member.about
        return not (said or self.themes or self.expertise or self.places or self.contributions.rows)


def member_to_read(actor: Actor, slug: str) -> Member:
    """Give one member with what stands beside their name, or raise `Absent`."""
    beside = (Member.organisation, Member.region, Member.profile, Member.portrait)
    member = policy.get(actor, Member, Member.slug == slug, options=tuple(map(joinedload, beside)))
    if member.state != MemberState.MEMBER:
        raise Absent
    return member


def moved_member(actor: Actor, slug: str) -> Member:
    """Give the member into whose account the one with this address was merged, or raise `Absent`."""
    merged_into = select(Member.merged_into_id).where(Member.slug == slug).scalar_subquery()
    return policy.get(actor, Member, Member.id == merged_into, Member.state == MemberState.MEMBER)


def parts_shown(actor: Actor, member: Member) -> frozenset[str]:
    """Give the parts of a member's page that a reader sees; the profile must be loaded."""
    seen = {
        "about": allows(actor, Permission.MEMBER_ABOUT_READ, member),
        "picture": allows(actor, Permission.MEMBER_PICTURE_READ, member),
        "region": allows(actor, Permission.MEMBER_REGION_READ, member),
        "themes": allows(actor, Permission.MEMBER_THEMES_READ, member),
        "expertise": allows(actor, Permission.MEMBER_EXPERTISE_READ, member),
        "contact": allows(actor, Permission.MEMBER_CONTACT_READ, member),
        "groups": allows(actor, Permission.MEMBER_GROUPS_READ, member),
        "contributions": allows(actor, Permission.MEMBER_CONTRIBUTIONS_READ, member),
    }
    return frozenset(part for part in PARTS if seen[part])


def shown_member(actor: Actor, member: Member) -> ShownMember:
    """Give the page of a member (see `member_to_read`) for one reader."""
    parts = parts_shown(actor, member)
    return ShownMember(
        member=member,
        parts=parts,
        portrait=member.portrait if "picture" in parts else None,
        themes=themes_of(actor, member) if "themes" in parts else (),
        expertise=expertise_of(actor, [member.id]),
        places=groups_of(actor, member) if "groups" in parts else (),
        contributions=contributions_of(actor, member, size=NEWEST),
    )


def portrait_to_read(actor: Actor, member: Member, portrait_id: int) -> Portrait:
    """Give the picture of a member by its number, or raise `Absent`."""
    return policy.get(actor, Portrait, Portrait.id == portrait_id, Portrait.member_id == member.id)


def themes_of(actor: Actor, member: Member) -> Sequence[Theme]:
    """Give the themes that a member works on, in their order, where the reader may see them."""
    chosen = select(MemberTheme.theme_id).where(MemberTheme.member_id == member.id)
    query = (
        select(Theme)
        .join(Member, Member.id == member.id)
        .where(
            Theme.id.in_(chosen),
            policy.readable(actor, Theme),
            policy.permitted(actor, Permission.MEMBER_THEMES_READ, Member),
        )
        .order_by(Theme.position, Theme.name, Theme.id)
    )
    return list(db.session.scalars(query.limit(MOST_THEMES)))


def expertise_of(actor: Actor, member_ids: Sequence[int]) -> Sequence[Expertise]:
    """Give what these members can be called for, in the order in which they said it, as far as they show it."""
    query = select(Expertise).where(Expertise.member_id.in_(member_ids), policy.readable(actor, Expertise))
    return list(db.session.scalars(query.order_by(Expertise.id))) if member_ids else []


def groups_of(actor: Actor, member: Member) -> Sequence[GroupMembership]:
    """Give the groups that a member is in, as far as the actor may know."""
    query = (
        select(GroupMembership)
        .join(GroupMembership.group)
        .where(
            GroupMembership.member_id == member.id,
            policy.readable(actor, GroupMembership),
            policy.readable(actor, Group),
            ~Group.is_archived,
        )
        .order_by(Group.name_folded)
        .limit(MOST_GROUPS)
        .options(joinedload(GroupMembership.group).joinedload(Group.region))
    )
    return list(db.session.scalars(query))


def contributions_of(
    actor: Actor, member: Member, after: str | None = None, *, size: int = PAGE_SIZE
) -> Page[Contribution]:
    """Give what a member published and commented that the actor may read, the newest first, a page at a time.

    Both kinds are ordered by moment and number, so one cursor stands for a place in both. Only onwards.
    """
    if not allows(actor, Permission.MEMBER_CONTRIBUTIONS_READ, member):
        return Page()
    place = Place(after=after)
    items = keyset_page(
        _items_of(actor, member), (ContentItem.published_at, ContentItem.id), place, size=size, descending=True
    )
    comments = keyset_page(
        _comments_of(actor, member), (Comment.created_at, Comment.id), place, size=size, descending=True
    )
    found = [Contribution(each.published_at or each.created_at, each.id, each) for each in items.rows]
    found += [Contribution(each.created_at, each.id, each.item, each) for each in comments.rows]
    found.sort(key=lambda each: (each.at, each.id), reverse=True)
    rows = found[:size]
    has_more = len(found) > size or items.next or comments.next
    return Page(rows, next=encode((rows[-1].at, rows[-1].id)) if rows and has_more else None)


def _items_of(actor: Actor, member: Member) -> Select[ContentItem]:
    return (
        select(ContentItem)
        .where(
            ContentItem.author_id == member.id,
            ContentItem.state.in_((State.PUBLISHED, State.ARCHIVED)),
            ContentItem.published_at.is_not(None),
            policy.readable(actor, ContentItem),
        )
        .options(joinedload(ContentItem.group))
    )


def _comments_of(actor: Actor, member: Member) -> Select[Comment]:
    return (
        select(Comment)
        .join(Comment.item)
        .where(
            Comment.author_id == member.id,
            ~Comment.is_removed,
            ContentItem.state.in_((State.PUBLISHED, State.ARCHIVED)),
            policy.readable(actor, Comment),
        )
        .options(contains_eager(Comment.item).joinedload(ContentItem.group))
    )


def groups_to_invite_to(actor: Actor, member: Member) -> Sequence[Group]:
    """Give the groups that the reader coordinates and into which they can invite a member who is not in them."""
    if not actor.coordinated_ids or actor.id == member.id:
        return ()
    is_in = select(GroupMembership.group_id).where(
        GroupMembership.member_id == member.id, policy.readable(actor, GroupMembership)
    )
    query = (
        select(Group)
        .where(
            Group.id.in_(actor.coordinated_ids),
            Group.id.not_in(is_in),
            policy.readable(actor, Group),
            policy.permitted(actor, Permission.GROUP_MANAGE, Group),
        )
        .order_by(Group.name_folded, Group.id)
        .limit(MOST_GROUPS)
    )
    return list(db.session.scalars(query))
