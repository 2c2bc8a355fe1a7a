"""Decisions and polls over HTTP, below the address of their group.

The page of a decision is made for one reader: it holds their own ballot, so nothing of it is kept for others.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from community import richtext
from community.accounts.queries import member_of
from community.content.models import Audience, State
from community.content.services import publication
from community.content.views.thread import with_conversation
from community.decisions import box, queries, services
from community.decisions.forms import BallotForm, OutcomeForm, ProposalForm, ballot_form
from community.decisions.messages import shown_ballot, shown_result
from community.decisions.models import Ballot, Decision, Method, Phase, Voter
from community.groups.models import Group
from community.groups.views.arrival import arrive, head, needs_opening, opening_page, place_in_list
from community.groups.views.holdings import Held, Holding, add_holding
from community.groups.views.rooms import GroupSection, GroupTab, add_section, add_tab
from community.policy import Absent, Actor, Permission, Refused, allows, demand
from community.trail.views import come_out_of, origin_asked, with_trail
from community.web import current
from community.web.answers import invalid, page, see_other
from community.web.gate import public

blueprint = Blueprint("decisions", __name__, url_prefix="/werkgroepen/<slug>/besluiten")


def open_votes(group: Group, decisions: Sequence[Decision]) -> str:
    """Write the part of a group's page with what is voted on now."""
    first_to_close = sorted(decisions, key=lambda each: (each.closes_at, each.id))
    return render_template("decisions/group_section.html", group=group, decisions=first_to_close)


add_tab(GroupTab(_l("Besluiten"), "/besluiten", 40, things=queries.to_be_counted))
add_section(GroupSection("decisions", 40, Decision, queries.first_open, open_votes))


def votes_held(actor: Actor, group: Group) -> list[Held]:
    """Give the proposals of the actor that are not over yet."""
    found = queries.my_open_decisions(actor, group)
    return [Held(each.title, each.address, each.phase.label) for each in found]


add_holding(
    Holding(
        "decisions",
        _l("Voorstellen van jou"),
        _l("Ze gaan door, met je naam erbij. Wie na jou komt, sluit de stemming en schrijft op wat er is besloten."),
        20,
        votes_held,
    )
)

NOT_THERE = _l("Je zat niet in de werkgroep toen deze stemming opende. Je stemt daarom niet mee.")
NO_CODE = _l("Met deze code ligt er geen stem in de bus. Kijk de code na, of laat je stem zoals hij is.")


@blueprint.get("")
@public
def index(slug: str) -> Response:
    """List what is voted on, the first to close on top, and what was decided, the last first."""
    actor, place = current.actor(), place_in_list()
    group = arrive(actor, slug)
    is_first = place.after is None and place.before is None
    return page(
        "decisions/index.html",
        **head(actor, group),
        under_way=queries.open_decisions(actor, group) if is_first else [],
        closed=queries.closed_decisions(actor, group, place),
        may_propose=allows(actor, Permission.DECISION_PROPOSE, group),
    )


@blueprint.route("/nieuw", methods=["GET", "POST"])
def propose(slug: str) -> Response:
    """Lay a proposal or a poll before the group."""
    form = ProposalForm()
    body = markup_of(form.text.data) if request.method == "POST" else None
    actor = current.begin_writing() if request.method == "POST" else current.actor()
    group = arrive(actor, slug)
    demand(actor, Permission.DECISION_PROPOSE, group)
    form.offer(group)
    if request.method == "GET":
        return page("decisions/new.html", form=form, origin=origin_asked(actor), **head(actor, group))
    if not form.validate() or body is None:
        return invalid("decisions/new.html", form, origin=origin_asked(actor), **head(actor, group))
    decision = services.propose(actor, group, proposal=proposal_of(form, body), author=member_of(actor))
    come_out_of(actor, decision)
    flash(_("Je voorstel staat er.") if decision.is_binding else _("Je peiling staat er."), "success")
    return see_other(decision.address)


def markup_of(text: str | None) -> richtext.CleanHtml | None:
    """Give a text as markup, made before the database is held; None where the form is not good anyhow."""
    try:
        return richtext.from_plain(text) if text else None
    except richtext.TooLong:
        return None


def proposal_of(form: ProposalForm, body: richtext.CleanHtml) -> services.Proposal:
    """Read a proposal from a form that is good."""
    return services.Proposal(
        title=form.title.data or "",
        body=body,
        audience=Audience(form.audience.data),
        method=Method(form.method.data),
        options=form.chosen_options(),
        opens_at=form.opening(),
        closes_at=form.closing(),
        is_binding=form.purpose.data == "decision",
        is_anonymous=form.secrecy.data == "anonymous",
        is_shown_early=bool(form.is_shown_early.data),
        quorum_percent=form.quorum.data or 0,
        dots_per_voter=form.dots.data or 0,
    )


@blueprint.get("/<decision>")
@public
def show(slug: str, decision: str) -> Response:
    """Show a decision: what is proposed, the reader's ballot, who takes part, the result, and the comments."""
    actor = current.actor()
    group = arrive(actor, slug)
    try:
        found = queries.decision_to_read(actor, group, decision)
    except Absent:
        if needs_opening(actor, group):
            return opening_page(actor, group)
        raise
    return page("decisions/show.html", **shown(actor, group, found))


def shown(
    actor: Actor, group: Group, decision: Decision, *, form: BallotForm | None = None, late: str = ""
) -> dict[str, Any]:
    """Give what the page of a decision shows; a ballot that was not accepted comes back in its form."""
    voter = queries.my_voter(actor, decision)
    mine = queries.my_ballot(actor, decision) if voter and not decision.is_anonymous else None
    may_vote = bool(voter and allows(actor, Permission.BALLOT_CAST, voter)) and not late
    result = queries.standing(actor, decision)
    is_closed, is_named = decision.phase == Phase.CLOSED, not decision.is_anonymous
    return head(actor, group) | {
        "item": decision,
        "trail": with_trail(actor, decision),
        "conversation": with_conversation(actor, decision),
        "voter": voter,
        "form": (form or new_ballot(decision, voter, mine)) if may_vote else None,
        "late": late,
        "mine": shown_ballot(decision, mine.choice) if mine else "",
        "participation": queries.participation_in(actor, decision) if decision.phase != Phase.PLANNED else None,
        "result": shown_result(decision, result) if result else None,
        "ballots": ballots_of(actor, decision) if is_named and (is_closed or decision.is_shown_early) else [],
        "teller": queries.teller_of(actor, decision),
        "may_close": allows(actor, Permission.DECISION_CLOSE, decision),
        "may_withdraw": allows(actor, Permission.DECISION_WITHDRAW, decision),
        "may_conclude": allows(actor, Permission.DECISION_CONCLUDE, decision),
        "may_announce": allows(actor, Permission.DECISION_ANNOUNCE, decision),
        "may_go_on": allows(actor, Permission.TRAIL_CONTINUE, decision),
        "may_add_action": allows(actor, Permission.ACTION_ADD, group),
        "may_write_news": allows(actor, Permission.NEWS_CREATE),
        "may_remove": allows(actor, Permission.ITEM_MODERATE, decision),
        "is_removed": decision.state == State.REMOVED,
    }


def new_ballot(decision: Decision, voter: Voter | None, mine: Ballot | None) -> BallotForm:
    """Make the ballot of a reader: as they voted, or empty, with a new code for a first anonymous ballot."""
    form = ballot_form(decision)
    if mine:
        form.show(mine.choice, mine.reason)
    if decision.is_anonymous and voter and not voter.has_voted:
        form.code.data = box.new_code()
    return form


def ballots_of(actor: Actor, decision: Decision) -> list[dict[str, str]]:
    """Give the ballots of a named vote in words."""
    return [
        {"name": each.member.name, "choice": shown_ballot(decision, each.choice), "reason": each.reason}
        for each in queries.named_ballots(actor, decision)
    ]


@blueprint.post("/<decision>/stem")
def vote(slug: str, decision: str) -> Response:
    """Vote, or change a vote; one that comes too late is shown again with why it does not count."""
    actor = current.begin_writing()
    group = arrive(actor, slug)
    found = queries.decision_to_read(actor, group, decision)
    form = ballot_form(found)
    voter = queries.my_voter(actor, found)
    if voter is None:
        raise Refused(Permission.BALLOT_CAST, NOT_THERE)
    is_good = form.validate()
    if found.phase == Phase.CLOSED and is_good:
        return too_late(actor, group, found, form)
    demand(actor, Permission.BALLOT_CAST, voter)
    if not is_good:
        return invalid("decisions/show.html", **shown(actor, group, found, form=form))
    code = box.read_code(form.code.data) if found.is_anonymous else ""
    try:
        words = services.Vote(form.choice(), form.given_reason(), code)
        services.cast_vote(actor, voter, vote=words, secret_key=current.settings().secret_key)
    except services.WrongCode:
        form.code.errors = [NO_CODE]
        return invalid("decisions/show.html", **shown(actor, group, found, form=form))
    except services.TooLate:
        return too_late(actor, group, found, form)
    flash(_("Je stem is geteld. Tot de sluiting kun je hem wijzigen."), "success")
    if code:
        flash(_("Bewaar je stemcode als je nog wilt kunnen wijzigen: %(code)s", code=form.code.data), "message")
    return see_other(found.address)


def too_late(actor: Actor, group: Group, decision: Decision, form: BallotForm) -> Response:
    """Say that a vote came too late, and show what it was."""
    values = shown(actor, group, decision, late=shown_ballot(decision, form.choice()))
    answer = page("decisions/show.html", **values)
    answer.status_code = 403
    return answer


@blueprint.post("/<decision>/<any(sluiten, intrekken, verwijder, terugzetten):deed>")
def end(slug: str, decision: str, deed: str) -> Response:
    """Close a vote before its time, take the proposal back, take the whole away, or put it back."""
    actor = current.begin_writing()
    group = arrive(actor, slug)
    found = queries.decision_to_read(actor, group, decision)
    if deed == "sluiten":
        services.close_early(actor, found, secret_key=current.settings().secret_key)
        flash(_("De stemming is gesloten en geteld."), "success")
    elif deed == "intrekken":
        services.withdraw(actor, found)
        flash(_("Het voorstel is ingetrokken."), "success")
    else:
        demand(actor, Permission.ITEM_MODERATE, found)
        return take_away(actor, group, found, deed)
    return see_other(found.address)


def take_away(actor: Actor, group: Group, decision: Decision, deed: str) -> Response:
    """Take a decision away with all that was said about it, or put it back."""
    if deed == "terugzetten":
        publication.restore(actor, decision)
        flash(_("Het voorstel staat er weer."), "success")
        return see_other(decision.address)
    publication.remove(actor, decision)
    flash(_("Het voorstel is verwijderd."), "success")
    return see_other(f"{group.address}/besluiten")


@blueprint.route("/<decision>/uitkomst", methods=["GET", "POST"])
def conclude(slug: str, decision: str) -> Response:
    """Write down what was decided."""
    form = OutcomeForm()
    outcome = markup_of(form.outcome.data) if request.method == "POST" else None
    actor = current.begin_writing() if request.method == "POST" else current.actor()
    group = arrive(actor, slug)
    found = queries.decision_to_read(actor, group, decision)
    demand(actor, Permission.DECISION_CONCLUDE, found)
    if request.method == "GET":
        form.outcome.data, form.review_on.data = richtext.to_plain(found.outcome), found.review_on
        return page("decisions/outcome.html", form=form, item=found, **head(actor, group))
    if not form.validate() or outcome is None:
        return invalid("decisions/outcome.html", form, item=found, **head(actor, group))
    services.state_outcome(actor, found, outcome=outcome, review_on=form.review_on.data)
    flash(_("De uitkomst staat erbij."), "success")
    return see_other(found.address)
