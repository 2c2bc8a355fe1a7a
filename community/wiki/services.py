"""What people do with a wiki: begin a page, change what it says and where it stands, take it away and put it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from flask_babel import lazy_gettext as _l
from sqlalchemy import Table, select, update
from sqlalchemy.orm.attributes import set_committed_value

from community import audit
from community.accounts.models import Member
from community.audit.group_events import WikiPageCreated, WikiPageMoved
from community.content.models import Audience, ItemCounter, State
from community.content.services import publication
from community.content.services.addresses import free_address
from community.content.services.publication import check_pictures
from community.content.services.texts import Text, first_text, save_text
from community.core.clock import now
from community.core.db import db
from community.core.ids import new_id
from community.groups.models import Group
from community.groups.services.places import hold
from community.notifications.tell import follow_by_taking_part
from community.policy import Actor, Permission, Refused, demand, requires
from community.wiki.models import MOST_PAGES, WikiPage
from community.wiki.queries.pages import may_remove, tree_to_read

# Within this time the same text under the same title by the same person is the same form, sent twice.
DOUBLED = timedelta(minutes=10)
PAGES = cast(Table, WikiPage.__table__)


class TitleTaken(Exception):
    """Another page of this wiki has the title; `address` leads to it."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address


@dataclass(frozen=True, slots=True)
class Place:
    """For whom a page is, and below which page it stands; None for the top."""

    audience: Audience
    parent_id: int | None


@requires(Permission.WIKI_CREATE)
def create_page(actor: Actor, group: Group, *, text: Text, place: Place, author: Member) -> WikiPage:
    """Begin a page; everybody in the group may change it from then on. Raises `TitleTaken`."""
    hold(group)
    demand(actor, Permission.WIKI_CREATE, group)
    doubled = _just_begun(actor, group, text)
    if doubled is not None:
        return doubled
    tree = tree_to_read(actor, group)
    if len(tree) >= MOST_PAGES:
        raise Refused(
            Permission.WIKI_CREATE, _l("Deze wiki is vol. Verwijder eerst pagina’s die niemand meer nodig heeft.")
        )
    _demand_free_title(actor, group, text.title)
    page = WikiPage(
        id=new_id(),
        slug=free_address(WikiPage, text.title, audience=Audience.GROUP),
        author_id=actor.id,
        author_function=author.function,
        author_organisation=author.confirmed_organisation,
        group_id=group.id,
        group_access=group.access,
        region_id=group.region_id,
        audience=place.audience,
        state=State.PUBLISHED,
        published_at=now(),
        last_activity_at=now(),
        is_written_together=True,
        parent_id=place.parent_id if place.parent_id in tree.nodes else None,
    )
    set_committed_value(page, "group", group)
    page.counter = ItemCounter(comment_count=0)
    db.session.add(page)
    first_text(page, text)
    group.last_activity_at = now()
    db.session.flush()
    follow_by_taking_part(actor.id, item_id=page.id)
    audit.record(actor, WikiPageCreated(item_id=page.id, group_id=group.id))
    return page


@requires(Permission.ITEM_EDIT)
def edit_page(
    actor: Actor, page: WikiPage, *, text: Text, parent_id: int | None, seen_number: int, note: str = ""
) -> bool:
    """Change what a page says and where it stands; says whether anything changed.

    Raises `Overtaken` where another saved in between, `TitleTaken`, and `NotAsPublic` where readers would miss a
    picture.
    """
    group = _group_of(page)
    hold(group)
    if text.title != page.title:
        _demand_free_title(actor, group, text.title, besides=page.id)
    moved = _move(actor, group, page, parent_id)
    changed = save_text(actor, page, text=text, seen_number=seen_number, note=note)
    check_pictures(page)
    if changed:
        follow_by_taking_part(actor.id, item_id=page.id)
        page.last_activity_at = group.last_activity_at = now()
    return moved or changed


@requires(Permission.ITEM_REMOVE)
def remove_page(actor: Actor, page: WikiPage) -> None:
    """Take a page away and let those below it move up; its author does so only while nobody else wrote on it."""
    hold(_group_of(page))
    if not may_remove(actor, page):
        refusal = _l("Anderen schreven ook op deze pagina. Vraag een coördinator om haar te verwijderen.")
        raise Refused(Permission.ITEM_REMOVE, refusal)
    db.session.execute(update(PAGES).where(PAGES.c.parent_id == page.id).values(parent_id=page.parent_id))
    publication.remove(actor, page)


@requires(Permission.ITEM_RESTORE)
def restore_page(actor: Actor, page: WikiPage) -> None:
    """Put a page back where it stood; not while another has its title. Raises `TitleTaken`."""
    group = _group_of(page)
    hold(group)
    _demand_free_title(actor, group, page.title, besides=page.id)
    publication.restore(actor, page)


def _group_of(page: WikiPage) -> Group:
    """Give the group of a page, which every page has."""
    if page.group is None:
        raise ValueError("a wiki page stands in a group")
    return page.group


def _move(actor: Actor, group: Group, page: WikiPage, parent_id: int | None) -> bool:
    """Let a page stand below another; where that is not there, or stands below the page itself, nothing moves.

    A parent that the actor may not see is left alone: the form could not name it.
    """
    tree = tree_to_read(actor, group)
    seen_parent = page.parent_id if page.parent_id in tree.nodes else None
    if parent_id == seen_parent:
        return False
    if parent_id is not None and (parent_id not in tree.nodes or tree.is_below(parent_id, page.id)):
        raise Refused(Permission.ITEM_EDIT, _l("Een pagina kan niet onder zichzelf staan. Kies een andere plek."))
    page.parent_id = parent_id
    audit.record(actor, WikiPageMoved(item_id=page.id, group_id=group.id))
    return True


def _demand_free_title(actor: Actor, group: Group, title: str, *, besides: int = 0) -> None:
    """Raise `TitleTaken` where another page that the actor may see has this title: a name must lead to one page."""
    other = tree_to_read(actor, group).titled(title)
    if other is not None and other.id != besides:
        raise TitleTaken(other.address)


def _just_begun(actor: Actor, group: Group, text: Text) -> WikiPage | None:
    """Give the page that the same form began a moment ago."""
    query = select(WikiPage).where(
        WikiPage.group_id == group.id,
        WikiPage.author_id == actor.id,
        WikiPage.title == text.title,
        WikiPage.body == text.body,
        WikiPage.state == State.PUBLISHED,
        WikiPage.created_at > now() - DOUBLED,
    )
    found = db.session.scalars(query.limit(1)).one_or_none()
    if found is not None:
        set_committed_value(found, "group", group)
    return found
