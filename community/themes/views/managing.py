"""`/beheer/themas`: the themes as an administrator sets them up."""

from __future__ import annotations

from typing import Any

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.core.seen import print_of
from community.core.slugs import fold
from community.policy import Actor, Permission
from community.themes import services
from community.themes.forms import ThemeForm
from community.themes.models import Theme
from community.themes.queries import MOST, theme_to_read, themes_to_read
from community.themes.views.blueprint import blueprint
from community.web import current
from community.web.administration import admin_invalid, admin_page, administrator_of
from community.web.answers import see_other

LIST = "/beheer/themas"


@blueprint.get(LIST)
def desk() -> Response:
    """List the themes in their order."""
    actor = administrator_of(Permission.SITE_CONFIGURE)
    return admin_page("themes/desk.html", themes=themes_to_read(actor))


@blueprint.route(f"{LIST}/nieuw", methods=["GET", "POST"])
def add() -> Response:
    """Add a theme."""
    actor = administrator_of(Permission.SITE_CONFIGURE)
    form = ThemeForm()
    if request.method == "GET":
        return admin_page("themes/new.html", form=form)
    if not is_right(actor, form):
        return admin_invalid("themes/new.html", form)
    actor = current.begin_writing()
    if not is_right(actor, form):
        current.take_back()
        return admin_invalid("themes/new.html", form)
    theme = services.add_theme(actor, **said(form))
    flash(_("%(name)s staat nu bij de thema’s.", name=theme.name), "success")
    return see_other(LIST)


@blueprint.route(f"{LIST}/<slug>", methods=["GET", "POST"])
def change(slug: str) -> Response:
    """Change what is said of a theme."""
    actor = administrator_of(Permission.SITE_CONFIGURE)
    theme = theme_to_read(actor, slug)
    form = ThemeForm()
    if request.method == "GET":
        form.show(theme)
        return admin_page("themes/change.html", form=form, theme=theme, seen=state_of(theme))
    if is_right(actor, form, theme):
        actor = current.begin_writing()
        theme = theme_to_read(actor, slug)
        if is_right(actor, form, theme) and is_as_seen(form, theme):
            changed = services.change_theme(actor, theme=theme, **said(form))
            flash(_("Het thema is bewaard.") if changed else _("Er was niets gewijzigd."), "success")
            return see_other(LIST)
        theme = theme_to_read(current.take_back(), slug)
        if form.seen.errors:
            form.seen.data = state_of(theme)
    return admin_invalid("themes/change.html", form, theme=theme, seen=form.seen.data)


@blueprint.post(f"{LIST}/<slug>/verwijderen")
def remove(slug: str) -> Response:
    """Take away a theme that nothing is about."""
    administrator_of(Permission.SITE_CONFIGURE)
    actor = current.begin_writing()
    theme = theme_to_read(actor, slug)
    try:
        services.remove_theme(actor, theme=theme)
    except services.InUse:
        current.take_back()
        flash(_("Dit thema is in gebruik: er gaan berichten, werkgroepen, regio’s of leden over. Het blijft."), "error")
        return see_other(f"{LIST}/{slug}")
    flash(_("Het thema is verwijderd."), "success")
    return see_other(LIST)


def is_right(actor: Actor, form: ThemeForm, theme: Theme | None = None) -> bool:
    """Whether the form can be saved; says beside its fields what is wrong, where not."""
    if not form.validate():
        return False
    others = [each for each in themes_to_read(actor) if theme is None or each.id != theme.id]
    if any(fold(each.name) == fold(form.name.data or "") for each in others):
        form.name.errors = [_("Er is al een thema dat zo heet.")]
        return False
    if theme is None and len(others) >= MOST:
        form.name.errors = [_("Meer dan %(max)d thema’s kan niet.", max=MOST)]
        return False
    return True


def is_as_seen(form: ThemeForm, theme: Theme) -> bool:
    """Whether the theme is still as the form showed it."""
    if form.seen.data == state_of(theme):
        return True
    # At the name, which people see; here, so that the form shows what is saved from now on.
    form.name.errors = form.seen.errors = [
        _("Iemand anders wijzigde dit thema terwijl jij schreef. Kijk wat er nu staat, en bewaar dan opnieuw.")
    ]
    return False


def state_of(theme: Theme) -> str:
    """Give a print of what the form shows of a theme."""
    return print_of(theme.name, theme.description, theme.position)


def said(form: ThemeForm) -> dict[str, Any]:
    """Give what the form says."""
    return {
        "name": form.name.data or "",
        "description": form.description.data or "",
        "position": form.position.data or 0,
    }
