"""Setting what waits in a group; for the whole site that is a setting as any other."""

from __future__ import annotations

from community import audit
from community.audit.review_events import GroupReviewChanged
from community.groups.models import Group
from community.policy import Actor, Permission, requires
from community.review.models import HeldFor


@requires(Permission.GROUP_MANAGE)
def set_review(actor: Actor, group: Group, *, held_for: HeldFor, held_words: str) -> None:
    """Choose whose texts wait in a group, and which words let a text wait; what waits already goes on waiting."""
    before, after = summary(group.held_for, group.held_words), summary(held_for, held_words)
    if before == after:
        return
    group.held_for, group.held_words = held_for, held_words
    audit.record(actor, GroupReviewChanged(group_id=group.id, before=before, after=after))


def summary(held_for: HeldFor, held_words: str) -> str:
    """Give the setting as the log says it."""
    return ", ".join([held_for.value, *held_words.split("\n")] if held_words else [held_for.value])
