"""The frame of the pages below `/beheer`: who may open them, and the menu with what waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from community.core.counts import counts
from community.groups.queries.continuity import unled_count
from community.membership.queries.applications import waiting_count
from community.organisations.queries import unconfirmed_count
from community.policy import Actor, Permission, allows, demand
from community.reports.queries.cases import open_cases_counted
from community.review.queries.held import waiting_text_count
from community.web import answers, current

SETTINGS = "/beheer/instellingen"
# Pages that belong to a line of the menu without standing below its address.
ALSO_UNDER = {"/beheer/leden": ("/beheer/aanvragen", "/beheer/bezwaren")}


@dataclass(frozen=True, slots=True)
class SideLink:
    """One line of the menu."""

    label: str
    address: str
    count: int = 0
    is_current: bool = False


def administrator_of(permission: Permission = Permission.ADMINISTRATION_OPEN) -> Actor:
    """Give the actor, who must have a right of administration; 403 with its sentence for who has not."""
    demand(current.actor(), Permission.ADMINISTRATION_OPEN)
    demand(current.actor(), permission)
    return current.actor()


def admin_page(template: str, **values: Any) -> Response:
    """Answer with a page of administration."""
    return answers.page(template, **frame(), **values)


def admin_invalid(template: str, form: FlaskForm, **values: Any) -> Response:
    """Answer with a form of administration that must be corrected."""
    return answers.invalid(template, form, **frame(), **values)


def frame() -> dict[str, Any]:
    """Give what every page of administration shows around its own."""
    return {"side_links": side_links(current.actor()), "setting_links": setting_links()}


def side_links(actor: Actor) -> list[SideLink]:
    """Give the menu, as far as the actor may open its pages."""
    waiting, cases, unconfirmed, unled, held = counts(
        waiting_count(actor),
        open_cases_counted(actor),
        unconfirmed_count(actor),
        unled_count(actor),
        waiting_text_count(actor),
    )
    rows: list[tuple[Permission, str, str, int]] = [
        (Permission.ADMINISTRATION_OPEN, _("Overzicht"), "/beheer", 0),
        (Permission.MEMBER_MANAGE, _("Leden en aanvragen"), "/beheer/leden", waiting),
        (Permission.ADMINISTRATION_OPEN, _("Signalen"), "/beheer/signalen", cases),
        (Permission.ADMINISTRATION_OPEN, _("Wachtrij"), "/beheer/wachtrij", held),
        (Permission.INVITATION_MAKE, _("Uitnodigingen"), "/beheer/uitnodigingen", 0),
        (Permission.ORGANISATION_MANAGE, _("Organisaties"), "/beheer/organisaties", unconfirmed),
        (Permission.ADMINISTRATION_OPEN, _("Zonder coördinator"), "/beheer/werkgroepen", unled),
        (Permission.FIGURES_READ, _("Cijfers"), "/beheer/cijfers", 0),
        (Permission.ADMINISTRATION_OPEN, _("Logboek"), "/beheer/logboek", 0),
        (Permission.SITE_CONFIGURE, _("Instellingen"), SETTINGS, 0),
    ]
    return [
        SideLink(label, address, count, is_current(address) or (address == SETTINGS and bool(setting_links())))
        for permission, label, address, count in rows
        if allows(actor, permission)
    ]


def setting_links() -> list[SideLink]:
    """Give the pages on which the site is set up, where this request is for one of them: they share one line."""
    pages = (
        (_("Algemeen"), SETTINGS),
        (_("Logo"), "/beheer/logo"),
        (_("Menu"), "/beheer/menu"),
        (_("Voorpagina"), "/beheer/voorpagina"),
        (_("Regio’s"), "/beheer/regios"),
        (_("Thema’s"), "/beheer/themas"),
        # A longer word does not fit on a phone with large letters.
        (_("Termijnen"), "/beheer/bewaartermijnen"),
    )
    links = [SideLink(label, address, is_current=is_current(address)) for label, address in pages]
    return links if any(link.is_current for link in links) else []


def is_current(address: str) -> bool:
    """Whether this request is for a page, for one below it, or for one that belongs to it."""
    if any(is_current(other) for other in ALSO_UNDER.get(address, ())):
        return True
    return request.path == address or (address != "/beheer" and request.path.startswith(f"{address}/"))
