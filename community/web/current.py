"""Who is asking in this request, and on which site. Views take the actor from here and pass it on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar, cast

from flask import current_app, g
from flask_login import AnonymousUserMixin, LoginManager, UserMixin, current_user

from community.accounts import queries as accounts
from community.accounts.queries import LiveSignIn
from community.core import db as database
from community.core.db import db
from community.core.kept import NO_ITEM, Made
from community.core.storage import Storage
from community.policy import VISITOR, Actor
from community.site.queries import Site, site_to_show
from community.web import keeping, presence, viewing
from config import Settings

T = TypeVar("T")

# About what they take in memory.
SIGN_IN_BYTES = 2_000
SETTINGS_BYTES = 4_000


class SessionEnded(Exception):
    """The sign-in that sent this form has ended in the meantime."""


class Principal(UserMixin):  # type: ignore[misc]
    """Who is signed in, as flask-login wants it; its id is the secret token of the sign-in, not the member's."""

    def __init__(self, token: str, actor: Actor) -> None:
        self.token, self.actor = token, actor

    def get_id(self) -> str:
        """Give what the session cookie holds."""
        return self.token


class Nobody(AnonymousUserMixin):  # type: ignore[misc]
    """A visitor."""

    actor = VISITOR


login_manager = LoginManager()
login_manager.anonymous_user = Nobody
login_manager.session_protection = None


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load_principal(token: str) -> Principal | None:
    """Find the live sign-in that a token stands for."""
    token_hash = accounts.hash_token(token)
    found: LiveSignIn | None = keeping.kept(("sign-in", token_hash), lambda: signed_in(token))
    if found is None:
        g.ended_token = token
        return None
    presence.is_here(token_hash, found.seen_at)
    return Principal(token, found.person)


def signed_in(token: str) -> Made:
    """Give a live sign-in, to be kept until it ends at most; one that has ended is not kept."""
    found = accounts.sign_in_for_token(token)
    if found is None:
        return Made(None, 0, is_kept=False)
    return Made(found, SIGN_IN_BYTES, NO_ITEM, found.ends_at.timestamp())


def settings() -> Settings:
    """Give the settings of this deployment."""
    return cast(Settings, current_app.config["SETTINGS"])


def storage() -> Storage:
    """Give the place where files are kept."""
    return cast(Storage, current_app.extensions["storage"])


def site() -> Site:
    """Give what the administrator has set and every page shows, read once in a request."""
    if "site" not in g:
        g.site = keeping.kept("site settings", lambda: Made(site_to_show(), SETTINGS_BYTES, NO_ITEM))
    return cast(Site, g.site)


def signed_in_person() -> Actor:
    """Give who is signed in, also where they look at the site as somebody else; for what is between them and us."""
    person: Actor = current_user.actor
    return person


def actor() -> Actor:
    """Give who is asking, or as whom they look at the site, read once in a request."""
    if "actor" not in g:
        person = viewing.as_chosen(signed_in_person())
        shown = person.is_member or not site().comments_for_members
        g.actor = replace(person, may_read_comments=shown)
    return cast(Actor, g.actor)


def do_without_database() -> None:
    """Answer as to a visitor of a site with default settings, since nothing can be read now."""
    g.actor, g.site, g._login_user = VISITOR, Site(), Nobody()


def begin_writing() -> Actor:
    """Begin the transaction in which this request writes, and give the actor as that transaction sees them.

    Whatever is slow (cleaning a text, reading a picture) is done before. Raises `SessionEnded` where a form was sent
    by a sign-in that has ended.
    """
    was_signed_in = actor().is_signed_in
    keeping.stop()
    database.begin_writing()
    g.writing = True
    for name in ("actor", "site", "_login_user"):
        g.pop(name, None)
    person = actor()
    if was_signed_in and not person.is_signed_in:
        raise SessionEnded
    return person


def begin_writing_after(read: Callable[[Actor], T], *, item_id: int = NO_ITEM) -> tuple[Actor, T]:
    """Read what a deed needs, then begin the transaction in which this request writes, and give the actor and it.

    Only one can write at a time, and reading takes longer than writing. What was read holds where nothing has changed
    until the lock was taken, comments on items aside, unless `item_id` names the item whose comments count, too. Else
    it is read again, as after `begin_writing`. So `read` may be asked twice, and may raise why the deed cannot be done.
    """
    person = actor()
    found = read(person)
    moment = g.get("moment")
    database.begin_writing_after_reading()
    g.writing = True
    if person.is_signed_in and moment is not None and not keeping.has_changed_since(moment, item_id):
        keeping.stop()
        return person, found
    person = begin_writing()
    return person, read(person)


def take_back() -> Actor:
    """Undo what this request changed, to show its form again, and give the actor as they are now."""
    db.session.rollback()
    g.writing = False
    for name in ("actor", "site", "_login_user"):
        g.pop(name, None)
    return actor()


def ended_token() -> str:
    """Give the token of a sign-in that this browser had and has no more; empty where there is none."""
    signed_in_person()
    return str(g.get("ended_token", ""))


def current_token() -> str:
    """Give the token of this sign-in, or an empty text for a visitor."""
    return str(current_user.get_id() or "")
