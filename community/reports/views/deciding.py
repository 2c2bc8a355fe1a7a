"""The queue of cases, for who watches over the whole site and for the coordinators of a group, and one case."""

from __future__ import annotations

from typing import Any

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.groups.models import Group
from community.groups.views.arrival import arrive, head
from community.policy import Actor, Permission, allows, demand
from community.reports.forms import DecisionForm, RulingForm
from community.reports.models import ReportCase, Verdict
from community.reports.queries import cases
from community.reports.queries.things import excerpt, shown_thing, snapshot_in
from community.reports.services import deciding, objecting
from community.reports.services.deciding import Decision
from community.reports.views.blueprint import blueprint, place
from community.review.queries.shown import words_for
from community.web import current
from community.web.administration import admin_invalid, admin_page, administrator_of
from community.web.answers import invalid, page, see_other

QUEUE = "/beheer/signalen"


def queue_values(actor: Actor, here: str, group: Group | None = None) -> dict[str, Any]:
    """Give what a list of cases shows."""
    is_over = request.args.get("welke") == "afgehandeld"
    found = cases.cases_to_decide(actor, place(), is_over=is_over, group=group)
    rows = [(case, shown_thing(actor, case)) for case in found.rows]
    counts = cases.report_counts(actor, found.rows)
    return {"page": found, "rows": rows, "counts": counts, "is_over": is_over, "here": here, "excerpt": excerpt}


def case_values(actor: Actor, case: ReportCase, here: str, *, ruling_form: RulingForm | None = None) -> dict[str, Any]:
    """Give what the page of one case shows."""
    thing = shown_thing(actor, case, with_text=True)
    return {
        "case": case,
        "thing": thing,
        "snapshot": snapshot_in(actor, case, thing),
        "signs": [words_for(sign["why"], sign.get("what", "")) for sign in case.signs],
        "reports": cases.reports_in(actor, [case])[case.id],
        "earlier": cases.earlier_cases(actor, case),
        "suspensions": cases.earlier_suspensions(actor, case),
        "may_decide": allows(actor, Permission.CASE_DECIDE, case),
        "may_rule": allows(actor, Permission.CASE_RULE, case),
        "ruling_form": ruling_form or RulingForm(formdata=None),
        "here": here,
    }


@blueprint.get(QUEUE)
def queue() -> Response:
    """Show the cases of the whole site."""
    actor = administrator_of()
    return admin_page("reports/queue.html", **queue_values(actor, QUEUE))


@blueprint.route(f"{QUEUE}/<int:case_id>", methods=["GET", "POST"])
def case(case_id: int) -> Response:
    """Show one case, and decide on it."""
    administrator_of()
    here = f"{QUEUE}/{case_id}"
    found = cases.case_to_judge(current.actor(), case_id)
    form = decision_form(current.actor(), found)
    if request.method == "POST" and form.validate():
        actor = current.begin_writing()
        decide(actor, cases.case_to_judge(actor, case_id, lock=True), form)
        return see_other(QUEUE)
    actor = current.actor()
    if request.method == "POST":
        demand(actor, Permission.CASE_DECIDE, found)
        return admin_invalid("reports/case.html", form, **case_values(actor, found, here))
    return admin_page("reports/case.html", form=form, **case_values(actor, found, here))


@blueprint.post(f"{QUEUE}/<int:case_id>/bezwaar")
def rule(case_id: int) -> Response:
    """Decide on an objection."""
    administrator_of()
    form = RulingForm()
    if not form.validate():
        actor = current.actor()
        found = cases.case_to_judge(actor, case_id)
        demand(actor, Permission.CASE_RULE, found)
        values = case_values(actor, found, f"{QUEUE}/{case_id}", ruling_form=form)
        return admin_invalid("reports/case.html", form, **values)
    actor = current.begin_writing()
    found = cases.case_to_judge(actor, case_id, lock=True)
    objecting.rule(actor, found, is_upheld=form.outcome.data == "stands", reason=form.reason.data or "")
    flash(_("Over het bezwaar is beslist. De schrijver leest jouw uitleg."), "success")
    return see_other(QUEUE)


@blueprint.get("/werkgroepen/<slug>/signalen")
def group_queue(slug: str) -> Response:
    """Show who runs a group the cases in it."""
    actor = current.actor()
    group = arrive(actor, slug)
    demand(actor, Permission.GROUP_EDIT, group)
    values = queue_values(actor, f"{group.address}/signalen", group)
    return page("reports/group_queue.html", **head(actor, group), **values)


@blueprint.route("/werkgroepen/<slug>/signalen/<int:case_id>", methods=["GET", "POST"])
def group_case(slug: str, case_id: int) -> Response:
    """Show who runs a group one case in it, and let them decide on it."""
    actor = current.actor()
    group = arrive(actor, slug)
    demand(actor, Permission.GROUP_EDIT, group)
    here = f"{group.address}/signalen/{case_id}"
    found = cases.case_to_judge(actor, case_id, group=group)
    form = decision_form(actor, found)
    if request.method == "POST" and form.validate():
        actor = current.begin_writing()
        decide(actor, cases.case_to_judge(actor, case_id, group=arrive(actor, slug), lock=True), form)
        return see_other(f"{group.address}/signalen")
    if request.method == "POST":
        demand(actor, Permission.CASE_DECIDE, found)
        return invalid("reports/group_case.html", form, **head(actor, group), **case_values(actor, found, here))
    return page("reports/group_case.html", form=form, **head(actor, group), **case_values(actor, found, here))


def decision_form(actor: Actor, found: ReportCase) -> DecisionForm:
    """Give the form with what the actor can decide about a case."""
    is_reported = bool(cases.report_counts(actor, [found]))
    return DecisionForm().offer(cases.verdicts_for(actor, found), is_reported=is_reported)


def decide(actor: Actor, found: ReportCase, form: DecisionForm) -> None:
    """Do what the form says."""
    answer = form.answer.data or "" if "answer" in form else ""
    decision = Decision(Verdict(form.verdict.data), form.reason.data or "", answer, form.until())
    deciding.decide(actor, found, decision=decision)
    if answer:
        flash(_("Het besluit is genomen. De schrijver en wie het signaal gaf lezen jouw uitleg."), "success")
    elif decision.verdict == Verdict.NOTHING:
        flash(_("Het besluit is genomen. Het signaal is weg uit de lijst."), "success")
    else:
        flash(_("Het besluit is genomen. De schrijver leest jouw uitleg."), "success")
