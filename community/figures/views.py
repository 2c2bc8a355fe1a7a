"""The page with figures for who answers for the site, and each of its tables as a file."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from community.core.spreadsheets import csv_lines
from community.figures import drawing, messages
from community.figures.queries import Figures, figures
from community.figures.tables import Maker, tables_by_key
from community.figures.weeks import CHOICES
from community.policy import Absent, Permission
from community.regions.models import Region
from community.web.administration import admin_page, administrator_of

blueprint = Blueprint("figures", __name__)


@blueprint.get("/beheer/cijfers")
def show() -> AnyResponse:
    """Show the figures of some weeks, of the whole site or of one region."""
    found = asked_figures()
    region = asked_region(found.regions)
    return admin_page(
        "figures/show.html",
        subjects=Maker(found, region).subjects(),
        weeks=found.weeks,
        regions=found.regions,
        region=region,
        choices=CHOICES,
        messages=messages,
        drawing=drawing,
    )


@blueprint.get("/beheer/cijfers/<which>.csv")
def file(which: str) -> AnyResponse:
    """Send one table as a file."""
    found = asked_figures()
    region = asked_region(found.regions)
    table = tables_by_key(Maker(found, region).subjects()).get(which)
    if table is None:
        raise Absent
    answer = Response(csv_lines(table.for_file()), mimetype="text/csv")
    name = "-".join([which, *([region.slug] if region else []), found.weeks[0].code, found.weeks[-1].code])
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.csv")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def asked_figures() -> Figures:
    """Count the weeks that the address asks for; who may not read figures gets 403."""
    asked = request.args.get("weken", "")
    count = next((each for each in CHOICES if str(each) == asked), CHOICES[0])
    return figures(administrator_of(Permission.FIGURES_READ), count)


def asked_region(regions: Sequence[Region]) -> Region | None:
    """Give the region that the address asks for, if it is one."""
    return next((each for each in regions if each.slug == request.args.get("regio")), None)
