"""What happened on the site, counted in a few queries however much there is, for who may read figures.

Nothing here asks what the reader may read: a sum tells of nobody's words. What stands in closed and hidden groups is
counted for the whole site at once, so that no number is that of such a group (docs/decisions/figures.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, Subquery, case, func, literal, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from community import policy
from community.accounts.models import Member, MemberState
from community.audit.models import AuditEntry
from community.content.models import Comment, ContentItem, Revision, State
from community.core.clock import now
from community.core.db import UtcDateTime, db
from community.core.spans import medians, seconds_between
from community.documents.models import DocumentVersion
from community.figures.counted import BEHIND_DOORS, EVERYWHERE, NOWHERE, OVERALL, Counted, Span, What
from community.figures.weeks import Week, last_weeks, made_since, week_of, within
from community.groups.models import Access, Group
from community.membership.models import Application, ApplicationState
from community.policy import Actor, Permission
from community.regions.models import Region
from community.regions.queries import regions_to_read
from community.reports.models import CaseState, ReportCase

ON_VIEW = (State.PUBLISHED, State.ARCHIVED)
WRITTEN = (
    *(What.COMMENTS, What.NEWS, What.DISCUSSIONS, What.DOCUMENTS),
    *(What.WIKI_PAGES, What.DECISIONS, What.ACTIONS),
)
LEFT_EVENT = "MembershipEnded"


@dataclass(frozen=True, slots=True)
class Figures:
    """All that is counted over some weeks: numbers, and how long things took by kind and place."""

    weeks: Sequence[Week]
    regions: Sequence[Region]
    counted: Counted
    spans: dict[tuple[str, int], Span] = field(default_factory=dict)


def figures(actor: Actor, week_count: int) -> Figures:
    """Count the last weeks."""
    policy.demand(actor, Permission.FIGURES_READ)
    weeks = last_weeks(week_count)
    counted = Counted()
    for query in (of_members(weeks), of_writing(weeks), of_reports(weeks)):
        counted.add(tuple(row) for row in db.session.execute(query))
    rows = db.session.execute(medians(took(weeks)))
    spans = {(kind, place): Span(median, longest) for kind, place, median, longest in rows}
    return Figures(weeks, regions_to_read(actor), counted, spans)


# --- members and applications ---


def of_members(weeks: Sequence[Week]) -> Any:
    """Count who is in, came and left, and what became of applications; each where its region is."""
    home, asked = region_of(Member.region_id), region_of(Application.region_id)
    left = (
        cells(What.LEFT, AuditEntry.at, home, weeks)
        .join(Member, Member.id == AuditEntry.member_id)
        .where(made_since(AuditEntry.id, weeks), AuditEntry.event == LEFT_EVENT)
    )
    return union_all(
        total(What.MEMBERS, home).where(Member.state == MemberState.MEMBER),
        cells(What.JOINED, Member.joined_at, home, weeks),
        left,
        total(What.WAITING, asked).where(Application.state == ApplicationState.WAITING),
        cells(What.APPLIED, Application.created_at, asked, weeks),
        *(
            cells(what, Application.decided_at, asked, weeks).where(Application.state == state)
            for what, state in ((What.ADMITTED, ApplicationState.ADMITTED), (What.REFUSED, ApplicationState.REFUSED))
        ),
    )


def cells(
    what: What, moment: InstrumentedAttribute[Any], place: ColumnElement[int], weeks: Sequence[Week]
) -> Select[Any, Any, Any, Any]:
    """Count rows by week and place."""
    week = week_of(moment, weeks).label("week")
    where = place.label("place")
    return select(literal(what.value), week, where, func.count()).where(within(moment, weeks)).group_by(week, where)


def total(what: What, place: ColumnElement[int]) -> Select[Any, Any, Any, Any]:
    """Count rows by place, as they are now."""
    where = place.label("place")
    return select(literal(what.value), literal(OVERALL), where, func.count()).group_by(where)


def region_of(region_id: Any) -> ColumnElement[int]:
    """The place of what has a region or none."""
    return func.coalesce(region_id, NOWHERE)


def place_of(access: Any, region_id: Any) -> ColumnElement[int]:
    """The place of what may stand in a group: behind doors, or its region."""
    return case((access.in_((Access.CLOSED, Access.HIDDEN)), BEHIND_DOORS), else_=region_of(region_id))


# --- what was written, by how many, in how many groups ---


def of_writing(weeks: Sequence[Week]) -> Any:
    """Count what was written, the people who wrote and the groups in which they did."""
    deeds = deeds_in(weeks).cte("deeds")
    written = (
        select(deeds.c.what, deeds.c.week, deeds.c.place, func.count())
        .where(deeds.c.what.in_([what.value for what in WRITTEN]))
        .group_by(deeds.c.what, deeds.c.week, deeds.c.place)
    )
    people = once_each(What.ACTIVE, deeds, deeds.c.member_id, Member.id, region_of(Member.region_id))
    groups = once_each(What.GROUPS, deeds, deeds.c.group_id, Group.id, place_of(Group.access, Group.region_id))
    return union_all(written, *people, *groups)


def once_each(
    what: What, deeds: CTE, who: Any, row_id: InstrumentedAttribute[int], place: ColumnElement[int]
) -> list[Select[Any, Any, Any, Any]]:
    """Count each person or group once in a week, and once in the whole period, where it is at home."""
    queries = []
    for week in (deeds.c.week, literal(OVERALL)):
        seen = select(week.label("week"), who.label("who")).distinct().subquery()
        where = place.label("place")
        queries.append(
            select(literal(what.value), seen.c.week, where, func.count())
            .join_from(seen, row_id.class_, row_id == seen.c.who)
            .group_by(seen.c.week, where)
        )
    return queries


def deeds_in(weeks: Sequence[Week]) -> Any:
    """Give what was written, one row for each: what, in which week, by whom and where.

    The same counts as at the table of a group: items, comments, changes of a text and versions of a document, as far as
    they are still on view. Votes count for nothing, since some are secret.
    """
    on_view = ContentItem.state.in_(ON_VIEW)
    items = deeds_of(ContentItem.kind, ContentItem.author_id, ContentItem.published_at, weeks)
    said = deeds_of(literal(What.COMMENTS.value), Comment.author_id, Comment.created_at, weeks)
    kept = deeds_of(literal("revision"), Revision.made_by_id, Revision.made_at, weeks)
    filed = deeds_of(literal("version"), DocumentVersion.made_by_id, DocumentVersion.made_at, weeks)
    return union_all(
        items.where(on_view),
        said.join_from(Comment, ContentItem, is_of(Comment.item_id)).where(
            on_view, made_since(Comment.id, weeks), ~Comment.is_removed, ~Comment.is_hidden
        ),
        kept.join_from(Revision, ContentItem, is_of(Revision.item_id)).where(on_view, made_since(Revision.id, weeks)),
        filed.join_from(DocumentVersion, ContentItem, is_of(DocumentVersion.document_id)).where(
            on_view, made_since(DocumentVersion.id, weeks)
        ),
    )


def is_of(item_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether something belongs to an item.

    The sum keeps SQLite from walking through all items to find what is new below each; it finds the new by their ids.
    """
    return ContentItem.id == item_id + 0


def deeds_of(
    what: Any, who: InstrumentedAttribute[int], moment: InstrumentedAttribute[Any], weeks: Sequence[Week]
) -> Select[Any, Any, Any, Any, Any]:
    """What is asked of each thing that somebody wrote in these weeks."""
    return select(
        what.label("what"),
        week_of(moment, weeks).label("week"),
        who.label("member_id"),
        ContentItem.group_id.label("group_id"),
        place_of(ContentItem.group_access, ContentItem.region_id).label("place"),
    ).where(within(moment, weeks))


# --- reports ---


def of_reports(weeks: Sequence[Week]) -> Any:
    """Count the cases that came, were decided and wait, where the group is in which the thing stood."""
    place = place_of(Group.access, Group.region_id)
    found = (
        total(What.OPEN, place).where(ReportCase.state.in_((CaseState.OPEN, CaseState.OBJECTED))),
        cells(What.REPORTED, ReportCase.created_at, place, weeks),
        cells(What.DECIDED, ReportCase.decided_at, place, weeks),
    )
    return union_all(*(query.select_from(ReportCase).outerjoin(ReportCase.group) for query in found))


# --- how long it took ---


def took(weeks: Sequence[Week]) -> Subquery:
    """Give the seconds that each thing took, or has waited so far, in its place and once more for all places.

    Kinds are WAITING for applications that wait now, APPLIED for those that were decided, DECIDED for cases.
    """
    asked, reported = region_of(Application.region_id), place_of(Group.access, Group.region_id)
    until_now = literal(now(), UtcDateTime())
    waiting = span(What.WAITING, asked, Application.created_at, until_now).where(
        Application.state == ApplicationState.WAITING
    )
    applied = span(What.APPLIED, asked, Application.created_at, Application.decided_at).where(
        within(Application.decided_at, weeks),
        Application.state.in_((ApplicationState.ADMITTED, ApplicationState.REFUSED)),
    )
    decided = (
        span(What.DECIDED, reported, ReportCase.created_at, ReportCase.decided_at)
        .select_from(ReportCase)
        .outerjoin(ReportCase.group)
        .where(within(ReportCase.decided_at, weeks))
    )
    each = union_all(waiting, applied, decided).cte("each_took")
    return union_all(select(each), select(each.c.kind, literal(EVERYWHERE), each.c.seconds)).subquery()


def span(what: What, place: ColumnElement[int], first: Any, last: Any) -> Select[Any, Any, Any]:
    """Reckon how long something took."""
    seconds = seconds_between(first, last).label("seconds")
    return select(literal(what.value).label("kind"), place.label("place"), seconds)
