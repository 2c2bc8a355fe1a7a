"""Messages to all members of a group."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from community import policy
from community.core.pagination import Page, Place, keyset_page
from community.groups.models import Group, GroupMessage
from community.policy import Actor


def messages_of(actor: Actor, group: Group, place: Place) -> Page[GroupMessage]:
    """Give a page of the messages to all members of a group, the newest first."""
    query = (
        select(GroupMessage)
        .where(GroupMessage.group_id == group.id, policy.readable(actor, GroupMessage))
        .options(joinedload(GroupMessage.author), joinedload(GroupMessage.group))
    )
    return keyset_page(query, (GroupMessage.id,), place, descending=True)


def message_to_read(actor: Actor, group: Group, message_id: int) -> GroupMessage:
    """Give one message to all members of a group, or raise `Absent`."""
    return policy.get(
        actor,
        GroupMessage,
        GroupMessage.id == message_id,
        GroupMessage.group_id == group.id,
        options=(joinedload(GroupMessage.author), joinedload(GroupMessage.group)),
    )
