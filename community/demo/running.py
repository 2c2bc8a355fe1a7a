"""Writes what the groups of the demo are run with: messages to all, invitations by e-mail, mutes, and their end."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import update

from community.accounts.queries import hash_token
from community.audit.group_events import (
    GroupArchived,
    GroupMailInvitationExpired,
    GroupMailInvitationWithdrawn,
    GroupMailInvited,
    GroupMemberMuted,
    GroupMessageSent,
)
from community.audit.log import write
from community.content.models import ContentItem
from community.core.db import db
from community.core.ids import id_at
from community.demo import shapes
from community.demo.people import People
from community.groups.models import (
    Group,
    GroupMailInvitation,
    GroupMembership,
    GroupMessage,
    MailInvitationState,
)
from community.policy import Actor

INVITED_FOR = timedelta(days=14)


class Running:
    """What coordinators did to keep their groups going."""

    def __init__(self, people: People, today: date) -> None:
        self.people, self.today = people, today

    def say(self, group: Group, message: shapes.GroupMessage) -> None:
        """Write what a coordinator said to everybody in a group."""
        author, moment = self.people.rows[message.by], message.posted.before(self.today)
        row = GroupMessage(
            id=id_at(moment),
            group_id=group.id,
            author_id=author.id,
            title=message.subject,
            text=message.text,
            submit_key=f"demo-{group.slug}-{message.subject}"[:64],
            created_at=moment,
        )
        db.session.add(row)
        sent = GroupMessageSent(group_id=group.id, subject=message.subject)
        write(db.session, Actor(id=author.id), sent, at=moment)

    def invite(self, group: Group, invited: shapes.MailInvited) -> None:
        """Write that an address was invited, and how that ended; the mail was never sent, so nobody has the link."""
        by, moment = Actor(id=self.people.rows[invited.by].id), invited.sent.before(self.today)
        state = MailInvitationState(invited.state)
        row = GroupMailInvitation(id=id_at(moment), group_id=group.id, email=invited.email, state=state)
        row.token_hash, row.message, row.invited_by_id = hash_token(f"demo-{row.id}"), invited.message, by.id or 0
        row.created_at, row.expires_at = moment, moment + INVITED_FOR
        db.session.add(row)
        write(db.session, by, GroupMailInvited(group_id=group.id, email=invited.email), at=moment)
        if state == MailInvitationState.EXPIRED:
            row.decided_at = row.expires_at
            write(db.session, Actor(), GroupMailInvitationExpired(group_id=group.id), at=row.expires_at)
        elif state == MailInvitationState.WITHDRAWN:
            row.decided_at = moment + timedelta(hours=2)
            withdrawn = GroupMailInvitationWithdrawn(group_id=group.id, email=invited.email)
            write(db.session, by, withdrawn, at=row.decided_at)

    def mute(self, place: GroupMembership, muted: shapes.Muted) -> None:
        """Write that somebody only reads in a group, why, and for how long."""
        moment = muted.at.before(self.today)
        until = moment + timedelta(days=muted.days) if muted.days else None
        place.is_muted, place.muted_until, place.mute_reason = True, until, muted.reason
        event = GroupMemberMuted(
            group_id=place.group_id,
            member_id=place.member_id,
            reason=muted.reason,
            until=until.isoformat(timespec="minutes") if until else "",
        )
        write(db.session, Actor(id=self.people.rows[muted.by].id), event, at=moment)

    def archive(self, group: Group, archived: shapes.Archived) -> None:
        """Let a group be over: everything in it stays, and is only read."""
        moment = archived.at.before(self.today)
        group.is_archived, group.archived_at = True, moment
        db.session.flush()
        frozen = update(ContentItem).where(ContentItem.group_id == group.id).values(is_frozen=True)
        db.session.execute(frozen.execution_options(synchronize_session=False))
        write(db.session, Actor(id=self.people.rows[archived.by].id), GroupArchived(group_id=group.id), at=moment)
