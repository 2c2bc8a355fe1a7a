"""Announcements as people read them: those of a region, one with its text, and the one that a decision has."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, undefer

from community import policy
from community.announcements.models import Announcement
from community.content.models import State
from community.content.queries.items import item_to_read
from community.core.db import db
from community.core.pagination import Page, Place, keyset_page
from community.decisions.models import Decision
from community.policy import Actor
from community.regions.models import Region

IN_SECTION = 5
ON_VIEW = (State.PUBLISHED, State.ARCHIVED)


def of_region(actor: Actor, region: Region) -> Select[Announcement]:
    """The announcements of a region, with what a list says of them."""
    return select(Announcement).where(
        Announcement.region_id == region.id, Announcement.state.in_(ON_VIEW), policy.readable(actor, Announcement)
    )


def announcements_in(actor: Actor, region: Region, place: Place) -> Page[Announcement]:
    """Give a page of what was decided in a region, the last first."""
    columns = (Announcement.decided_on, Announcement.id)
    return keyset_page(of_region(actor, region), columns, place, descending=True)


def latest_announcements(actor: Actor, region: Region) -> Sequence[Announcement]:
    """Give what was decided last in a region."""
    query = of_region(actor, region).order_by(Announcement.decided_on.desc(), Announcement.id.desc())
    return list(db.session.scalars(query.limit(IN_SECTION)))


def announcement_to_read(actor: Actor, slug: str) -> Announcement:
    """Give one announcement with its text and its region, or raise `Absent`."""
    more = (joinedload(Announcement.decision).joinedload(Decision.group),)
    return item_to_read(actor, Announcement, slug, with_more=more)


def announcement_of(actor: Actor, decision: Decision) -> Announcement | None:
    """Give the announcement of a decision where it stands on the page of its region."""
    query = (
        select(Announcement)
        .where(
            Announcement.decision_id == decision.id,
            Announcement.state.in_(ON_VIEW),
            policy.readable(actor, Announcement),
        )
        .options(undefer(Announcement.body))
    )
    return db.session.scalars(query).one_or_none()
