"""`/beheer/regios`: the regions as an administrator sets them up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community import richtext
from community.content.views.writing import editor_values, html_of, written_html
from community.core.seen import print_of
from community.core.slugs import fold
from community.policy import Actor, Permission
from community.regions import services
from community.regions.forms import RegionForm
from community.regions.models import Region
from community.regions.queries import MOST, region_to_read, regions_to_read
from community.regions.services import Said
from community.regions.views.blueprint import blueprint
from community.themes.models import Theme
from community.themes.queries import themes_to_read
from community.web import current
from community.web.administration import admin_invalid, admin_page, administrator_of
from community.web.answers import see_other

LIST = "/beheer/regios"


@blueprint.get(LIST)
def desk() -> Response:
    """List the regions in their order."""
    actor = administrator_of(Permission.SITE_CONFIGURE)
    return admin_page("regions/desk.html", regions=regions_to_read(actor))


@blueprint.route(f"{LIST}/nieuw", methods=["GET", "POST"])
def add() -> Response:
    """Add a region."""
    actor = administrator_of(Permission.SITE_CONFIGURE)
    form = RegionForm()
    form.offer(themes_to_read(actor))
    if request.method == "GET":
        return admin_page("regions/new.html", form=form, **editor_values(""))
    said = said_in(form)
    if said is None or not is_right(actor, form):
        return admin_invalid("regions/new.html", form, **editor_values(written_html(form)))
    actor = current.begin_writing()
    if not is_right(actor, form):
        current.take_back()
        return admin_invalid("regions/new.html", form, **editor_values(written_html(form)))
    region = services.add_region(actor, said=said, themes=chosen(actor, form))
    flash(_("%(name)s staat nu bij de regio’s.", name=region.name), "success")
    return see_other(LIST)


@blueprint.route(f"{LIST}/<slug>", methods=["GET", "POST"])
def change(slug: str) -> Response:
    """Change what is said of a region."""
    actor = administrator_of(Permission.SITE_CONFIGURE)
    region = region_to_read(actor, slug)
    form = RegionForm()
    form.offer(themes_to_read(actor))
    if request.method == "GET":
        form.show(region)
        return admin_page("regions/change.html", form=form, **values(region, region.body))
    said = said_in(form)
    if said is not None and is_right(actor, form, region):
        actor = current.begin_writing()
        region = region_to_read(actor, slug)
        if is_right(actor, form, region) and is_as_seen(form, region):
            changed = services.change_region(actor, region=region, said=said, themes=chosen(actor, form))
            flash(_("De regio is bewaard.") if changed else _("Er was niets gewijzigd."), "success")
            return see_other(LIST)
        region = region_to_read(current.take_back(), slug)
        if form.seen.errors:
            form.seen.data = state_of(region)
    return admin_invalid("regions/change.html", form, **values(region, written_html(form)) | {"seen": form.seen.data})


@blueprint.post(f"{LIST}/<slug>/verwijderen")
def remove(slug: str) -> Response:
    """Take away a region to which nothing belongs."""
    administrator_of(Permission.SITE_CONFIGURE)
    actor = current.begin_writing()
    region = region_to_read(actor, slug)
    try:
        services.remove_region(actor, region=region)
    except services.InUse:
        current.take_back()
        flash(_("Deze regio is in gebruik: er horen berichten, werkgroepen of leden bij. Ze blijft."), "error")
        return see_other(f"{LIST}/{slug}")
    flash(_("De regio is verwijderd."), "success")
    return see_other(LIST)


def values(region: Region, html: str | None) -> dict[str, Any]:
    """Give what the page on which a region is changed shows."""
    return editor_values(html) | {"region": region, "seen": state_of(region)}


def said_in(form: RegionForm) -> Said | None:
    """Give what the form says, cleaned; None where something in it must be corrected first."""
    if not form.validate():
        return None
    try:
        return Said(
            name=form.name.data or "",
            summary=form.summary.data or "",
            body=html_of(form),
            facts=form.all_facts(),
            position=form.position.data or 0,
        )
    except richtext.TooLong:
        form.body.errors = [_("De tekst is te lang. Haal er iets uit.")]
        return None


def is_right(actor: Actor, form: RegionForm, region: Region | None = None) -> bool:
    """Whether the name is free and there is room for the region; says beside it where not."""
    others = [each for each in regions_to_read(actor) if region is None or each.id != region.id]
    if any(fold(each.name) == fold(form.name.data or "") for each in others):
        form.name.errors = [_("Er is al een regio die zo heet.")]
        return False
    if region is None and len(others) >= MOST:
        form.name.errors = [_("Meer dan %(max)d regio’s kan niet.", max=MOST)]
        return False
    return True


def chosen(actor: Actor, form: RegionForm) -> Sequence[Theme]:
    """Give the themes that the form names."""
    return [theme for theme in themes_to_read(actor) if theme.id in (form.theme_ids.data or ())]


def is_as_seen(form: RegionForm, region: Region) -> bool:
    """Whether the region is still as the form showed it."""
    if form.seen.data == state_of(region):
        return True
    # At the name, which people see; here, so that the form shows what is saved from now on.
    form.name.errors = form.seen.errors = [
        _("Iemand anders wijzigde deze regio terwijl jij schreef. Kijk wat er nu staat, en bewaar dan opnieuw.")
    ]
    return False


def state_of(region: Region) -> str:
    """Give a print of what the form shows of a region."""
    themes = sorted(theme.id for theme in region.themes)
    return print_of(region.name, region.summary, region.body, region.facts, region.position, themes)
