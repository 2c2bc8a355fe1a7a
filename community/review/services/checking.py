"""Whether a text must wait, and why: what is set for the site and the group, and what programs would write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import undefer

from community.accounts.models import Member
from community.content.models import Comment, ContentItem, State
from community.core.clock import now
from community.core.db import db
from community.core.ids import id_at
from community.groups.models import Group
from community.policy import Actor, Permission, allows
from community.review.models import HeldFor, Why
from community.review.queries.newcomers import is_new_since
from community.review.words import foreign_links, listed_word_in, mentions_in, plain_and_folded, plain_words, read_words
from community.site.queries import SiteSettings, site_settings

# The same text elsewhere within this time is a flood; shorter ones ("Eens!") are said in many places.
SAME_WITHIN = timedelta(hours=1)
SAME_LENGTH = 40
MOST_LOOKED_AT = 50
# Texts of which the mark-up differs by more letters than this are not the same.
MOST_APART = 60
# The same words in the same place within this time are one form, sent twice.
DOUBLED_WITHIN = timedelta(minutes=1)
KINDS = ("discussion",)

Reason = dict[str, str]


@dataclass(frozen=True, slots=True)
class Written:
    """A text as it is about to stand: under which item, in which group, and the comment or item that it is already."""

    html: str
    title: str = ""
    item_id: int = 0
    group_id: int | None = None
    comment_id: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """Something that the same person wrote lately, and where."""

    item_id: int
    created_at: datetime
    html: str
    comment_id: int = 0
    thread_id: int = 0


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for one writer in one place."""

    site: SiteSettings
    held_for: frozenset[HeldFor]
    words: tuple[str, ...]
    is_newcomer: bool


def _reasons_to_hold(actor: Actor, written: Written, lately: Sequence[Said]) -> list[Reason]:
    """Give why a text of the actor must wait; nothing for who would look at it, since nobody waits for themselves."""
    if allows(actor, Permission.ADMINISTRATION_OPEN) or written.group_id in actor.coordinated_ids:
        return []
    rules = rules_for(actor.id, written.group_id)
    return [*reasons_of_place(rules), *reasons_of_text(rules, written), *reasons_of_others(actor.id, written, lately)]


def _reasons_to_notice(actor: Actor, written: Written) -> list[Reason]:
    """Give why somebody should look at a text that stands at once, such as a page of the wiki.

    What lets everybody's texts wait is no reason: each change of each page would then be one.
    """
    if allows(actor, Permission.ADMINISTRATION_OPEN) or written.group_id in actor.coordinated_ids:
        return []
    rules = rules_for(actor.id, written.group_id)
    is_watched = rules.is_newcomer and rules.held_for & {HeldFor.NEWCOMERS, HeldFor.EVERYONE}
    watched: list[Reason] = [{"why": Why.NEWCOMER}] if is_watched else []
    return [*watched, *reasons_of_text(rules, written)]


def rules_for(author_id: int, group_id: int | None) -> Rules:
    """Read what holds for this writer here."""
    site = site_settings()
    query = (
        select(Member.joined_at, Group.held_for, Group.held_words)
        .outerjoin(Group, Group.id == group_id)
        .where(Member.id == author_id)
    )
    joined_at, of_group, words_of_group = db.session.execute(query).one()
    return Rules(
        site=site,
        held_for=frozenset((site.held_for, of_group or HeldFor.NOBODY)),
        words=(*site.held_words, *read_words(words_of_group or "")),
        is_newcomer=is_new_since(author_id, joined_at),
    )


def reasons_of_place(rules: Rules) -> list[Reason]:
    """Give why any text of this writer waits here."""
    if HeldFor.EVERYONE in rules.held_for:
        return [{"why": Why.EVERYONE}]
    if HeldFor.NEWCOMERS in rules.held_for and rules.is_newcomer:
        return [{"why": Why.NEWCOMER}]
    return []


def reasons_of_text(rules: Rules, written: Written) -> list[Reason]:
    """Give why these words wait, whoever wrote them."""
    reasons: list[Reason] = []
    word = (
        listed_word_in(f"{plain_and_folded(written.title)}\n{plain_words(written.html)}", rules.words)
        if rules.words
        else ""
    )
    if word:
        reasons.append({"why": Why.WORD, "what": word})
    links = foreign_links(written.html)
    if links > (rules.site.most_links_new if rules.is_newcomer else rules.site.most_links):
        reasons.append({"why": Why.LINKS, "what": str(links)})
    mentions = mentions_in(written.html)
    if mentions > rules.site.most_mentions:
        reasons.append({"why": Why.MENTIONS, "what": str(mentions)})
    return reasons


def reasons_of_others(author_id: int, written: Written, lately: Sequence[Said]) -> list[Reason]:
    """Give where the same person said the same within the last hour."""
    if len(written.html) < SAME_LENGTH:
        return []
    own = plain_words(written.html)
    elsewhere = [each for each in lately if each.item_id != written.item_id and each.comment_id != written.comment_id]
    for said in [*elsewhere, *items_lately(author_id, written)]:
        # Reading a text takes longer than seeing that it is another one.
        is_near = abs(len(said.html) - len(written.html)) < MOST_APART and len(own) >= SAME_LENGTH
        if is_near and plain_words(said.html) == own:
            return [{"why": Why.SAME_TEXT, "what": str(said.item_id), "at": said.created_at.isoformat()}]
    return []


def comments_lately(author_id: int) -> list[Said]:
    """Give what somebody said under items within the last hour, the newest first."""
    query = (
        select(Comment.item_id, Comment.created_at, Comment.html, Comment.id, Comment.thread_id)
        .where(Comment.author_id == author_id, Comment.id > id_at(now() - SAME_WITHIN), ~Comment.is_removed)
        .order_by(Comment.id.desc())
        .limit(MOST_LOOKED_AT)
    )
    return [Said(*row) for row in db.session.execute(query)]


def items_lately(author_id: int, written: Written) -> list[Said]:
    """Give what somebody wrote as an item of its own; a comment is seldom that, so only an item is compared."""
    if not written.title:
        return []
    query = (
        select(ContentItem)
        .where(ContentItem.author_id == author_id, ContentItem.kind.in_(KINDS))
        .where(ContentItem.id > id_at(now() - SAME_WITHIN), ContentItem.id != written.item_id)
        .where(ContentItem.state != State.REMOVED)
        .options(undefer(ContentItem.body))
        .order_by(ContentItem.id.desc())
        .limit(MOST_LOOKED_AT)
    )
    return [Said(item.id, item.created_at, item.body) for item in db.session.scalars(query)]


def doubled_comment(lately: Sequence[Said], written: Written, thread_id: int | None) -> int | None:
    """Give the comment of the same words that was posted in the same place a moment ago."""
    for said in lately:
        place = None if said.thread_id == said.comment_id else said.thread_id
        is_fresh = said.created_at > now() - DOUBLED_WITHIN
        if is_fresh and (said.item_id, place) == (written.item_id, thread_id) and said.html == written.html:
            return said.comment_id
    return None
