"""What people decide about hearing of things: follow, mute, stop, read, and of which kinds they want a mail."""

from __future__ import annotations

from sqlalchemy import select, update

from community import audit
from community.accounts.models import Member
from community.audit.member_events import MailChosen
from community.content.models import ContentItem
from community.core.clock import now
from community.core.db import db, insert_where_absent
from community.core.ids import new_id
from community.groups.models import Group
from community.notifications.models import Follow, Kind, Mail, Notification
from community.policy import Actor, Permission, requires
from community.regions.models import Region
from community.themes.models import Theme


@requires(Permission.ITEM_FOLLOW)
def follow_item(actor: Actor, item: ContentItem) -> None:
    """Hear from now on of what is said about an item."""
    _follow(actor, "item_id", item.id)


@requires(Permission.GROUP_FOLLOW)
def follow_group(actor: Actor, group: Group) -> None:
    """Hear from now on of new discussions in a group."""
    _follow(actor, "group_id", group.id)


@requires(Permission.REGION_FOLLOW)
def follow_region(actor: Actor, region: Region) -> None:
    """Hear from now on of news of a region."""
    _follow(actor, "region_id", region.id)


@requires(Permission.THEME_FOLLOW)
def follow_theme(actor: Actor, theme: Theme) -> None:
    """Hear from now on of news on a theme."""
    _follow(actor, "theme_id", theme.id)


def _follow(actor: Actor, key: str, thing_id: int) -> None:
    """Follow a thing once, and lift the mute where there was one."""
    values = {"id": new_id(), "member_id": actor.id, key: thing_id, "is_muted": False, "is_chosen": True}
    db.session.execute(insert_where_absent(Follow).values(**values, created_at=now()))
    mine = (getattr(Follow, key) == thing_id, Follow.member_id == actor.id)
    db.session.execute(update(Follow).where(*mine).values(is_muted=False, is_chosen=True))


@requires(Permission.FOLLOW_CHANGE)
def unfollow(actor: Actor, follow: Follow) -> None:
    """Hear of a thing no more, until one takes part in it again."""
    db.session.delete(follow)


@requires(Permission.FOLLOW_CHANGE)
def mute(actor: Actor, follow: Follow) -> None:
    """Hear of a thing no more, whatever one does there."""
    follow.is_muted = True


@requires(Permission.FOLLOW_CHANGE)
def unmute(actor: Actor, follow: Follow) -> None:
    """Hear of a muted thing again."""
    follow.is_muted = False


@requires(Permission.NOTIFICATION_READ)
def read_thing(actor: Actor, notification: Notification) -> None:
    """Count all that one was told of the same thing, up to now, as read."""
    _read(actor, Notification.thing_id == notification.thing_id)


@requires(Permission.PROFILE_EDIT)
def read_all(actor: Actor, member: Member, *, newest_id: int) -> None:
    """Count all that one was told as read, up to the newest that stood on the page."""
    _read(actor, Notification.id <= newest_id)


def _read(actor: Actor, *which: object) -> None:
    """Mark some of the actor's notifications as read."""
    unread = (Notification.member_id == actor.id, Notification.read_at.is_(None))
    db.session.execute(update(Notification).where(*unread, *which).values(read_at=now()))  # type: ignore[arg-type]


@requires(Permission.MEMBER_CHOOSE_MAIL)
def choose_mail(actor: Actor, member: Member, *, choices: dict[Kind, Mail]) -> None:
    """Choose of some kinds of notification whether a mail comes; the others stay as they are."""
    db.session.execute(select(Member.id).where(Member.id == member.id).with_for_update())
    db.session.refresh(member, ["mail_choices"])
    chosen = {**member.mail_choices, **{kind.value: mail.value for kind, mail in choices.items()}}
    if chosen != member.mail_choices:
        member.mail_choices = chosen
        audit.record(actor, MailChosen(member_id=member.id))
