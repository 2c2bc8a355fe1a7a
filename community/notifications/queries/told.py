"""What somebody follows and was told of; each row is shown and counted only as long as they may know of its thing."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import joinedload

from community import policy
from community.accounts.models import Member
from community.content.models import Comment, ContentItem
from community.core.db import db
from community.core.pagination import Page, Place, keyset_page
from community.groups.models import CoordinatorOffer, Group, GroupInvitation, GroupMessage, GroupRequest
from community.notifications.models import Follow, Notification
from community.policy import Actor
from community.regions.models import Region
from community.reports.models import Report, ReportCase
from community.themes.models import Theme

PAGE_SIZE = 40
# The bell says "99+" beyond.
MOST_COUNTED = 100
# How many unread ones are looked at for the bell: of what somebody may not see any more there can be thousands.
MOST_LOOKED_AT = 1000

OF_WHAT = (
    joinedload(Notification.item).joinedload(ContentItem.group),
    joinedload(Notification.item).joinedload(ContentItem.author),
    joinedload(Notification.comment).joinedload(Comment.author),
    joinedload(Notification.comment).joinedload(Comment.item),
    joinedload(Notification.request).joinedload(GroupRequest.group),
    joinedload(Notification.request).joinedload(GroupRequest.member),
    joinedload(Notification.invitation).joinedload(GroupInvitation.group),
    joinedload(Notification.invitation).joinedload(GroupInvitation.invited_by),
    joinedload(Notification.offer).joinedload(CoordinatorOffer.group),
    joinedload(Notification.message).joinedload(GroupMessage.group),
    joinedload(Notification.message).joinedload(GroupMessage.author),
    joinedload(Notification.case).joinedload(ReportCase.group),
    joinedload(Notification.report).joinedload(Report.case),
    joinedload(Notification.follow).joinedload(Follow.group),
    joinedload(Notification.follow).joinedload(Follow.region),
    joinedload(Notification.follow).joinedload(Follow.theme),
)


@dataclass(frozen=True, slots=True)
class FollowState:
    """Whether somebody follows a thing, or muted it."""

    id: int = 0
    is_muted: bool = False

    @property
    def is_following(self) -> bool:
        """Whether they hear of it."""
        return self.id != 0 and not self.is_muted


def unread_count(actor: Actor) -> int:
    """Count what the actor was told of and has not read, up to a hundred."""
    # Most people have read all: whether they may still know of what they were told is then not asked.
    has_any = db.session.scalar(select(unread_of(actor).limit(1).exists()))
    return (db.session.scalar(select(count_of_unread(actor))) or 0) if has_any else 0


def unread_of(actor: Actor) -> Select[int]:
    """What the actor was told of and has not read, whether they may still know of it or not."""
    return select(Notification.id).where(Notification.member_id == actor.id, Notification.read_at.is_(None))


def count_of_unread(actor: Actor) -> ScalarSelect[int]:
    """The count of what the actor was told of and has not read, as a part of a query."""
    newest = unread_of(actor).order_by(Notification.id.desc()).limit(MOST_LOOKED_AT)
    seen = (
        select(Notification.id)
        .where(Notification.id.in_(newest), policy.readable(actor, Notification))
        .limit(MOST_COUNTED)
        .subquery()
    )
    return select(func.count()).select_from(seen).scalar_subquery()


def unread_and_follow(actor: Actor, key: str, thing_id: int) -> tuple[int, FollowState]:
    """Count what the actor has not read, and say whether they follow a thing that they see.

    It takes one query where they read all, and two otherwise.
    """
    mine = (getattr(Follow, key) == thing_id, Follow.member_id == actor.id)
    query = select(
        unread_of(actor).limit(1).exists(),
        select(Follow.id).where(*mine).scalar_subquery(),
        select(Follow.is_muted).where(*mine).scalar_subquery(),
    )
    has_any, follow_id, is_muted = db.session.execute(query).one()
    count = db.session.scalar(select(count_of_unread(actor))) if has_any else 0
    return count or 0, FollowState(follow_id or 0, bool(is_muted))


def told(actor: Actor) -> Select[Notification]:
    """What the actor was told of and may still know, with all that is said of it."""
    return (
        select(Notification)
        .where(Notification.member_id == actor.id, policy.readable(actor, Notification))
        .options(*OF_WHAT)
    )


def notifications_of(actor: Actor, place: Place) -> Page[Notification]:
    """Give a page of what the actor was told of, the newest first."""
    return keyset_page(told(actor), (Notification.id,), place, size=PAGE_SIZE, descending=True)


def notification_of(actor: Actor, notification_id: int) -> Notification:
    """Give one notification that is the actor's and may still be known, or raise `Absent`."""
    return policy.get(actor, Notification, Notification.id == notification_id, options=OF_WHAT)


def follows_of(actor: Actor, place: Place) -> Page[Follow]:
    """Give a page of what the actor follows, the latest first."""
    query = (
        select(Follow)
        .where(Follow.member_id == actor.id, policy.readable(actor, Follow))
        .options(
            joinedload(Follow.item).joinedload(ContentItem.group),
            joinedload(Follow.group),
            joinedload(Follow.region),
            joinedload(Follow.theme),
        )
    )
    return keyset_page(query, (Follow.id,), place, size=PAGE_SIZE, descending=True)


def follow_of(actor: Actor, follow_id: int) -> Follow:
    """Give one of the actor's follows, or raise `Absent`."""
    return policy.get(actor, Follow, Follow.id == follow_id)


def follow_state(actor: Actor, key: str, thing_id: int) -> FollowState:
    """Say whether the actor follows a thing that they see, by the name of its key in `Follow`."""
    query = select(Follow.id, Follow.is_muted).where(getattr(Follow, key) == thing_id, Follow.member_id == actor.id)
    found = db.session.execute(query).one_or_none()
    return FollowState(*found) if found else FollowState()


def group_to_follow(actor: Actor, group_id: int) -> Group:
    """Give a group that the actor may know, or raise `Absent`."""
    return policy.get(actor, Group, Group.id == group_id)


def region_to_follow(actor: Actor, region_id: int) -> Region:
    """Give a region, or raise `Absent`."""
    return policy.get(actor, Region, Region.id == region_id)


def theme_to_follow(actor: Actor, theme_id: int) -> Theme:
    """Give a theme, or raise `Absent`."""
    return policy.get(actor, Theme, Theme.id == theme_id)


def member_by_id(member_id: int) -> Member | None:
    """Give the member whom a signed address names; whoever holds that address may read nothing of them."""
    return db.session.get(Member, member_id)
