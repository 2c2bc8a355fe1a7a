"""An item's way from draft to gone: publish, plan, publish on time, take offline, archive, put first, remove, restore.

Each deed may be done twice: where the item already stands there, nothing happens.
"""

from __future__ import annotations

from datetime import datetime
from typing import cast

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Table, or_, select

from community import audit
from community.audit.events import (
    ItemArchived,
    ItemFeatured,
    ItemPublished,
    ItemRemoved,
    ItemRestored,
    ItemScheduled,
    ItemUnfeatured,
    ItemUnpublished,
)
from community.content.models import KEPT_FOR, Attachment, Audience, ContentItem, State
from community.core.clock import now
from community.core.db import db
from community.notifications.tell import Event, tell
from community.policy import Absent, Actor, Permission, Refused, requires
from community.richtext import attachment_ids

ON_VIEW = (State.PUBLISHED, State.ARCHIVED)
ITEMS = cast(Table, ContentItem.__table__)
TOO_LATE = _l("De dagen waarin je dit kon terugzetten, zijn voorbij.")


class NotAsPublic(Exception):
    """A text shows a picture that its readers may not see; the sentence says what to do."""

    sentence = _l(
        "In de tekst staat een foto die lezers niet mogen zien. Voeg die foto toe bij dit stuk, of haal hem weg."
    )


@requires(Permission.ITEM_PUBLISH)
def publish(actor: Actor, item: ContentItem) -> None:
    """Publish an item now; one that comes back from the archive keeps its date."""
    if item.state == State.PUBLISHED:
        return
    check_pictures(item)
    _put_on_view(actor, item)


@requires(Permission.ITEM_PUBLISH)
def schedule(actor: Actor, item: ContentItem, *, at: datetime) -> None:
    """Plan the publication of an item; the worker does it within a minute of its time."""
    if item.state in ON_VIEW:
        return
    check_pictures(item)
    item.state, item.publish_at = State.SCHEDULED, at
    event = ItemScheduled(item_id=item.id, group_id=item.group_id, publish_at=at.isoformat())
    audit.record(actor, event)


@requires(Permission.ITEM_PUBLISH_DUE)
def publish_due(actor: Actor, item: ContentItem) -> None:
    """Publish an item whose time has come."""
    _put_on_view(actor, item)


@requires(Permission.ITEM_PUBLISH)
def unpublish(actor: Actor, item: ContentItem) -> None:
    """Make a draft of an item again, or cancel its planned publication."""
    if item.state == State.DRAFT:
        return
    item.state, item.publish_at, item.published_at = State.DRAFT, None, None
    item.is_featured = False
    audit.record(actor, ItemUnpublished(item_id=item.id, group_id=item.group_id))


@requires(Permission.ITEM_PUBLISH)
def archive(actor: Actor, item: ContentItem) -> None:
    """Put a published item in the archive: still to be read, no longer in lists and feeds."""
    if item.state != State.PUBLISHED:
        return
    item.state, item.is_featured = State.ARCHIVED, False
    audit.record(actor, ItemArchived(item_id=item.id, group_id=item.group_id))


@requires(Permission.ITEM_PUBLISH)
def feature(actor: Actor, item: ContentItem) -> None:
    """Put an item first in its list."""
    if not item.is_featured:
        item.is_featured = True
        audit.record(actor, ItemFeatured(item_id=item.id, group_id=item.group_id))


@requires(Permission.ITEM_PUBLISH)
def unfeature(actor: Actor, item: ContentItem) -> None:
    """Put an item first no longer."""
    if item.is_featured:
        item.is_featured = False
        audit.record(actor, ItemUnfeatured(item_id=item.id, group_id=item.group_id))


@requires(Permission.ITEM_REMOVE)
def remove(actor: Actor, item: ContentItem) -> None:
    """Take an item away from everybody but moderators."""
    if item.state == State.REMOVED:
        return
    item.removed_from, item.state = item.state, State.REMOVED
    item.removed_at, item.removed_by_id = now(), actor.id
    item.publish_at, item.is_featured = None, False
    audit.record(actor, ItemRemoved(item_id=item.id, group_id=item.group_id))


@requires(Permission.ITEM_RESTORE)
def restore(actor: Actor, item: ContentItem) -> None:
    """Put a removed item back where it stood, with its own date; what was planned comes back as a draft.

    Not once its time in the trash of its group is over: the worker may be taking it away.
    """
    _hold(item)
    if item.state != State.REMOVED:
        return
    # What was removed before this was kept counts as published where it has a date.
    stood = item.removed_from or (State.PUBLISHED if item.published_at else State.DRAFT)
    if item.group_id is not None and item.removed_at is not None and item.removed_at <= now() - KEPT_FOR:
        raise Refused(Permission.ITEM_RESTORE, TOO_LATE)
    item.state, item.removed_from = (stood if stood in (*ON_VIEW, State.HELD) else State.DRAFT), None
    item.removed_at, item.removed_by_id = None, None
    audit.record(actor, ItemRestored(item_id=item.id, group_id=item.group_id))


def _hold(item: ContentItem) -> None:
    """Keep others from putting an item back or purging it until this transaction ends; `Absent` where it is gone."""
    row = ITEMS.c
    if db.session.scalar(select(row.id).where(row.id == item.id).with_for_update()) is None:
        raise Absent
    db.session.refresh(item, ["state", "removed_at"])


def _put_on_view(actor: Actor, item: ContentItem) -> None:
    """Let all whom an item is meant for see it."""
    item.state, item.publish_at = State.PUBLISHED, None
    is_new = item.published_at is None
    item.published_at = item.published_at or now()
    item.last_activity_at = now()
    audit.record(actor, ItemPublished(item_id=item.id, group_id=item.group_id))
    if is_new:
        tell(actor, Event.NEWS_PUBLISHED, item_id=item.id)


def check_pictures(item: ContentItem) -> None:
    """Raise `NotAsPublic` unless every picture in the text is the item's own or as public as the item."""
    shown = attachment_ids(item.body)
    if not shown:
        return
    good = select(Attachment.id).join(Attachment.item).where(Attachment.id.in_(shown), visible_beside(item))
    if set(db.session.scalars(good)) != shown:
        raise NotAsPublic


def visible_beside(item: ContentItem) -> ColumnElement[bool]:
    """The pictures that all who may read an item may see."""
    as_public: list[ColumnElement[bool]] = [ContentItem.audience == Audience.PUBLIC]
    if item.audience != Audience.PUBLIC:
        as_public.append(ContentItem.audience == Audience.MEMBERS)
    if item.audience == Audience.GROUP:
        as_public.append((ContentItem.audience == Audience.GROUP) & (ContentItem.group_id == item.group_id))
    return or_(Attachment.item_id == item.id, ContentItem.state.in_(ON_VIEW) & or_(*as_public))
