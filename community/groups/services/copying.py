"""Founding a group after the example of another: its welcome, its folders, the titles of its wiki; nobody's words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy.orm.attributes import set_committed_value

from community import audit
from community.accounts.models import Member
from community.audit.group_events import GroupCopied
from community.content.models import Audience, ItemCounter, State
from community.content.services.addresses import free_address
from community.content.services.texts import Text, first_text
from community.core.clock import now
from community.core.db import db
from community.core.ids import new_id
from community.core.slugs import slugify, with_letters
from community.documents.models import Folder, shelf_of
from community.groups.models import Group
from community.groups.queries.copying import folders_to_copy, pages_to_copy
from community.groups.services.groups import GroupSettings, create_group
from community.policy import Actor, Permission, requires
from community.richtext import CleanHtml
from community.wiki.models import WikiPage

Placed = TypeVar("Placed", Folder, WikiPage)


@requires(Permission.GROUP_COPY)
def copy_group(actor: Actor, example: Group, *, chosen: GroupSettings, coordinator: Member) -> Group:
    """Found a group like another, without its people and without what they wrote."""
    folders, pages = folders_to_copy(actor, example), pages_to_copy(actor, example)
    group = create_group(actor, chosen=chosen, coordinator=coordinator)
    group.welcome = example.welcome
    _make_folders(group, folders, coordinator)
    _begin_pages(group, pages, coordinator)
    audit.record(actor, GroupCopied(group_id=group.id))
    return group


def _make_folders(group: Group, folders: Sequence[Folder], owner: Member) -> None:
    """Make folders of the same names in the same places; for the group, whatever the example's were for."""
    new_ids = {folder.id: new_id() for folder in folders}
    for folder in _from_the_top(folders):
        parent = new_ids.get(folder.parent_id or 0)
        db.session.add(
            Folder(
                id=new_ids[folder.id],
                slug=with_letters(slugify(folder.name)),
                group_id=group.id,
                group_access=group.access,
                parent_id=parent,
                shelf=shelf_of(group.id, parent),
                name=folder.name,
                name_folded=folder.name_folded,
                audience=Audience.GROUP,
                author_id=owner.id,
            )
        )
        db.session.flush()


def _begin_pages(group: Group, pages: Sequence[WikiPage], owner: Member) -> None:
    """Begin pages of the same titles in the same places, with nothing in them yet."""
    new_ids = {page.id: new_id() for page in pages}
    for page in _from_the_top(pages):
        begun = WikiPage(
            id=new_ids[page.id],
            slug=free_address(WikiPage, page.title, audience=Audience.GROUP),
            author_id=owner.id,
            group_id=group.id,
            group_access=group.access,
            region_id=group.region_id,
            audience=Audience.GROUP,
            state=State.PUBLISHED,
            published_at=now(),
            last_activity_at=now(),
            is_written_together=True,
            parent_id=new_ids.get(page.parent_id or 0),
        )
        set_committed_value(begun, "group", group)
        begun.counter = ItemCounter(comment_count=0)
        db.session.add(begun)
        first_text(begun, Text(page.title, "", CleanHtml("")))
        db.session.flush()


def _from_the_top(things: Sequence[Placed]) -> list[Placed]:
    """Put things that stand below each other in an order in which what is above comes first."""
    below: dict[int, list[Placed]] = {}
    known = {each.id for each in things}
    for each in things:
        below.setdefault(each.parent_id if each.parent_id in known else 0, []).append(each)
    ordered, waiting = list[Placed](), list(below.get(0, ()))
    while waiting:
        each = waiting.pop(0)
        ordered.append(each)
        waiting += below.get(each.id, ())
    return ordered
