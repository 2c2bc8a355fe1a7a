"""The log as moderators read it and take it out, and as everybody reads what concerns them."""

from __future__ import annotations

from flask import Blueprint, abort, request, stream_with_context
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.audit import export, kinds, messages, services
from community.audit.forms import asked_in, filter_of
from community.audit.queries import entries_to_read, every_entry, groups_to_choose, my_entries
from community.core.clock import now
from community.core.pagination import Place
from community.web import answers, current
from community.web.administration import admin_page, administrator_of

blueprint = Blueprint("audit", __name__)

PATH, MINE = "/beheer/logboek", "/mijn/logboek"


@blueprint.get(PATH)
def log() -> Response:
    """Show who did what and when."""
    actor = administrator_of()
    asked, groups = asked_in(request.args), groups_to_choose(actor)
    found = entries_to_read(actor, filter_of(actor, asked, groups), place())
    return admin_page("audit/log.html", log=found, asked=asked, groups=groups, kinds=kinds.choices(), messages=messages)


@blueprint.post(f"{PATH}/bestand")
def take_out() -> Response:
    """Send lines of the log as a file, a few at a time; that it was done stands in the log first."""
    administrator_of()
    form = request.form.get("vorm", "")
    if form not in export.FORMS:
        abort(400)
    actor, asked = current.begin_writing(), asked_in(request.form)
    services.note_export(actor, form=form, which=asked.query or _("alles"))
    wanted = filter_of(actor, asked, groups_to_choose(actor))
    pages = every_entry(actor, wanted, export.MOST_LINES)
    answer = Response(stream_with_context(export.written(form, pages)), content_type=export.FORMS[form])
    name = f"logboek-{now().date().isoformat()}.{form}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@blueprint.get(MINE)
def mine() -> Response:
    """Show somebody what they did, and what others did with what is theirs."""
    whose = request.args.get("wie", "")
    found = my_entries(current.actor(), whose, place())
    return answers.page("audit/mine.html", log=found, whose=whose if whose in messages.WHOSE else "", messages=messages)


def place() -> Place:
    """Read where in the log a reader is."""
    return Place(after=request.args.get("na"), before=request.args.get("voor"))
