"""`/beheer/menu` and `/beheer/voorpagina`: what stands in the main menu and on the front page, and in what order."""

from __future__ import annotations

from typing import Any

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.pages.queries import pages_to_read
from community.policy import VISITOR, Permission
from community.site.arrangement import HOME, MENU, MOST_IN_MENU, PAGE
from community.site.arranging_forms import places_form
from community.site.queries import site_settings
from community.site.services import change_settings
from community.site.views.blueprint import blueprint
from community.web import current
from community.web.administration import admin_invalid, admin_page, administrator_of
from community.web.answers import see_other


@blueprint.route("/beheer/menu", methods=["GET", "POST"])
def menu() -> Response:
    """Choose what stands in the main menu."""
    administrator_of(Permission.SITE_CONFIGURE)
    form = places_form(offered_in_menu(), most=MOST_IN_MENU)
    if request.method == "GET":
        form.show(site_settings().menu)
        return admin_page("site/menu.html", form=form)
    if not form.validate():
        return admin_invalid("site/menu.html", form)
    chosen = form.chosen()
    if not 1 <= len(chosen) <= MOST_IN_MENU:
        form[next(iter(form.words))].errors = [
            _("Geef minstens één en hooguit %(max)d onderdelen een plaats.", max=MOST_IN_MENU)
        ]
        return admin_invalid("site/menu.html", form)
    change_settings(current.begin_writing(), changes={"menu": chosen})
    flash(_("Het menu is bewaard."), "success")
    return see_other("/beheer/menu")


def offered_in_menu() -> dict[str, Any]:
    """Give what can stand in the menu, by its words: parts of the site, and the pages that everybody can read."""
    parts = {word: label for word, (_address, label) in MENU.items()} | {"regios": current.site().region_word}
    return parts | {f"{PAGE}{each.id}": each.title for each in pages_to_read(VISITOR)}


@blueprint.route("/beheer/voorpagina", methods=["GET", "POST"])
def front_page() -> Response:
    """Choose what stands on the front page, below the welcome."""
    administrator_of(Permission.SITE_CONFIGURE)
    form = places_form(HOME, most=len(HOME))
    if request.method == "GET":
        form.show(site_settings().home)
        return admin_page("site/front_page.html", form=form)
    if not form.validate():
        return admin_invalid("site/front_page.html", form)
    change_settings(current.begin_writing(), changes={"home": form.chosen()})
    flash(_("De voorpagina is bewaard."), "success")
    return see_other("/beheer/voorpagina")
