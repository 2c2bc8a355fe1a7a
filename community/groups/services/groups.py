"""Founding a group, setting it up, and a moderator's looking into it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from community import audit, jobs
from community.accounts.models import LoginSession, Member
from community.accounts.queries import hash_token
from community.audit.group_events import GroupChanged, GroupCreated, GroupInspected
from community.core.db import db
from community.core.slugs import fold, slugify, with_letters
from community.groups.models import Access, Group, GroupInspection, GroupOldAddress, GroupRole
from community.groups.services.places import _give_place, hold
from community.policy import Actor, Permission, demand, requires

# Addresses below /werkgroepen that are no group.
TAKEN = frozenset({"nieuw", "uitnodiging", "uitnodigingen"})


@dataclass(frozen=True, slots=True)
class GroupSettings:
    """What is set of a group."""

    name: str
    purpose: str
    access: Access
    region_id: int | None = None
    theme_id: int | None = None


@requires(Permission.GROUP_CREATE)
def create_group(actor: Actor, *, chosen: GroupSettings, coordinator: Member) -> Group:
    """Found a group with its first coordinator."""
    group = Group(
        slug=free_slug(chosen.name, chosen.access),
        name=chosen.name,
        name_folded=fold(chosen.name),
        purpose=chosen.purpose,
        access=chosen.access,
        region_id=chosen.region_id,
        theme_id=chosen.theme_id,
    )
    db.session.add(group)
    db.session.flush()
    _give_place(actor, group, coordinator.id, GroupRole.COORDINATOR)
    audit.record(actor, GroupCreated(group_id=group.id))
    if coordinator.id != actor.id:
        jobs.enqueue("groups.made_coordinator", group_id=group.id, member_id=coordinator.id)
    return group


@requires(Permission.GROUP_EDIT)
def change_group(actor: Actor, group: Group, *, chosen: GroupSettings) -> None:
    """Change what is set of a group; a new name gives a new address, and the old one leads there."""
    hold(group)
    before = (group.name, group.purpose, group.region_id, group.theme_id)
    if chosen.name != group.name:
        rename(group, chosen.name)
    group.purpose, group.region_id, group.theme_id = chosen.purpose, chosen.region_id, chosen.theme_id
    if before != (group.name, group.purpose, group.region_id, group.theme_id):
        audit.record(actor, GroupChanged(group_id=group.id))


def rename(group: Group, name: str) -> None:
    """Give a group another name, and an address that fits it."""
    is_same_address = slugify(name) == slugify(group.name)
    group.name, group.name_folded = name, fold(name)
    if not is_same_address:
        db.session.add(GroupOldAddress(slug=group.slug, group_id=group.id))
        group.slug = free_slug(name, group.access)


def free_slug(name: str, access: Access) -> str:
    """Give an address for a group: readable, and with five letters where it is hidden or the plain one is taken."""
    plain = slugify(name)
    if access == Access.HIDDEN or plain in TAKEN or is_used(plain):
        return with_letters(plain)
    return plain


def is_used(slug: str) -> bool:
    """Whether an address is, or was, that of a group."""
    now_used = db.session.scalar(select(Group.id).where(Group.slug == slug))
    return now_used is not None or (
        db.session.scalar(select(GroupOldAddress.id).where(GroupOldAddress.slug == slug)) is not None
    )


@requires(Permission.GROUP_INSPECT)
def inspect_group(actor: Actor, group: Group, *, token: str) -> None:
    """Open a group to a moderator who is not in it, for this sign-in; its coordinators read that in their log."""
    hold(group)
    demand(actor, Permission.GROUP_INSPECT, group)
    if group.id in actor.opened_ids:
        return
    session_id = db.session.scalars(select(LoginSession.id).where(LoginSession.token_hash == hash_token(token))).one()
    db.session.add(GroupInspection(login_session_id=session_id, group_id=group.id))
    audit.record(actor, GroupInspected(group_id=group.id))
