"""What editors do with the pages about the site: write one, and change what it says. Both are public at once."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from community import audit
from community.accounts.models import Member
from community.audit.events import ItemCreated
from community.content.models import Audience, ItemCounter, State
from community.content.services.addresses import free_address, is_taken
from community.content.services.links import note_links
from community.content.services.publication import check_pictures
from community.content.services.texts import Text, first_text, save_text
from community.core.clock import now
from community.core.db import db
from community.core.ids import new_id
from community.pages.models import FOOT_PAGES, Page
from community.policy import Actor, Permission, requires

DOUBLED_WITHIN = timedelta(minutes=2)


@requires(Permission.PAGE_CREATE)
def create_page(actor: Actor, *, text: Text, wanted: str = "") -> Page:
    """Write a page for everybody; `wanted` is the address of one to which the foot of every page leads.

    A form that was sent twice makes one page.
    """
    doubled = _just_written(actor, text)
    if doubled is not None:
        return doubled
    page = Page(
        id=new_id(),
        slug=_address(text.title, wanted),
        author_id=actor.id,
        audience=Audience.PUBLIC,
        state=State.PUBLISHED,
        published_at=now(),
        comments_open=False,
        counter=ItemCounter(),
    )
    first_text(page, text)
    note_links(page.id, text.body, by=actor)
    db.session.add(page)
    audit.record(actor, ItemCreated(item_id=page.id))
    db.session.flush()
    return page


@requires(Permission.ITEM_EDIT)
def edit_page(actor: Actor, page: Page, *, text: Text, seen_number: int, note: str = "") -> bool:
    """Change what a page says; says whether anything changed. Raises `Overtaken` and `NotAsPublic`."""
    changed = save_text(actor, page, text=text, seen_number=seen_number, note=note)
    check_pictures(page)
    return changed


def _address(title: str, wanted: str) -> str:
    """Give the address of a new page: the one in the foot where it is wanted and free, else one of its title."""
    if wanted in FOOT_PAGES and not is_taken(Page, wanted, 0):
        return wanted
    return free_address(Page, title, audience=Audience.PUBLIC)


def _just_written(actor: Actor, text: Text) -> Page | None:
    """Give the page that the actor wrote a moment ago with this very text; two at once wait for each other."""
    db.session.execute(select(Member.id).where(Member.id == actor.id).with_for_update())
    query = select(Page).where(
        Page.author_id == actor.id,
        Page.created_at > now() - DOUBLED_WITHIN,
        Page.title == text.title,
        Page.body == text.body,
    )
    return db.session.scalars(query.limit(1)).one_or_none()
