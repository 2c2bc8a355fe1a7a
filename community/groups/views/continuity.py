"""That a group goes on: its deputy, handing it over, and the answer of who is asked to run it."""

from __future__ import annotations

from typing import Any

from flask import flash, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from community.groups.forms import HandoverForm
from community.groups.models import Group
from community.groups.queries import activity, continuity, people
from community.groups.services import continuity as services
from community.groups.views.arrival import arrive, blueprint, head
from community.groups.views.holdings import Held, Holding, add_holding, give, held_by
from community.policy import Absent, Actor, Permission, demand
from community.web import current
from community.web.answers import invalid, page, see_other


def requests_held(actor: Actor, group: Group) -> list[Held]:
    """Give the requests that wait for an answer of the coordinators."""
    return [Held(asked.member.name, f"{group.address}/beheer") for asked in people.waiting_requests(actor, group)]


def drafts_held(actor: Actor, group: Group) -> list[Held]:
    """Give what the actor began in a group and nobody else can read yet."""
    return [Held(item.title, item.address) for item in activity.my_drafts(actor, group)]


add_holding(
    Holding(
        "requests",
        _l("Verzoeken die wachten"),
        _l("Wie na jou komt, beslist erover. Je kunt dat ook nu nog doen."),
        10,
        requests_held,
    )
)
add_holding(
    Holding(
        "drafts",
        _l("Concepten van jou"),
        _l("Alleen jij leest deze. Wie de werkgroep verlaat, kan er niet meer bij."),
        50,
        drafts_held,
    )
)


@blueprint.post("/<slug>/leden/<member_slug>/<any(plaatsvervanger, 'geen-plaatsvervanger'):deed>")
def change_deputy(slug: str, member_slug: str, deed: str) -> Response:
    """Make a member deputy, or deputy no longer."""
    actor = current.begin_writing()
    group = arrive(actor, slug)
    member = people.member_in(actor, group, member_slug)
    if deed == "plaatsvervanger":
        before = continuity.deputy_of(actor, group)
        services.name_deputy(actor, group, member=member)
        if before is not None and before.id != member.id:
            words = _("%(name)s is nu plaatsvervanger, in plaats van %(other)s.", name=member.name, other=before.name)
        else:
            words = _("%(name)s is nu plaatsvervanger.", name=member.name)
        flash(words, "success")
    else:
        services.dismiss_deputy(actor, group, member=member)
        flash(_("%(name)s is geen plaatsvervanger meer.", name=member.name), "success")
    return see_other(f"{group.address}/leden")


@blueprint.route("/<slug>/overdracht", methods=["GET", "POST"])
def hand_over(slug: str) -> Response:
    """Show a coordinator who stops what they hold, and let them say who comes next."""
    form = HandoverForm()
    actor = current.begin_writing() if request.method == "POST" else current.actor()
    group = arrive(actor, slug)
    demand(actor, Permission.GROUP_HAND_OVER, group)
    values = desk(actor, group)
    form.offer(values["candidates"], values["next_up"], has_others=bool(values["others"]))
    if request.method == "GET" or not form.validate():
        answer = invalid if request.method == "POST" else page
        return answer("groups/hand_over.html", form=form, **values)
    chosen = form.chosen()
    successor = people.member_in(actor, group, chosen) if chosen else None
    if successor is not None:
        give(actor, group, successor, request.form.getlist("give"))
    services.hand_over(actor, group, successor=successor, stays=bool(form.stays.data))
    flash(_("Je bent geen coördinator meer van %(group)s. Dank voor je werk.", group=group.name), "success")
    return see_other(group.address if form.stays.data else "/werkgroepen")


def desk(actor: Actor, group: Group) -> dict[str, Any]:
    """Give what the page of handing over shows."""
    candidates = continuity.successors(actor, group)
    return head(actor, group) | {
        "shelves": held_by(actor, group),
        "others": [each for each in people.coordinators_of(actor, group) if each.id != actor.id],
        "deputy": continuity.deputy_of(actor, group),
        "candidates": candidates,
        "next_up": candidates[0] if candidates else None,
        "answer_days": services.ANSWER_WITHIN.days,
    }


@blueprint.get("/<slug>/coordinator-worden")
def offer(slug: str) -> Response:
    """Ask a member whether they want to run the group, with what that means."""
    actor = current.actor()
    group = arrive(actor, slug)
    return page(
        "groups/offer.html",
        **head(actor, group),
        offer=continuity.my_offer(actor, group),
    )


@blueprint.post("/<slug>/coordinator-worden/<any(ja, nee):answer>")
def answer_offer(slug: str, answer: str) -> Response:
    """Take the group on, or not."""
    actor = current.begin_writing()
    group = arrive(actor, slug)
    try:
        found = continuity.my_offer(actor, group)
    except Absent:
        flash(_("Deze vraag staat niet meer open."))
        return see_other(group.address)
    if answer == "ja":
        services.accept_offer(actor, found)
        flash(_("Je bent nu coördinator van %(group)s.", group=group.name), "success")
        return see_other(f"{group.address}/beheer")
    services.decline_offer(actor, found)
    flash(_("Dat is duidelijk. We vragen iemand anders."), "success")
    return see_other(group.address)
