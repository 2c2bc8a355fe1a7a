"""Comments in reading order: thread by thread, a page of twenty, always by the same few queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, null, or_, select
from sqlalchemy.orm import joinedload

from community import policy
from community.accounts.models import Member, MemberState
from community.content.models import (
    Audience,
    Comment,
    CommentText,
    ContentItem,
    ItemAnswer,
    ItemCounter,
    Reaction,
    ReactionKind,
    State,
)
from community.core.db import db
from community.policy import Absent, Actor, Permission

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What a conversation needs of its item, and the rules judge: plain values, so that they can be kept."""

    id: int
    address: str
    author_id: int
    group_id: int | None
    audience: Audience
    state: State
    comments_open: bool
    is_frozen: bool


@dataclass(frozen=True, slots=True)
class ReadComment:
    """A comment with its author's name, as plain values: a page has twenty, and rows of the ORM take twice the time."""

    item: ItemFacts
    id: int
    thread_id: int
    author_id: int
    author_function: str
    author_organisation: str
    created_at: datetime
    edited_at: datetime | None
    is_removed: bool
    is_hidden: bool
    is_held: bool
    hidden_reason: str
    html: str
    author_name: str
    # Empty for who is no member any more: they have no page.
    author_slug: str

    @property
    def is_reply(self) -> bool:
        """Whether it answers another comment."""
        return self.thread_id != self.id


# In the order of the fields above, after the item.
COLUMNS = (
    Comment.id,
    Comment.thread_id,
    Comment.author_id,
    Comment.author_function,
    Comment.author_organisation,
    Comment.created_at,
    Comment.edited_at,
    Comment.is_removed,
    Comment.is_hidden,
    Comment.is_held,
    Comment.hidden_reason,
    Comment.html,
    Member.name,
    case((Member.state == MemberState.MEMBER, Member.slug), else_=""),
)


@dataclass(frozen=True, slots=True)
class Revealed:
    """How many comments of how many people would be read by more people, and by whom."""

    comment_count: int
    people_count: int
    readers: Audience


@dataclass(frozen=True, slots=True)
class CommentPage:
    """Some comments of an item, with the ids at which the page before and the page after begin, and how many it has."""

    comments: Sequence[ReadComment] = ()
    earlier_before: int | None = None
    later_after: int | None = None
    comment_count: int = 0
    answer_id: int | None = None
    reactions: dict[int, dict[ReactionKind, int]] = field(default_factory=dict)
    mine: frozenset[tuple[int, ReactionKind]] = frozenset()


def facts_of(item: ContentItem) -> ItemFacts:
    """Give what a conversation needs of its item."""
    return ItemFacts(
        id=item.id,
        address=item.address,
        author_id=item.author_id,
        group_id=item.group_id,
        audience=item.audience,
        state=item.state,
        comments_open=item.comments_open,
        is_frozen=item.is_frozen,
    )


def comments_to_read(
    actor: Actor, item: ItemFacts, *, after: int | None = None, before: int | None = None, around: int | None = None
) -> CommentPage:
    """Give a page of comments: the first, or the one after, before or around a comment's id."""
    anchor = anchor_thread(item, around or after or before)
    if anchor is None:
        return filled(actor, page_after(actor, item, None))
    if around is not None:
        return filled(actor, page_after(actor, item, (anchor, 0)))
    if before is not None:
        return filled(actor, page_before(actor, item, (anchor, before)))
    return filled(actor, page_after(actor, item, (anchor, after or 0)))


def anchor_thread(item: ItemFacts, comment_id: int | None) -> int | None:
    """Give the thread that a comment of this item stands in; None where it is of no use as an anchor."""
    if comment_id is None:
        return None
    found: int | None = db.session.scalar(
        select(Comment.thread_id).where(Comment.id == comment_id, Comment.item_id == item.id)
    )
    return found


def of_item(actor: Actor, item: ItemFacts) -> Select[*tuple[Any, ...]]:
    """The comments of an item that the actor may read, with what the page shows and the rules judge."""
    return (
        select(ItemCounter.comment_count, answer_in(actor, item), *COLUMNS)
        .join(Member, Member.id == Comment.author_id)
        .join(ItemCounter, ItemCounter.item_id == Comment.item_id)
        .where(Comment.item_id == item.id, policy.readable(actor, Comment))
        .limit(PAGE_SIZE + 1)
    )


def page_after(actor: Actor, item: ItemFacts, place: tuple[int, int] | None) -> CommentPage:
    """Give the page that follows a place (thread, comment)."""
    query = of_item(actor, item).order_by(Comment.thread_id, Comment.id)
    if place is not None:
        thread, comment = place
        query = query.where(or_(Comment.thread_id > thread, and_(Comment.thread_id == thread, Comment.id > comment)))
    count, answer_id, rows = rows_of(item, query)
    shown = rows[:PAGE_SIZE]
    return CommentPage(
        shown,
        answer_id=answer_id,
        earlier_before=shown[0].id if shown and place is not None else None,
        later_after=shown[-1].id if len(rows) > PAGE_SIZE else None,
        comment_count=count,
    )


def page_before(actor: Actor, item: ItemFacts, place: tuple[int, int]) -> CommentPage:
    """Give the page that ends before a place (thread, comment)."""
    thread, comment = place
    query = (
        of_item(actor, item)
        .where(or_(Comment.thread_id < thread, and_(Comment.thread_id == thread, Comment.id < comment)))
        .order_by(Comment.thread_id.desc(), Comment.id.desc())
    )
    count, answer_id, rows = rows_of(item, query)
    shown = rows[:PAGE_SIZE][::-1]
    return CommentPage(
        shown,
        answer_id=answer_id,
        earlier_before=shown[0].id if len(rows) > PAGE_SIZE else None,
        later_after=shown[-1].id if shown else None,
        comment_count=count,
    )


def answer_in(actor: Actor, item: ItemFacts) -> ColumnElement[Any]:
    """The id of the comment that answers the item, where the actor may read it; only in a group there is one."""
    if item.group_id is None:
        return null()
    query = select(ItemAnswer.comment_id).where(ItemAnswer.item_id == item.id, policy.readable(actor, ItemAnswer))
    return query.correlate(None).scalar_subquery()


def rows_of(item: ItemFacts, query: Select[*tuple[Any, ...]]) -> tuple[int, int | None, list[ReadComment]]:
    """Give how many comments all readers of the item see, which of them is the answer, and those of a query."""
    rows = db.session.execute(query).all()
    if rows:
        return rows[0][0], rows[0][1], [read_comment(row[2:], item) for row in rows]
    count = db.session.scalar(select(ItemCounter.comment_count).where(ItemCounter.item_id == item.id))
    return count or 0, None, []


def read_comment(values: Sequence[Any], item: ItemFacts) -> ReadComment:
    """Make a comment of its columns."""
    return ReadComment(item, *values)


def filled(actor: Actor, page: CommentPage) -> CommentPage:
    """Add how each comment was received, and what the actor said of it, in one query."""
    ids = [comment.id for comment in page.comments]
    if not ids:
        return page
    is_own = (Reaction.member_id == actor.id).label("is_own")
    rows = db.session.execute(
        select(Reaction.comment_id, Reaction.kind, is_own, func.count())
        .where(Reaction.comment_id.in_(ids), policy.readable(actor, Reaction))
        .group_by(Reaction.comment_id, Reaction.kind, is_own)
    ).all()
    counts: dict[int, dict[ReactionKind, int]] = {}
    own = set()
    for comment_id, kind, is_mine, count in rows:
        of_comment = counts.setdefault(comment_id, {})
        of_comment[kind] = of_comment.get(kind, 0) + count
        if is_mine:
            own.add((comment_id, kind))
    return replace(page, reactions=counts, mine=frozenset(own))


def answer_of(actor: Actor, item: ItemFacts, page: CommentPage) -> ReadComment | None:
    """Give the comment that answers an item, where the actor may read it, wherever in the conversation it stands."""
    if page.answer_id is None:
        return None
    found = next((each for each in page.comments if each.id == page.answer_id), None)
    if found is not None:
        return found
    query = (
        select(*COLUMNS)
        .join(Member, Member.id == Comment.author_id)
        .join(ItemAnswer, ItemAnswer.comment_id == Comment.id)
        .where(ItemAnswer.item_id == item.id, policy.readable(actor, ItemAnswer))
    )
    row = db.session.execute(query).one_or_none()
    return None if row is None else read_comment(row, item)


def people_tied_to(item: ItemFacts, page: CommentPage, *, limit: int) -> list[int]:
    """Give the ids of those who see this page of comments with something of their own in it, in one query.

    These are who wrote or valued a comment on it, and who wrote a hidden one between them. Not for showing to anybody,
    and so the one read that asks no rights.
    """
    shown = page.comments
    hidden = [Comment.item_id == item.id, Comment.is_hidden]
    if shown and page.earlier_before:
        hidden.append(Comment.thread_id >= shown[0].thread_id)
    if shown and page.later_after:
        hidden.append(Comment.thread_id <= shown[-1].thread_id)
    valued = select(Reaction.member_id).where(Reaction.comment_id.in_([comment.id for comment in shown]))
    found = db.session.scalars(valued.union(select(Comment.author_id).where(*hidden)).limit(limit))
    return [*found, *(comment.author_id for comment in shown), item.author_id]


def revealed_by(item: ContentItem, audience: Audience, *, for_members: bool) -> Revealed:
    """Count what people would come to read of what was said under an item, were it for this audience.

    `for_members` says that the site keeps comments for members. Counted whatever the rights: who asks wrote the item.
    """
    before, after = (
        Audience.MEMBERS if for_members and each == Audience.PUBLIC else each for each in (item.audience, audience)
    )
    if not after.is_wider_than(before):
        return Revealed(0, 0, after)
    query = select(func.count(), func.count(Comment.author_id.distinct())).where(
        Comment.item_id == item.id, ~Comment.is_removed, ~Comment.is_hidden
    )
    comment_count, people_count = db.session.execute(query).one()
    return Revealed(comment_count, people_count, after)


def comment_to_read(actor: Actor, comment_id: int) -> Comment:
    """Give one comment with its item, or raise `Absent`."""
    return policy.get(
        actor,
        Comment,
        Comment.id == comment_id,
        options=(joinedload(Comment.author), joinedload(Comment.item).joinedload(ContentItem.group)),
    )


def comment_with_history(actor: Actor, comment_id: int) -> Comment:
    """Give one comment of which the actor may read what it said before, or raise `Absent`."""
    return policy.get(
        actor,
        Comment,
        Comment.id == comment_id,
        policy.permitted(actor, Permission.COMMENT_HISTORY_READ, Comment),
        options=(joinedload(Comment.author), joinedload(Comment.item).joinedload(ContentItem.group)),
    )


def comment_by_key(actor: Actor, submit_key: str) -> Comment | None:
    """Give the actor's comment that a form already posted, where it did, with its item."""
    query = select(Comment).where(
        Comment.submit_key == submit_key, Comment.author_id == actor.id, policy.readable(actor, Comment)
    )
    query = query.options(joinedload(Comment.item).joinedload(ContentItem.group))
    return db.session.scalars(query).one_or_none()


def earlier_texts(actor: Actor, comment: Comment) -> Sequence[CommentText]:
    """Give what a comment said before, the oldest first; only for those who may read that."""
    if not policy.allows(actor, Permission.COMMENT_READ, comment):
        raise Absent
    query = (
        select(CommentText)
        .where(CommentText.comment_id == comment.id, policy.readable(actor, CommentText))
        .order_by(CommentText.id)
        .limit(100)
    )
    return list(db.session.scalars(query))
