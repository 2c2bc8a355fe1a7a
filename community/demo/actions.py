"""Writes the action items of the demo: who does what before when, and how far it is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from community.actions.models import ActionItem, Progress
from community.audit.action_events import ActionAdded, ActionAssigned, ActionDone
from community.audit.log import write
from community.content.models import State
from community.core.db import db
from community.demo import shapes
from community.demo.people import People
from community.policy import Actor


class Deeds:
    """Writes what makes an item something to do."""

    def __init__(self, people: People, today: date) -> None:
        self.people, self.today = people, today

    def row(self, action: shapes.Action, common: dict[str, Any]) -> ActionItem:
        """Make the row of an action item."""
        progress = Progress.DONE if action.done else Progress.BUSY if action.busy else Progress.TO_DO
        due_on = self.today + timedelta(days=action.due) if action.due is not None else None
        return ActionItem(
            **common,
            state=State.PUBLISHED,
            is_written_together=True,
            owner_id=self.people.rows[action.owner].id if action.owner else None,
            due_on=due_on,
            progress=progress,
            ended_at=action.done.before(self.today) if action.done else None,
            # Nobody is reminded of what a demonstration says.
            reminded_of=due_on,
        )

    def log(self, row: ActionItem) -> None:
        """Write down that it was agreed, given to somebody, and done."""
        of_item: dict[str, Any] = {"item_id": row.id, "group_id": row.group_id}
        write(db.session, Actor(id=row.author.id), ActionAdded(**of_item), at=row.created_at)
        if row.owner_id:
            given = ActionAssigned(**of_item, member_id=row.owner_id)
            write(db.session, Actor(id=row.author.id), given, at=row.created_at)
        if row.ended_at and row.owner_id:
            write(db.session, Actor(id=row.owner_id), ActionDone(**of_item), at=row.ended_at)
