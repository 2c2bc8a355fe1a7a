"""What a member tells of themselves over HTTP: changed, looked at as others see it, and the picture."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.content.services.attachments import KeptFile, hold_file
from community.content.views.attachments import MOST_ATTEMPTS, RETRY_SECONDS, picture_fault
from community.core.pictures import PictureRefused
from community.core.storage import StorageAway
from community.members.forms import PortraitForm, ProfileForm
from community.members.queries.own import own_page
from community.members.queries.profiles import expertise_of, member_to_read, shown_member, themes_of
from community.members.services import portraits
from community.members.services.profiles import change_profile
from community.members.views.blueprint import blueprint
from community.organisations.queries import organisation_by_name, organisations_to_choose
from community.policy import SOMEBODY, Actor, Permission, demand
from community.regions.queries import regions_to_read
from community.themes.queries import themes_to_read
from community.web import current
from community.web.answers import invalid, page, see_other


@blueprint.route("/mijn/profiel", methods=["GET", "POST"])
def profile() -> Response:
    """Let a member change what the site says of them, and what of it others see."""
    actor = current.actor()
    member = own_page(actor)
    demand(actor, Permission.PROFILE_EDIT, member)
    form = ProfileForm()
    form.offer(regions_to_read(actor), themes_to_read(actor))
    values = {"organisations": organisations_to_choose(actor), "member": member}
    if request.method == "GET":
        said = [each.words for each in expertise_of(actor, [member.id])]
        form.show(member, themes_of(actor, member), said)
        return page("members/profile.html", form=form, **values)
    if not form.validate():
        return invalid("members/profile.html", form, **values)
    actor = current.begin_writing()
    change_profile(actor, own_page(actor), **values_of(actor, form))
    flash(_("Je profiel is bewaard. Zo zien andere leden je pagina."), "success")
    return see_other("/mijn/profiel/voorbeeld")


def values_of(actor: Actor, form: ProfileForm) -> dict[str, Any]:
    """Give what a member filled in."""
    name = form.organisation.data or ""
    return {
        "organisation": organisation_by_name(actor, name),
        "organisation_name": name,
        "function": form.function.data or "",
        "region_id": form.chosen_region(),
        "told": form.told(),
    }


@blueprint.get("/mijn/profiel/voorbeeld")
def preview() -> Response:
    """Show a member their own page as a member in no group sees it, read through the same rules."""
    actor = current.actor()
    demand(actor, Permission.PROFILE_EDIT, own_page(actor))
    somebody = replace(SOMEBODY, may_read_comments=actor.may_read_comments)
    member = member_to_read(somebody, actor.slug)
    return page("members/preview.html", member=member, shown=shown_member(somebody, member))


@blueprint.route("/mijn/profiel/foto", methods=["GET", "POST"])
def picture() -> Response:
    """Choose a picture of oneself."""
    actor = current.actor()
    member = own_page(actor)
    demand(actor, Permission.PROFILE_EDIT, member)
    form = PortraitForm()
    if request.method == "GET":
        return page("members/picture.html", form=form, member=member)
    if not form.validate():
        return invalid("members/picture.html", form, member=member)
    try:
        actor, kept = kept_and_held(form)
    except PictureRefused as refusal:
        return refused(form, picture_fault(refusal.fault))
    except StorageAway:
        return refused(form, _("De foto kan nu niet worden bewaard. Probeer het later nog eens."), status=503)
    portraits.put_portrait(actor, own_page(actor), file=kept)
    flash(_("Dit is nu je foto."), "success")
    return see_other("/mijn/profiel")


@blueprint.post("/mijn/profiel/foto/verwijder")
def remove_picture() -> Response:
    """Take one's own picture away."""
    actor = current.begin_writing()
    portraits.remove_portrait(actor, own_page(actor))
    flash(_("Je foto is weg."), "success")
    return see_other("/mijn/profiel")


def kept_and_held(form: PortraitForm) -> tuple[Actor, KeptFile]:
    """Put the picture into the storage, which is slow, and begin writing with it held where it is."""
    for _attempt in range(MOST_ATTEMPTS):
        sent = form.file.data
        kept = portraits.keep_portrait(current.storage(), sent.stream, sent.stream.seek(0, os.SEEK_END))
        actor = current.begin_writing()
        if hold_file(current.storage(), kept):
            return actor, kept
        current.take_back()
    raise StorageAway("the file is taken away again and again")


def refused(form: PortraitForm, fault: Any, *, status: int = 422) -> Response:
    """Show the form again with what is wrong with the file; a browser keeps no file, so that is chosen again."""
    form.file.errors = [fault]
    answer = invalid("members/picture.html", form, member=own_page(current.take_back()))
    answer.status_code = status
    if status == 503:
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer
