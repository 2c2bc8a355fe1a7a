"""What people do with action items: add one, give it to somebody, plan it, get on with it, end it, open it again.

Whoever changes one holds its row until the change is written, so that two changes at once both stand in the log, the
last on top. What it says is changed as any text is: `content.services.texts`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from community import audit
from community.accounts.models import Member
from community.actions.models import ActionItem, Progress
from community.audit.action_events import (
    ActionAdded,
    ActionAssigned,
    ActionDone,
    ActionDropped,
    ActionMoved,
    ActionPlanned,
    ActionReleased,
)
from community.audit.events import Event as Logged
from community.content.models import Audience, ItemCounter, State
from community.content.services.addresses import free_address
from community.content.services.links import note_links
from community.content.services.texts import Text, first_text
from community.core.clock import now
from community.core.db import db
from community.core.ids import new_id
from community.discussions.models import ALLOWED_AUDIENCES
from community.groups.models import Group, GroupMembership
from community.groups.services.places import hold
from community.notifications.tell import Event, follow_by_taking_part, tell
from community.policy import Actor, Permission, Refused, demand, requires
from community.richtext import CleanHtml

# Within this time the same title by the same person in the same group is the same form, sent twice.
DOUBLED = timedelta(minutes=10)
NOT_IN_GROUP = _l("Wie een actiepunt krijgt, moet meedoen met de werkgroep.")
EVENTS: dict[Progress, type[ActionDone | ActionDropped | ActionMoved]] = {
    Progress.DONE: ActionDone,
    Progress.DROPPED: ActionDropped,
}


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done, for whom to read, by whom (None for nobody yet), and before when."""

    title: str
    body: CleanHtml
    audience: Audience
    owner: Member | None = None
    due_on: date | None = None


@requires(Permission.ACTION_ADD)
def add_action(actor: Actor, group: Group, *, task: Task, author: Member) -> ActionItem:
    """Write down what is to be done, for no wider audience than the group allows."""
    hold(group)
    demand(actor, Permission.ACTION_ADD, group)
    if task.audience not in ALLOWED_AUDIENCES[group.access]:
        raise Refused(Permission.ACTION_ADD, _l("In deze werkgroep is alles alleen voor wie meedoet."))
    _demand_in_group(Permission.ACTION_ADD, group.id, task.owner)
    doubled = _just_added(actor, group, task.title)
    if doubled is not None:
        return doubled
    action = _new_action(actor, group, task, author)
    db.session.add(action)
    first_text(action, Text(task.title, "", task.body))
    note_links(action.id, task.body, by=actor)
    group.last_activity_at = now()
    audit.record(actor, ActionAdded(item_id=action.id, group_id=group.id))
    follow_by_taking_part(actor.id, item_id=action.id)
    if task.owner is not None:
        _tell_owner(actor, action, task.owner.id)
    return action


def _new_action(actor: Actor, group: Group, task: Task, author: Member) -> ActionItem:
    """Make the row of an action item."""
    action = ActionItem(
        id=new_id(),
        slug=free_address(ActionItem, task.title, audience=Audience.GROUP),
        author_id=actor.id,
        author_function=author.function,
        author_organisation=author.confirmed_organisation,
        group_id=group.id,
        group_access=group.access,
        region_id=group.region_id,
        audience=task.audience,
        state=State.PUBLISHED,
        published_at=now(),
        last_activity_at=now(),
        is_written_together=True,
        owner_id=task.owner.id if task.owner else None,
        due_on=task.due_on,
        progress=Progress.TO_DO,
    )
    set_committed_value(action, "group", group)
    action.counter = ItemCounter(comment_count=0)
    return action


@requires(Permission.ACTION_CHANGE)
def assign(actor: Actor, action: ActionItem, *, owner: Member | None) -> None:
    """Give an action item to somebody of the group, or to nobody."""
    _hold(action)
    owner_id = owner.id if owner else None
    if action.owner_id == owner_id:
        return
    _demand_in_group(Permission.ACTION_CHANGE, action.group_id, owner)
    action.owner_id, action.last_activity_at = owner_id, now()
    if owner_id is None:
        audit.record(actor, ActionReleased(item_id=action.id, group_id=action.group_id))
    else:
        _tell_owner(actor, action, owner_id)


def _tell_owner(actor: Actor, action: ActionItem, owner_id: int) -> None:
    """Log that an action item is somebody's, and let them hear of it from now on."""
    audit.record(actor, ActionAssigned(item_id=action.id, group_id=action.group_id, member_id=owner_id))
    db.session.flush()
    follow_by_taking_part(owner_id, item_id=action.id)
    if owner_id != actor.id:
        tell(actor, Event.ACTION_ASSIGNED, item_id=action.id, member_id=owner_id)


@requires(Permission.ACTION_CHANGE)
def plan(actor: Actor, action: ActionItem, *, due_on: date | None) -> None:
    """Say before when an action item is to be done."""
    _hold(action)
    if action.due_on == due_on:
        return
    action.due_on, action.last_activity_at = due_on, now()
    audit.record(actor, ActionPlanned(item_id=action.id, group_id=action.group_id))


@requires(Permission.ACTION_CHANGE)
def move_on(actor: Actor, action: ActionItem, *, progress: Progress) -> None:
    """Say how far an action item is; whoever follows it hears when it is done."""
    _hold(action)
    if action.progress == progress:
        return
    is_reopened = action.progress.is_over and not progress.is_over
    action.progress, action.last_activity_at = progress, now()
    action.ended_at = now() if progress.is_over else None
    if is_reopened:
        action.reminded_of = None
    event: Logged = EVENTS.get(progress, ActionMoved)(item_id=action.id, group_id=action.group_id)
    audit.record(actor, event)
    if progress == Progress.DONE:
        tell(actor, Event.ACTION_DONE, item_id=action.id)


@requires(Permission.ACTION_REMIND_DUE)
def remind(actor: Actor, action: ActionItem) -> None:
    """Let the owner of an action item hear that its day is near, once for each date."""
    action.reminded_of = action.due_on
    tell(actor, Event.ACTION_DUE, item_id=action.id)


def _hold(action: ActionItem) -> None:
    """Keep others from changing an action item until this transaction ends, and read how it stands."""
    db.session.flush()  # or what was changed before is read back as it was
    row = ActionItem.__table__.c
    db.session.execute(select(row.id).where(row.id == action.id).with_for_update())
    db.session.refresh(action, ["owner_id", "due_on", "progress"])


def _demand_in_group(permission: Permission, group_id: int | None, owner: Member | None) -> None:
    """Refuse an owner who is not in the group."""
    if owner is None:
        return
    query = select(GroupMembership.id).where(
        GroupMembership.group_id == group_id, GroupMembership.member_id == owner.id
    )
    if db.session.scalar(query) is None:
        raise Refused(permission, NOT_IN_GROUP)


def _just_added(actor: Actor, group: Group, title: str) -> ActionItem | None:
    """Give the action item that the same form made a moment ago."""
    query = (
        select(ActionItem)
        .where(
            ActionItem.group_id == group.id,
            ActionItem.author_id == actor.id,
            ActionItem.title == title,
            ActionItem.state == State.PUBLISHED,
            ActionItem.created_at > now() - DOUBLED,
        )
        .limit(1)
    )
    found = db.session.scalars(query).one_or_none()
    if found is not None:
        set_committed_value(found, "group", group)
    return found
