"""The logo: chosen by an administrator, and given to everybody."""

from __future__ import annotations

import os

from flask import abort, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.content.views.attachments import picture_fault
from community.core.pictures import MOST_BYTES, Fault, PictureRefused, Variant, make_picture
from community.policy import Permission
from community.site import services
from community.site.arranging_forms import LogoForm
from community.site.queries import LOGO_HEIGHT, picture_in_head
from community.site.views.blueprint import blueprint
from community.web import current
from community.web.administration import admin_invalid, admin_page, administrator_of
from community.web.answers import see_other
from community.web.gate import public
from community.web.headers import YEAR

FORM = "/beheer/logo"
# A wide or a high picture is a banner, which leaves no room for the name of the site.
WIDEST, NARROWEST = 6.0, 0.4


@blueprint.get("/logo/<name>.webp")
@public
def logo(name: str) -> Response:
    """Give the picture of the logo; its name tells which, so that a browser keeps it for ever."""
    content = picture_in_head(name)
    if content is None:
        abort(404)
    answer = Response(content, mimetype="image/webp")
    answer.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return answer


@blueprint.route(FORM, methods=["GET", "POST"])
def choose_logo() -> Response:
    """Choose a picture for the head of every page."""
    administrator_of(Permission.SITE_CONFIGURE)
    form = LogoForm()
    if request.method == "GET":
        return admin_page("site/logo.html", form=form)
    if not form.validate():
        return admin_invalid("site/logo.html", form)
    try:
        picture = small_picture(form)
    except PictureRefused as refusal:
        form.file.errors = [picture_fault(refusal.fault)]
        return admin_invalid("site/logo.html", form)
    if not NARROWEST <= picture.width / picture.height <= WIDEST:
        form.file.errors = [
            _("Dit beeld is te breed of te hoog. Kies een logo dat hooguit zes keer zo breed is als hoog.")
        ]
        return admin_invalid("site/logo.html", form)
    services.put_logo(current.begin_writing(), picture=picture)
    flash(_("Dit is nu het logo."), "success")
    return see_other(FORM)


def small_picture(form: LogoForm) -> Variant:
    """Give the picture that was sent, in the smallest size that is sharp on every screen. Raises `PictureRefused`."""
    sent = form.file.data.stream
    if sent.seek(0, os.SEEK_END) > MOST_BYTES:
        raise PictureRefused(Fault.TOO_LARGE)
    sent.seek(0)
    made = make_picture(sent.read())
    sharp = [each for each in made.variants if each.height >= 2 * LOGO_HEIGHT]
    return sharp[0] if sharp else made.whole


@blueprint.post(f"{FORM}/verwijderen")
def remove_logo() -> Response:
    """Take the logo away."""
    administrator_of(Permission.SITE_CONFIGURE)
    services.take_logo_away(current.begin_writing())
    flash(_("Het logo is weg."), "success")
    return see_other(FORM)
