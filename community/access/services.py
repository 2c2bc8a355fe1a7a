"""Looking at the site as somebody with fewer rights: that it was done is all that is written down."""

from __future__ import annotations

from community import audit
from community.audit.events import SiteViewedAs
from community.audit.group_events import GroupViewedAsMember
from community.groups.models import Group
from community.policy import Actor, Permission, requires


@requires(Permission.VIEW_AS)
def view_as(actor: Actor, *, viewer: str) -> None:
    """Let the actor look at the site as a visitor or a member sees it."""
    audit.record(actor, SiteViewedAs(viewer=viewer))


@requires(Permission.GROUP_VIEW_AS_MEMBER)
def view_as_member_of(actor: Actor, group: Group) -> None:
    """Let the actor look at a group as its ordinary members see it."""
    audit.record(actor, GroupViewedAsMember(group_id=group.id))
