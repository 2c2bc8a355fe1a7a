"""Pages of a wiki: all of them as a tree, and one with its text."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, exists, select

from community import policy
from community.content.models import Comment, OldAddress, Revision, State
from community.content.queries.items import item_to_read, moved_item
from community.core.db import db
from community.groups.models import Group
from community.policy import Absent, Actor, Permission, allows
from community.richtext import names_in
from community.wiki.models import MOST_PAGES, WikiPage
from community.wiki.queries.tree import Names, Node, Tree


def counted_pages(actor: Actor, group: Group) -> Select[Any]:
    """The ids of the pages that the actor may read, to be counted."""
    return select(WikiPage.id).where(
        # The kind stands in the index of a group; without it all that is in the group is looked through.
        WikiPage.kind == "wiki_page",
        WikiPage.group_id == group.id,
        WikiPage.state == State.PUBLISHED,
        policy.readable(actor, WikiPage),
    )


def tree_to_read(actor: Actor, group: Group) -> Tree:
    """Give the pages of a group's wiki that the actor may read."""
    query = (
        select(WikiPage.id, WikiPage.parent_id, WikiPage.title, WikiPage.slug)
        .where(WikiPage.group_id == group.id, WikiPage.state == State.PUBLISHED, policy.readable(actor, WikiPage))
        .order_by(WikiPage.id)
        .limit(MOST_PAGES)
    )
    base = f"{group.address}/wiki/"
    return Tree(
        Node(page_id, parent_id, title, slug, base + slug)
        for page_id, parent_id, title, slug in db.session.execute(query)
    )


def page_to_read(actor: Actor, group: Group, slug: str) -> WikiPage:
    """Give one page of a group's wiki with its text, or raise `Absent`."""
    found = item_to_read(actor, WikiPage, slug)
    if found.group_id != group.id:
        raise Absent
    return found


def moved_page(actor: Actor, group: Group, slug: str) -> WikiPage:
    """Give the page that had this address before its title changed, or raise `Absent`."""
    found = moved_item(actor, WikiPage, slug)
    if not isinstance(found, WikiPage) or found.group_id != group.id:
        raise Absent
    return found


def others_wrote(page: WikiPage) -> bool:
    """Whether anybody but its author has changed a page, or commented on it where that still stands."""
    changed = exists().where(Revision.item_id == page.id, Revision.made_by_id != page.author_id)
    commented = exists().where(Comment.item_id == page.id, Comment.author_id != page.author_id, ~Comment.is_removed)
    return bool(db.session.scalar(select(changed | commented)))


def may_remove(actor: Actor, page: WikiPage) -> bool:
    """Whether this actor may take a page away now: its author only as long as nobody else wrote on it."""
    if not allows(actor, Permission.ITEM_REMOVE, page):
        return False
    return allows(actor, Permission.ITEM_MODERATE, page) or not others_wrote(page)


def names_for(actor: Actor, group: Group, tree: Tree, html: str) -> Names:
    """Give where the names in a text lead; what pages were called before is read only where a name needs it."""
    unknown = {name for name in names_in(html) if tree.titled(name) is None}
    may_create = allows(actor, Permission.WIKI_CREATE, group)
    new_address = f"{group.address}/wiki/nieuw?titel=" if may_create else None
    return Names(tree, old_slugs(actor, group) if unknown else {}, new_address)


def old_slugs(actor: Actor, group: Group) -> dict[str, int]:
    """Give the addresses that pages of a wiki had before, with the id of the page."""
    query = (
        select(OldAddress.slug, OldAddress.item_id)
        .join(WikiPage, WikiPage.id == OldAddress.item_id)
        .where(WikiPage.group_id == group.id, WikiPage.state == State.PUBLISHED, policy.readable(actor, WikiPage))
        .order_by(OldAddress.id.desc())
        .limit(MOST_PAGES)
    )
    return {row.slug: row.item_id for row in db.session.execute(query)}
