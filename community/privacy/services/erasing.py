"""Erases a person, a bounded step at a time; each finds by itself what is still there, so that it can stop after any.

What goes stands in `community.privacy.inventory`. The row of the person stays under a name that says nothing, since
what they contributed points to it; it goes last, since the other steps look for the name and the addresses in it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from html import escape, unescape
from typing import Any

from sqlalchemy import Column, ColumnElement, String, Table, cast, delete, false, func, or_, select, update

from community import audit
from community.accounts.models import Identity, Member, MemberState, Notify, Role
from community.audit.models import AuditDetail, AuditEntry
from community.audit.privacy_events import ErasureWithdrawn, PersonErased
from community.content.models import Comment, CommentText, ContentItem, State
from community.core.clock import now
from community.core.db import db
from community.core.slugs import fold, with_letters
from community.documents.models import Document
from community.jobs.models import Outbox
from community.policy import Actor, Permission, requires
from community.privacy.inventory import ADDRESSES, BYLINE, MARKUP, TIES, AtErasure
from community.privacy.models import Erasure
from community.reports.models import ReportCase
from community.site.queries import site_settings
from community.trash.services.purging import forget_words, purge_comment, purge_item, table_of, take_away

# What stands where the name stood: the same for all, so that it tells two of them not apart.
NOBODY = "Oud-lid"
STEP = 200
# A shorter name stands in other words, too.
SHORTEST_NAME = 5
LINK = r'<a [^>]*href="[^"]*/leden/{slug}"[^>]*>(.*?)</a>'

Step = Callable[[Member], Counter[str]]


@requires(Permission.ERASURE_DUE)
def erase_some(actor: Actor, erasure: Erasure) -> bool:
    """Make one step of an erasure, and say whether nothing is left to do; who came in again meanwhile is kept."""
    member = db.session.get_one(Member, erasure.member_id, with_for_update=True, populate_existing=True)
    if member.state != MemberState.LEFT:
        audit.record(actor, ErasureWithdrawn(member_id=member.id))
        db.session.delete(erasure)
        return True
    for step in STEPS:
        done = step(member)
        if done:
            erasure.counts = dict(Counter(erasure.counts) + done)
            return False
    _become_nobody(member)
    erasure.done_at = now()
    audit.record(actor, PersonErased(member_id=member.id))
    return True


def column_of(name: str) -> Column[Any]:
    """Give a column by its line in the inventory."""
    table, column = name.split(".")
    return table_of(table).c[column]


def addresses_of(member: Member) -> set[str]:
    """Give the e-mail addresses by which a person is known."""
    found = set(db.session.scalars(select(Identity.email).where(Identity.member_id == member.id))) | {member.email}
    return {each.lower() for each in found if each}


def words_of(member: Member) -> set[str]:
    """Give what would tell who a person is, wherever it stands."""
    return addresses_of(member) | {member.slug} | ({member.name} if len(member.name) >= SHORTEST_NAME else set())


# --- what others wrote about the person by machine: links, the log, the outbox ---


def leave_no_mention(member: Member) -> Counter[str]:
    """Let mentions and links to the page of the person say nothing any more, in the texts of everybody."""
    for name in MARKUP:
        column = column_of(name)
        key = _key_of(column.table)
        found = db.session.execute(
            select(key, column).where(column.contains(f'/leden/{member.slug}"', autoescape=True)).limit(STEP)
        ).all()
        for row_id, html in found:
            db.session.execute(update(column.table).where(key == row_id).values({column.name: _unlinked(html, member)}))
        if found:
            return Counter({column.table.name: len(found)})
    return Counter()


def _unlinked(html: str, member: Member) -> str:
    def instead(found: re.Match[str]) -> str:
        words = unescape(re.sub(r"<[^>]+>", "", found[1]))
        if words.startswith("@"):
            return f"@{NOBODY.lower()}"
        is_named = fold(member.name) in fold(words) or member.slug in words
        return NOBODY if is_named else escape(words, quote=False)

    plain = re.sub(LINK.format(slug=re.escape(member.slug)), instead, html, flags=re.DOTALL)
    # Whatever else leads there: an attribute that the pattern does not know.
    return plain.replace(f'/leden/{member.slug}"', '/leden"')


def leave_no_words_in_log(member: Member) -> Counter[str]:
    """Erase the words of the log about the person or by them, and those in which they are named."""
    mine = (AuditEntry.member_id == member.id) | (AuditEntry.actor_id == member.id)
    names = [
        AuditDetail.text.contains(json.dumps(each, ensure_ascii=False)[1:-1], autoescape=True)
        for each in words_of(member)
    ]
    about = AuditDetail.entry_id.in_(select(AuditEntry.id).where(mine))
    ids = list(db.session.scalars(select(AuditDetail.entry_id).where(or_(about, *names)).limit(STEP)))
    forget_words(AuditEntry.id.in_(ids))
    return Counter({"audit_detail": len(ids)} if ids else {})


def leave_no_words_in_outbox(member: Member) -> Counter[str]:
    """Empty what went wrong with a mail where it names the person, and drop what would speak of them."""
    words = words_of(member)
    errors = or_(*(func.lower(Outbox.last_error).contains(each.lower(), autoescape=True) for each in words))
    faults = db.session.execute(update(Outbox).where(errors).values(last_error=""))
    payloads = or_(*(cast(Outbox.payload, String).contains(each, autoescape=True) for each in words))
    dropped = db.session.execute(delete(Outbox).where(payloads))
    count = faults.rowcount + dropped.rowcount  # type: ignore[attr-defined]
    return Counter({"outbox": count} if count else {})


def leave_no_words_in_snapshots(member: Member) -> Counter[str]:
    """Empty what was kept of reported texts in which the person is named; a plain copy has no link to let go of."""
    named = or_(*(func.lower(ReportCase.snapshot).contains(each.lower(), autoescape=True) for each in words_of(member)))
    emptied = update(ReportCase).where(named).values(snapshot="").execution_options(synchronize_session=False)
    count = db.session.execute(emptied).rowcount  # type: ignore[attr-defined]
    return Counter({"report_case": count} if count else {})


# --- what nobody else ever read ---


def take_drafts(member: Member) -> Counter[str]:
    """Take away what the person wrote and nobody was to read: drafts, and what they took away themselves."""
    was_draft = (ContentItem.state == State.DRAFT) & ~ContentItem.is_written_together
    was_removed = (ContentItem.state == State.REMOVED) & (
        (ContentItem.removed_by_id == member.id) | (ContentItem.removed_from == State.DRAFT)
    )
    query = select(ContentItem).where(ContentItem.author_id == member.id, was_draft | was_removed)
    item = db.session.scalars(query.order_by(ContentItem.id).limit(1)).one_or_none()
    if item is None:
        return Counter()
    if item.state == State.DRAFT:
        item.state, item.removed_from, item.removed_at, item.removed_by_id = (
            State.REMOVED,
            State.DRAFT,
            now(),
            member.id,
        )
        if isinstance(item, Document):
            item.is_shelved = False
        db.session.flush()
    purge_item(_clock(), item)
    return Counter({"content_item": 1})


def take_removed_comments(member: Member) -> Counter[str]:
    """Take away what comments said that are removed, and what any comment of theirs said before."""
    query = select(Comment).where(Comment.author_id == member.id, Comment.is_removed, Comment.removed_at.is_not(None))
    found = list(db.session.scalars(query.limit(STEP)))
    for comment in found:
        comment.item = db.session.get_one(ContentItem, comment.item_id)
        purge_comment(_clock(), comment)
    mine = select(CommentText.id).join(Comment).where(Comment.author_id == member.id).limit(STEP)
    texts = list(db.session.scalars(mine))
    take_away(table_of("comment_text"), texts)
    return +Counter({"comment": len(found), "comment_text": len(texts)})


# --- the rows of the inventory ---


def delete_rows(member: Member) -> Counter[str]:
    """Delete the rows that are the person's alone, one table a step."""
    for name, tie in TIES.items():
        if tie.at_erasure == AtErasure.DELETE:
            count = _delete_some(column_of(name) == member.id, column_of(name).table)
            if count:
                return Counter({column_of(name).table.name: count})
    return Counter()


def delete_by_address(member: Member) -> Counter[str]:
    """Delete invitations to the addresses of the person."""
    known = addresses_of(member)
    for name in ADDRESSES:
        count = _delete_some(func.lower(column_of(name)).in_(known), column_of(name).table)
        if count:
            return Counter({column_of(name).table.name: count})
    return Counter()


def blank_rows(member: Member) -> Counter[str]:
    """Let go of the person, or empty the words, in the rows that stay."""
    for name, values in _changes().items():
        column = column_of(name)
        # Only what still says something, so that a step that changes nothing is the last.
        says = or_(false(), *(column.table.c[each].is_distinct_from(value) for each, value in values.items()))
        which = (column == member.id) & says
        done = db.session.execute(update(column.table).where(which).values(values))
        if done.rowcount:  # type: ignore[attr-defined]
            return Counter({column.table.name: done.rowcount})  # type: ignore[attr-defined]
    return Counter()


def _changes() -> dict[str, dict[str, Any]]:
    """Give for each column that points to a member what is written into the rows that stay."""
    found: dict[str, dict[str, Any]] = {}
    for name, tie in TIES.items():
        if tie.at_erasure == AtErasure.LET_GO:
            found[name] = {name.partition(".")[2]: None}
        elif tie.blanks:
            found[name] = dict.fromkeys(tie.blanks, "")
    if not site_settings().keeps_bylines:
        for name in ("content_item.author_id", "comment.author_id"):
            found[name] = found.get(name, {}) | dict.fromkeys(BYLINE, "")
    return found


def _delete_some(which: ColumnElement[bool], table: Table) -> int:
    key = _key_of(table)
    ids = list(db.session.scalars(select(key).where(which).limit(STEP)))
    take_away(table, ids)
    return len(ids)


def _key_of(table: Table) -> Column[Any]:
    return table.c["id"]


def _clock() -> Actor:
    return Actor(is_clock=True)


def _become_nobody(member: Member) -> None:
    """Give the row of a person nothing to say; every column with words, and every one that tells of a habit."""
    nothing: dict[str, Any] = {
        "name": NOBODY,
        "name_folded": fold(NOBODY),
        "slug": with_letters(fold(NOBODY)),
        "email": "",
        "email_folded": "",
        "state": MemberState.LEFT,
        "role": Role.MEMBER,
        "is_muted": False,
        "function": "",
        "function_folded": "",
        "confirm_asked_at": None,
        "confirm_reminded_at": None,
        "organisation_id": None,
        "region_id": None,
        "about": "",
        "notify": Notify.OFF,
        "mail_choices": {},
        "language": "nl",
        "joined_at": None,
        "last_seen_at": None,
        "suspended_until": None,
        "suspension_reason": "",
    }
    for name, value in nothing.items():
        setattr(member, name, value)


STEPS: tuple[Step, ...] = (
    leave_no_mention,
    take_drafts,
    take_removed_comments,
    leave_no_words_in_log,
    leave_no_words_in_outbox,
    leave_no_words_in_snapshots,
    delete_by_address,
    delete_rows,
    blank_rows,
)
