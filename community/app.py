"""Puts the application together. Wiring only: what anything does stands in its own room."""

from __future__ import annotations

import importlib.util
import pkgutil
from datetime import timedelta
from typing import Any

from flask import Flask
from flask_babel import Babel
from sqlalchemy.engine import make_url
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

from community.accounts.views import providers
from community.core import db as database
from community.core.ids import LARGEST_ID
from community.core.storage import Storage
from community.jobs.queue import Nudge
from community.web import (
    current,
    errors,
    gate,
    headers,
    health,
    keeping,
    limits,
    presence,
    presentation,
    request_log,
    security_contact,
)
from community.web.languages import chosen_language
from community.web.transaction import TransactionalFlask
from community.web.visitors import VisitorPages
from config import Settings, read_settings

ROOT = __file__.rsplit("/", 2)[0]
LARGEST_REQUEST = 60 * 1024 * 1024
LARGEST_FORM = 4 * 1024 * 1024


class IdConverter(IntegerConverter):
    """A number in an address that a database can hold; a larger one is no address of ours."""

    def __init__(self, map: Any, **options: Any) -> None:
        super().__init__(map, **({"max": LARGEST_ID} | options))


def create_app(settings: Settings | None = None) -> Flask:
    """Make the application for these settings, or for those of the environment."""
    settings = settings or read_settings()
    app = TransactionalFlask(
        "community",
        root_path=ROOT,
        template_folder="templates",
        static_folder="static/dist",
        static_url_path="/static/dist",
    )
    app.url_map.converters["int"] = IdConverter
    configure(app, settings)
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.trusted_proxies, x_proto=0)  # type: ignore[method-assign]
    app.extensions["storage"] = Storage(settings.storage_url)
    install_database(app, settings)
    install_jobs(app, settings)
    Babel(app, locale_selector=chosen_language, default_translation_directories=f"{ROOT}/community/translations")
    current.login_manager.init_app(app)
    request_log.install(app)
    presence.install(app)
    keeping.install(app)
    gate.install(app)
    presentation.install(app)
    errors.install(app)
    install_slices(app)
    limits.install(app)
    headers.install(app, form_origins(app))
    app.wsgi_app = VisitorPages(  # type: ignore[method-assign]
        app.wsgi_app,
        app.extensions["kept"],
        host=settings.host,
        session_cookie=app.config["SESSION_COOKIE_NAME"],
    )
    return app


def configure(app: Flask, settings: Settings) -> None:
    """Set what Flask and its extensions need to know."""
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="__Host-community" if settings.is_production else "community",
        SESSION_COOKIE_SECURE=settings.is_production,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(days=14),
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=settings.is_production,
        BABEL_DEFAULT_LOCALE="nl",
        BABEL_DEFAULT_TIMEZONE="Europe/Amsterdam",
    )


def install_database(app: Flask, settings: Settings) -> None:
    """Connect the database, with the settings that each connection needs."""
    url = make_url(settings.database_url)
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = database.engine_options(settings.database_url)
    database.db.init_app(app)
    with app.app_context():
        database.prepare_engine(database.db.engine)


def install_jobs(app: Flask, settings: Settings) -> None:
    """Connect the queue, and learn which tasks each slice has."""
    nudge = Nudge(settings)
    nudge.listen(database.db.session)
    app.extensions["jobs"] = nudge
    for package in pkgutil.iter_modules([f"{ROOT}/community"]):
        name = f"community.{package.name}.tasks"
        if package.ispkg and importlib.util.find_spec(name):
            importlib.import_module(name)


def install_slices(app: Flask) -> None:
    """Register the pages of every slice."""
    from community.access import views as access
    from community.accounts import views as accounts
    from community.actions import views as actions
    from community.announcements import views as announcements
    from community.audit import views as audit
    from community.content.views import attachments, comments, revisions, visits
    from community.decisions import views as decisions
    from community.discussions import views as discussions
    from community.documents import views as documents
    from community.figures import views as figures
    from community.groups import views as groups
    from community.members import views as members
    from community.membership import views as membership
    from community.news.views import drafts, feeds, posts, publication
    from community.notifications import views as notifications
    from community.organisations import views as organisations
    from community.pages import views as about
    from community.privacy import views as privacy
    from community.regions import views as regions
    from community.reports import views as reports
    from community.review import views as review
    from community.seating import views as seating
    from community.site import views as site
    from community.themes import views as themes
    from community.trail import views as trail
    from community.trash import views as trash
    from community.web import languages
    from community.wiki import views as wiki

    people = (access, accounts, members, membership, privacy, notifications, organisations)
    content = (comments, revisions, visits, attachments, posts, drafts, publication, feeds, reports, review)
    places = (about, regions, themes, groups, seating, groups.unled, figures)
    rooms = (discussions, documents, wiki, decisions, actions, announcements, trail, trash)
    for pages in (health, security_contact, languages, *people, *content, *places, *rooms, site, audit):
        app.register_blueprint(pages.blueprint)


def form_origins(app: Flask) -> tuple[str, ...]:
    """Give the origins of the identity providers, to which signing out leads."""
    return tuple(sorted({headers.origin_of(provider.issuer) for provider in providers(app)}))
