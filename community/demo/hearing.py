"""Writes what the people of the demo follow, and what they were told of in the last weeks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from community.accounts.models import Member, MemberState
from community.content.models import Comment, ContentItem, State
from community.core.clock import now
from community.core.db import db
from community.core.ids import id_at
from community.discussions.models import Discussion
from community.groups.models import CoordinatorOffer, GroupMembership, OfferState
from community.news.models import NewsPost
from community.notifications.models import Follow, Kind, Notification
from community.richtext import mentioned_slugs

TOLD_SINCE = timedelta(days=60)
# Who looks in once a week has read what is older.
UNREAD_SINCE = timedelta(days=7)


def write_follows_and_notifications() -> None:
    """Let everybody follow what they take part in and the region they work for, and know what was said there lately."""
    db.session.flush()
    members = {row.id: row for row in db.session.scalars(select(Member).where(Member.state == MemberState.MEMBER))}
    for place in db.session.scalars(select(GroupMembership)):
        db.session.add(Follow(member_id=place.member_id, group_id=place.group_id, created_at=place.joined_at))
    for member in members.values():
        if member.region_id is not None:
            follow = Follow(member_id=member.id, region_id=member.region_id, is_chosen=True)
            follow.created_at = member.joined_at or member.created_at
            db.session.add(follow)
    tell_who_is_asked()
    slugs = {member.slug: member.id for member in members.values()}
    kinds = select(ContentItem).where(
        ContentItem.kind.in_(("news", "discussion")), ContentItem.state == State.PUBLISHED
    )
    for item in db.session.scalars(kinds):
        below = select(Comment).where(Comment.item_id == item.id).order_by(Comment.id)
        Conversation(item, members, slugs).tell(db.session.scalars(below.options(joinedload(Comment.author))))


def tell_who_is_asked() -> None:
    """Tell who is asked to run a group that the question waits for them."""
    for offer in db.session.scalars(select(CoordinatorOffer).where(CoordinatorOffer.state == OfferState.WAITING)):
        row_id = id_at(offer.asked_at)
        told = Notification(id=row_id, event_id=row_id, member_id=offer.member_id, kind=Kind.COORDINATE)
        told.thing_id, told.offer_id, told.created_at = offer.group_id, offer.id, offer.asked_at
        db.session.add(told)


class Conversation:
    """Who follows one item from which moment on, while its comments come in."""

    def __init__(self, item: NewsPost | Discussion | ContentItem, members: dict[int, Member], slugs: dict[str, int]):
        self.item, self.members, self.slugs = item, members, slugs
        self.follows: dict[int, Follow] = {}
        self.take_part(item.author_id, item.created_at)

    def take_part(self, member_id: int, moment: datetime) -> None:
        """Let somebody follow the item from a moment on."""
        if member_id in self.members and member_id not in self.follows:
            follow = Follow(id=id_at(moment), member_id=member_id, item_id=self.item.id, created_at=moment)
            self.follows[member_id] = follow
            db.session.add(follow)

    def tell(self, comments: Iterable[Comment]) -> None:
        """Tell of each comment in turn."""
        began: dict[int, int] = {}
        for comment in comments:
            began.setdefault(comment.thread_id, comment.author_id)
            if not comment.is_hidden and comment.created_at > now() - TOLD_SINCE:
                self.tell_of(comment, began[comment.thread_id])
            self.take_part(comment.author_id, comment.created_at)

    def tell_of(self, comment: Comment, began_by: int) -> None:
        """Tell whom a comment mentions, who began the thread, and who follows the item."""
        told = dict.fromkeys(self.follows, Kind.COMMENT)
        told |= {began_by: Kind.REPLY} if began_by in self.members else {}
        told |= {self.slugs[slug]: Kind.MENTION for slug in mentioned_slugs(comment.html) if slug in self.slugs}
        event_id, seen_at = id_at(comment.created_at), comment.created_at + timedelta(hours=20)
        for member_id, kind in told.items():
            if member_id != comment.author_id:
                db.session.add(
                    Notification(
                        id=id_at(comment.created_at),
                        member_id=member_id,
                        event_id=event_id,
                        kind=kind,
                        thing_id=self.item.id,
                        item_id=self.item.id,
                        comment_id=comment.id,
                        follow_id=self.follows[member_id].id if kind == Kind.COMMENT else None,
                        created_at=comment.created_at,
                        read_at=seen_at if seen_at < now() - UNREAD_SINCE else None,
                    )
                )
