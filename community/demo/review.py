"""Writes a few comments that wait for somebody to look at them: two in a group, and one below news."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from community import richtext
from community.accounts.models import Member, MemberState, Role
from community.audit.log import write
from community.audit.review_events import TextHeld
from community.content.models import Audience, Comment, ContentItem, State
from community.core.clock import now
from community.core.db import db
from community.core.ids import id_at
from community.groups.models import Access, Group, GroupMembership, GroupRole
from community.policy import CLOCK
from community.review.models import HeldFor, HeldText, Why

LINKS = (
    "Er is meer over te lezen: https://wonen.example/cijfers, https://wonen.example/kaart, "
    "https://bouwen.example/plannen en https://bouwen.example/vragen."
)
WORD = "Voor wie snel wil beginnen: ik heb een gratis aanbieding van een adviesbureau. Stuur me een bericht."
SITE = (
    "Op deze vier pagina's staat hetzelfde: https://nieuws.example/een, https://nieuws.example/twee, "
    "https://nieuws.example/drie en https://nieuws.example/vier."
)


def write_review() -> None:
    """Let two comments wait in a group that looks at what new members write, and one on the site."""
    talk = first_item(ContentItem.kind == "discussion", ContentItem.group_access == Access.OPEN)
    if talk is not None and talk.group is not None:
        talk.group.held_for, talk.group.held_words = HeldFor.NEWCOMERS, "gratis aanbieding*"
        people = members_but(talk.author_id, talk.group)
        if len(people) > 1:
            hold(talk, people[0], LINKS, 3, [{"why": Why.LINKS, "what": "4"}])
            hold(talk, people[1], WORD, 2, [{"why": Why.WORD, "what": "gratis aanbieding"}])
    post = first_item(ContentItem.kind == "news", ContentItem.audience == Audience.PUBLIC)
    if post is not None:
        others = members_but(post.author_id)
        if others:
            hold(post, others[-1], SITE, 1, [{"why": Why.LINKS, "what": "4"}])


def first_item(*conditions: object) -> ContentItem | None:
    """Give the newest item on view that fits and is open for comments."""
    query = (
        select(ContentItem)
        .where(ContentItem.state == State.PUBLISHED, ContentItem.comments_open, ~ContentItem.is_frozen)
        .where(*conditions)  # type: ignore[arg-type]
        .options(joinedload(ContentItem.group))
        .order_by(ContentItem.published_at.desc(), ContentItem.id.desc())
        .limit(1)
    )
    return db.session.scalars(query).one_or_none()


def members_but(author_id: int, group: Group | None = None) -> Sequence[Member]:
    """Give some members without a role, of a group where one is named, who did not write the item."""
    query = select(Member).where(Member.state == MemberState.MEMBER, Member.role == Role.MEMBER, Member.id != author_id)
    if group is not None:
        places = select(GroupMembership.member_id).where(
            GroupMembership.group_id == group.id, GroupMembership.role == GroupRole.MEMBER
        )
        query = query.where(Member.id.in_(places))
    return list(db.session.scalars(query.options(joinedload(Member.organisation)).order_by(Member.id).limit(5)))


def hold(item: ContentItem, author: Member, words: str, hours: int, reasons: list[dict[str, str]]) -> None:
    """Write a comment that waits, posted some hours ago."""
    moment = now() - timedelta(hours=hours)
    comment = Comment(
        id=id_at(moment),
        item_id=item.id,
        author_id=author.id,
        author_function=author.function,
        author_organisation=author.confirmed_organisation,
        created_at=moment,
        is_hidden=True,
        is_held=True,
        html=richtext.from_plain(words),
        cleaner_version=richtext.CLEANER_VERSION,
    )
    comment.thread_id, comment.submit_key = comment.id, f"demo-{comment.id}"
    db.session.add(comment)
    db.session.flush()
    row = HeldText(
        id=id_at(moment), comment_id=comment.id, author_id=author.id, group_id=item.group_id, reasons=reasons
    )
    row.created_at = moment
    db.session.add(row)
    event = TextHeld(member_id=author.id, group_id=item.group_id, reasons=reasons[0]["why"])
    write(db.session, CLOCK, event, at=moment)
