"""What an item says: each save that changes it makes a revision, and nobody's text is silently overwritten."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import CursorResult, update
from sqlalchemy.orm.attributes import set_committed_value

from community import audit, jobs
from community.audit.events import ItemEdited, RevisionRestored
from community.content.models import ContentItem, Revision
from community.content.services.addresses import move_address
from community.content.services.links import note_links
from community.core.clock import now
from community.core.db import db
from community.policy import Actor, Permission, requires
from community.richtext import CLEANER_VERSION, CleanHtml

# A discussion waits where there is reason for it; an announcement says what a decision says.
LOOKED_AT = ("discussion", "announcement")


class Overtaken(Exception):
    """Another has saved this item since the form was opened."""


@dataclass(frozen=True, slots=True)
class Text:
    """All that a revision keeps of an item."""

    title: str
    lead: str
    body: CleanHtml


def first_text(item: ContentItem, text: Text) -> None:
    """Give a new item its text and its first revision."""
    put(item, text)
    item.revision_number = 1
    keep(item, 1, made_by_id=item.author_id, note="")
    let_look_at(item, by_id=item.author_id)


@requires(Permission.ITEM_EDIT)
def save_text(actor: Actor, item: ContentItem, *, text: Text, seen_number: int, note: str = "") -> bool:
    """Change what an item says and keep that as a revision; says whether anything changed.

    Raises `Overtaken` where another saved after revision `seen_number`, on which this text was written.
    """
    if (item.title, item.lead, item.body) == (text.title, text.lead, text.body):
        return False
    if item.revision_number == 0:
        keep(item, 1, made_by_id=item.author_id, note="")
    take_next_number(item, seen_number)
    if not item.keeps_address:
        move_address(item, text.title)
    put(item, text)
    note_links(item.id, text.body, by=actor)
    keep(item, item.revision_number, made_by_id=actor.id, note=note)
    audit.record(actor, ItemEdited(item_id=item.id, group_id=item.group_id))
    let_look_at(item, by_id=actor.id)
    return True


@requires(Permission.ITEM_EDIT)
def restore_revision(actor: Actor, item: ContentItem, *, revision: Revision, body: CleanHtml) -> bool:
    """Let an item say again what it said in a revision, as a new revision; `body` is its text, cleaned again."""
    note = _("Versie %(number)d teruggezet", number=revision.number)
    text = Text(revision.title, revision.lead, body)
    changed = save_text(actor, item, text=text, seen_number=item.revision_number, note=note)
    if changed:
        event = RevisionRestored(item_id=item.id, group_id=item.group_id, number=revision.number)
        audit.record(actor, event)
    return changed


def take_next_number(item: ContentItem, seen_number: int) -> None:
    """Count one revision further, or raise `Overtaken`; the database decides, so that two savers cannot both win.

    What an item said before it had revisions is its first.
    """
    number = max(seen_number, 1) + 1
    result = db.session.execute(
        update(ContentItem)
        .where(ContentItem.id == item.id, ContentItem.revision_number == seen_number)
        .values(revision_number=number)
        .execution_options(synchronize_session=False)
    )
    if not isinstance(result, CursorResult) or result.rowcount != 1:
        raise Overtaken
    set_committed_value(item, "revision_number", number)


def put(item: ContentItem, text: Text) -> None:
    """Write a text into an item."""
    item.title, item.lead, item.body = text.title, text.lead, text.body
    item.cleaner_version, item.updated_at = CLEANER_VERSION, now()


def let_look_at(item: ContentItem, *, by_id: int) -> None:
    """Let the worker see whether somebody should look at what was written in a group; what may wait, is looked at."""
    if item.group_id is not None and item.kind not in LOOKED_AT:
        jobs.enqueue("reports.look_at_item", item_id=item.id, member_id=by_id)


def keep(item: ContentItem, number: int, *, made_by_id: int, note: str) -> None:
    """Keep what an item says now as a revision."""
    db.session.add(
        Revision(
            item=item,  # not its id alone, or a new item might be written after its revision
            number=number,
            title=item.title,
            lead=item.lead,
            body=item.body,
            note=note,
            made_by_id=made_by_id,
        )
    )
