"""Addresses of items: readable, never taken twice, and redirecting when a title changes.

What is not public gets an address with five random letters, so that nobody can guess it from a title.
"""

from __future__ import annotations

from sqlalchemy import delete, select

from community.content.models import Audience, ContentItem, OldAddress, State
from community.core.db import db
from community.core.slugs import slugify, with_letters

# What stands at these addresses belongs to the site itself.
RESERVED = frozenset({"nieuw", "concepten", "wijzig", "voorbeeld", "feed"})


def kind_of(model: type[ContentItem]) -> str:
    """Give the word by which the database knows a kind of item."""
    return str(model.__mapper_args__["polymorphic_identity"])


def free_address(model: type[ContentItem], title: str, *, audience: Audience, item_id: int = 0) -> str:
    """Give an address that no other item has or had; with letters where it must not be guessed or is taken."""
    plain = slugify(title)
    if audience != Audience.PUBLIC or plain in RESERVED or is_taken(model, plain, item_id):
        return with_letters(plain)
    return plain


def is_taken(model: type[ContentItem], slug: str, item_id: int) -> bool:
    """Whether another item has or had this address."""
    now_there = select(ContentItem.id).where(
        ContentItem.kind == kind_of(model), ContentItem.slug == slug, ContentItem.id != item_id
    )
    once_there = select(OldAddress.id).where(
        OldAddress.kind == kind_of(model), OldAddress.slug == slug, OldAddress.item_id != item_id
    )
    return db.session.scalar(now_there.limit(1)) is not None or db.session.scalar(once_there.limit(1)) is not None


def move_address(item: ContentItem, title: str) -> None:
    """Give an item the address of its new title; the old one redirects once people can have seen it."""
    if slugify(title) == slugify(item.title):
        return
    old, new = item.slug, free_address(type(item), title, audience=item.audience, item_id=item.id)
    of_item = (OldAddress.kind == kind_of(type(item)), OldAddress.item_id == item.id)
    db.session.execute(delete(OldAddress).where(*of_item, OldAddress.slug == new))
    if item.state not in (State.DRAFT, State.SCHEDULED):
        db.session.add(OldAddress(kind=kind_of(type(item)), slug=old, item_id=item.id))
    item.slug = new
