"""What a deed says to who may want to hear of it: one row of the outbox in its own transaction; the worker finds them.

Deeds call it from their services. Who takes part follows from then on, unless they do already or have put it on mute.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import delete, or_, select

from community import jobs
from community.content.models import ContentItem
from community.core.clock import now
from community.core.db import db, insert_where_absent
from community.core.ids import new_id
from community.notifications.models import Follow
from community.policy import Actor


class Event(StrEnum):
    """What can be told of; who hears of each stands in `tasks.HAPPENINGS`."""

    COMMENT_ADDED = "comment_added"
    DISCUSSION_STARTED = "discussion_started"
    NEWS_PUBLISHED = "news_published"
    REQUEST_MADE = "request_made"
    REQUEST_DECIDED = "request_decided"
    MEMBER_INVITED = "member_invited"
    VOTE_OPENED = "vote_opened"
    VOTE_ENDED = "vote_ended"
    ACTION_ASSIGNED = "action_assigned"
    ACTION_DUE = "action_due"
    ACTION_DONE = "action_done"
    COORDINATOR_ASKED = "coordinator_asked"
    GROUP_MESSAGE = "group_message"
    REPORT_MADE = "report_made"
    CASE_NOTICED = "case_noticed"
    CASE_DECIDED = "case_decided"
    CASE_OBJECTED = "case_objected"
    REPORT_ANSWERED = "report_answered"


def tell(actor: Actor, event: Event, **ids: int) -> None:
    """Let the worker tell everybody concerned, but never the actor, of what was just done."""
    jobs.enqueue("notifications.spread", event=event.value, by_id=actor.id, **ids)


def follow_by_taking_part(member_id: int, *, item_id: int | None = None, group_id: int | None = None) -> None:
    """Let somebody follow what they take part in; who follows it already, or muted it, stays as they are."""
    values = {
        "id": new_id(),
        "member_id": member_id,
        "item_id": item_id,
        "group_id": group_id,
        "is_muted": False,
        "is_chosen": False,
        "created_at": now(),
    }
    db.session.connection().execute(insert_where_absent(Follow), values)


def hear_no_more_of_group(member_id: int, group_id: int | None = None) -> None:
    """Let somebody who is out of a group, or of all groups, follow neither it nor what is in it."""
    items = select(ContentItem.id).where(
        ContentItem.group_id == group_id if group_id else ContentItem.group_id.is_not(None)
    )
    of_group = Follow.group_id == group_id if group_id else Follow.group_id.is_not(None)
    db.session.flush()
    db.session.execute(
        delete(Follow)
        .where(Follow.member_id == member_id, or_(of_group, Follow.item_id.in_(items)))
        .execution_options(synchronize_session=False)
    )
