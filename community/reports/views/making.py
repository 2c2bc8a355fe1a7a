"""Giving a report about anything that somebody sees, and what came of one's own. Sent twice it is given once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.policy import Actor, Permission, demand
from community.reports.forms import ReportForm
from community.reports.models import ReportReason
from community.reports.queries import things
from community.reports.queries.cases import cases_about_me, has_reported, reports_of
from community.reports.queries.things import ShownThing
from community.reports.services import making
from community.reports.services.making import Said
from community.reports.views.blueprint import blueprint, place
from community.web import current
from community.web.answers import invalid, page, see_other


@dataclass(frozen=True, slots=True)
class Reportable:
    """A kind of thing that can be reported: how it is found, shown and reported, and what its key begins with."""

    key: str
    permission: Permission
    find: Callable[[Actor, int], Any]
    show: Callable[[Any], ShownThing]
    report: Callable[..., bool]


# By the word in the address, and the name of the number behind it.
KINDS = {
    ("stuk", "item_id"): Reportable(
        "item", Permission.ITEM_REPORT, things.item_to_report, things.shown_item, making.report_item
    ),
    ("reactie", "comment_id"): Reportable(
        "comment", Permission.COMMENT_REPORT, things.comment_to_report, things.shown_comment, making.report_comment
    ),
    ("lid", "member_id"): Reportable(
        "member", Permission.MEMBER_REPORT, things.member_to_report, things.shown_member, making.report_member
    ),
    ("bijlage", "attachment_id"): Reportable(
        "attachment",
        Permission.ATTACHMENT_REPORT,
        things.attachment_to_report,
        things.shown_attachment,
        making.report_attachment,
    ),
    ("bericht", "message_id"): Reportable(
        "message",
        Permission.GROUP_MESSAGE_REPORT,
        things.message_to_report,
        things.shown_message,
        making.report_message,
    ),
    ("groepsfoto", "picture_id"): Reportable(
        "picture",
        Permission.GROUP_PICTURE_REPORT,
        things.picture_to_report,
        things.shown_picture,
        making.report_picture,
    ),
}


def give(reportable: Reportable, thing_id: int) -> Response:
    """Report one thing."""
    form = ReportForm()
    is_good = request.method == "POST" and form.validate()
    actor = current.begin_writing() if is_good else current.actor()
    thing = reportable.find(actor, thing_id)
    demand(actor, reportable.permission, thing)
    shown = reportable.show(thing)
    if is_good:
        said = Said(ReportReason(form.reason.data), form.words.data or "")
        is_new = reportable.report(actor, thing, said=said)
        told = _("Dank je. Je leest in je signalen wat ermee gebeurt.")
        flash(told if is_new else _("Je gaf hierover al een signaal. Er is nog niet over beslist."))
        return see_other("/mijn/signalen")
    values = {"thing": shown, "is_reported": has_reported(actor, f"{reportable.key}:{thing_id}")}
    if request.method == "POST":
        return invalid("reports/give.html", form, **values)
    return page("reports/give.html", form=form, **values)


def add_view(word: str, name: str, reportable: Reportable) -> None:
    """Give one kind of thing the page on which it is reported."""

    def view(**number: int) -> Response:
        return give(reportable, number[name])

    path = f"/signalen/{word}/<int:{name}>"
    blueprint.add_url_rule(path, f"give_{reportable.key}", view, methods=["GET", "POST"])


for (kind_word, number_name), each_kind in KINDS.items():
    add_view(kind_word, number_name, each_kind)


@blueprint.get("/mijn/signalen")
def mine() -> Response:
    """Show what one reported, and what was decided about things of one's own."""
    actor = current.actor()
    cases = [(case, things.what_of(case)) for case in cases_about_me(actor)]
    return page("reports/mine.html", page=reports_of(actor, place()), cases=cases, what_of=things.what_of)
