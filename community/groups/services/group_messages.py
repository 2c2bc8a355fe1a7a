"""What a group says to all of its members: a message of a coordinator, and the welcome for who comes in."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from community import audit
from community.audit.group_events import GroupMessageSent, GroupWelcomeChanged
from community.core.db import db
from community.groups.models import Group, GroupMessage
from community.groups.services.places import hold
from community.notifications.tell import Event, tell
from community.policy import Actor, Permission, demand, requires


@dataclass(frozen=True, slots=True)
class Said:
    """What a message says, and whether it goes by mail too."""

    subject: str
    text: str
    is_mailed: bool


@requires(Permission.GROUP_MESSAGE_SEND)
def send_message(actor: Actor, group: Group, *, said: Said, submit_key: str) -> GroupMessage:
    """Say something to everybody in a group; a form that was sent twice says it once."""
    hold(group)
    demand(actor, Permission.GROUP_MESSAGE_SEND, group)
    doubled = db.session.scalars(select(GroupMessage).where(GroupMessage.submit_key == submit_key)).one_or_none()
    if doubled is not None:
        return doubled
    message = GroupMessage(
        group_id=group.id,
        author_id=actor.id,
        title=said.subject,
        text=said.text,
        is_mailed=said.is_mailed,
        submit_key=submit_key,
    )
    db.session.add(message)
    db.session.flush()
    audit.record(actor, GroupMessageSent(group_id=group.id, subject=said.subject))
    tell(actor, Event.GROUP_MESSAGE, message_id=message.id)
    return message


@requires(Permission.GROUP_MANAGE)
def change_welcome(actor: Actor, group: Group, *, text: str) -> None:
    """Set what who comes into a group reads first; empty for nothing."""
    hold(group)
    demand(actor, Permission.GROUP_MANAGE, group)
    if text != group.welcome:
        group.welcome = text
        audit.record(actor, GroupWelcomeChanged(group_id=group.id))
