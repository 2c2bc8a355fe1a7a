"""What an administrator does to the themes: adds one, says more of it, and takes one away that nothing is about."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from community import audit
from community.audit.site_events import ThemeAdded, ThemeChanged, ThemeRemoved
from community.core.db import db
from community.core.slugs import slugify, with_letters
from community.notifications.models import Follow
from community.policy import Actor, Permission, requires
from community.themes.models import Theme

# Below the list in the administration stands the form for a new one.
NO_ADDRESS = "nieuw"


class InUse(Exception):
    """Something is about this theme, so it stays."""


@requires(Permission.SITE_CONFIGURE)
def add_theme(actor: Actor, *, name: str, description: str, position: int) -> Theme:
    """Add a theme, under an address made of its name."""
    slug = slugify(name)
    if slug == NO_ADDRESS or db.session.scalar(select(Theme.id).where(Theme.slug == slug)) is not None:
        slug = with_letters(slug)
    theme = Theme(slug=slug, name=name, description=description, position=position)
    db.session.add(theme)
    db.session.flush()
    audit.record(actor, ThemeAdded(name=name))
    return theme


@requires(Permission.SITE_CONFIGURE)
def change_theme(actor: Actor, *, theme: Theme, name: str, description: str, position: int) -> bool:
    """Say something else of a theme, whose address stays; says whether anything changed."""
    if (theme.name, theme.description, theme.position) == (name, description, position):
        return False
    theme.name, theme.description, theme.position = name, description, position
    audit.record(actor, ThemeChanged(name=name))
    return True


@requires(Permission.SITE_CONFIGURE)
def remove_theme(actor: Actor, *, theme: Theme) -> None:
    """Take a theme away that nothing is about, or raise `InUse`; who followed it follows it no more."""
    name = theme.name
    try:
        with db.session.begin_nested():
            db.session.execute(delete(Follow).where(Follow.theme_id == theme.id))
            db.session.execute(delete(Theme).where(Theme.id == theme.id))
    except IntegrityError as error:
        raise InUse from error
    audit.record(actor, ThemeRemoved(name=name))
