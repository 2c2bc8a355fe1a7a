"""Members as moderators manage them: applications that wait, the list, and one person with roles and suspensions."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from flask import flash, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from community.accounts.models import Member, MemberState, Role
from community.audit import messages
from community.audit.queries import LogFilter, entries_to_read
from community.core.pagination import Place
from community.members.forms import Confirmation
from community.membership.forms import ROLES, RoleForm, SuspensionForm
from community.membership.queries.applications import applications_of, earlier_refusals, waiting_applications
from community.membership.queries.people import PeopleFilter, people_to_manage, person_to_manage, suspensions_of
from community.membership.services import roles, suspensions
from community.membership.views.blueprint import blueprint, place
from community.policy import Actor, Permission, allows, demand
from community.web import current
from community.web.administration import admin_invalid, admin_page, administrator_of
from community.web.answers import see_other

Kind = TypeVar("Kind", bound=StrEnum)

STATES = (
    ("member", _l("Leden")),
    ("suspended", _l("Geschorst")),
    ("refused", _l("Geweigerd")),
    ("left", _l("Vertrokken")),
    ("new", _l("Nog geen aanvraag")),
)
SHORT_LOG = 10


def one_of(kind: type[Kind], text: str | None) -> Kind | None:
    """Read a value of an enumeration from an address; anything else is as if it were not there."""
    return next((each for each in kind if each.value == text), None)


@blueprint.get("/beheer/leden")
def people() -> Response:
    """Show the applications that wait, or the people of one state."""
    actor = administrator_of(Permission.MEMBER_MANAGE)
    state = one_of(MemberState, request.args.get("status"))
    words = request.args.get("q", "")[:100].replace("\0", "")
    if state is None and not words:
        found = waiting_applications(actor, place())
        refusals = earlier_refusals(actor, found)
        return admin_page(
            "membership/applications.html", page=found, refusals=refusals, states=STATES, form=Confirmation()
        )
    wanted = PeopleFilter(words=words, state=state, role=one_of(Role, request.args.get("rol")))
    found_people = people_to_manage(actor, wanted, place())
    return admin_page("membership/people.html", page=found_people, wanted=wanted, states=STATES, roles=ROLES)


@blueprint.get("/beheer/leden/<slug>")
def person(slug: str) -> Response:
    """Show one person to moderators, with what may be done."""
    actor = administrator_of(Permission.MEMBER_MANAGE)
    member = person_to_manage(actor, slug)
    return admin_page("membership/person.html", **person_values(actor, member))


def person_values(actor: Actor, member: Member, **more: Any) -> dict[str, Any]:
    """Give what the page of one person shows."""
    role_form = RoleForm(formdata=None, data={"role": member.role.value})
    log = entries_to_read(actor, LogFilter(person_id=member.id), Place(), size=SHORT_LOG)
    return {
        "member": member,
        "applications": applications_of(actor, member),
        "suspensions": suspensions_of(actor, member),
        "log": log,
        "messages": messages,
        "role_form": role_form,
        "suspension_form": SuspensionForm(formdata=None),
        "roles": dict(ROLES),
        "states": dict(STATES) | {"applicant": _("Aanvraag wacht")},
        "may": lambda permission: allows(actor, Permission[permission], member),
    } | more


def answer_form(slug: str, permission: Permission, form: FlaskForm, name: str) -> Response:
    """Show one person again, with the form that must be corrected."""
    actor = administrator_of()
    member = person_to_manage(actor, slug)
    demand(actor, permission, member)
    return admin_invalid("membership/person.html", form, **person_values(actor, member, **{name: form}))


def change(slug: str, deed: Callable[[Actor, Member], str]) -> Response:
    """Do something with one person, whose row is locked meanwhile."""
    administrator_of()
    actor = current.begin_writing()
    member = person_to_manage(actor, slug, lock=True)
    flash(deed(actor, member))
    return see_other(f"/beheer/leden/{slug}")


@blueprint.post("/beheer/leden/<slug>/rol")
def set_role(slug: str) -> Response:
    """Give a member another role."""
    form = RoleForm()
    if not form.validate():
        return answer_form(slug, Permission.MEMBER_SET_ROLE, form, "role_form")

    def deed(actor: Actor, member: Member) -> str:
        roles.set_role(actor, member, role=Role(form.role.data))
        return str(_("%(name)s heeft nu de rol %(role)s.", name=member.name, role=dict(ROLES)[form.role.data]))

    return change(slug, deed)


@blueprint.post("/beheer/leden/<slug>/schorsen")
def suspend(slug: str) -> Response:
    """Keep a member out; a doubled submit finds that it is done."""
    form = SuspensionForm()
    if not form.validate():
        return answer_form(slug, Permission.MEMBER_SUSPEND, form, "suspension_form")

    def deed(actor: Actor, member: Member) -> str:
        if not (member.state == MemberState.SUSPENDED and member.suspension_reason == form.reason.data):
            suspensions.suspend(actor, member, reason=form.reason.data or "", until=form.until())
        return str(_("%(name)s is geschorst en krijgt daarover een mail.", name=member.name))

    return change(slug, deed)


@blueprint.post("/beheer/leden/<slug>/schorsing-beeindigen")
def reinstate(slug: str) -> Response:
    """End a suspension."""

    def deed(actor: Actor, member: Member) -> str:
        if member.state != MemberState.MEMBER:
            suspensions.reinstate(actor, member)
        return str(_("De schorsing van %(name)s is beëindigd.", name=member.name))

    return change(slug, deed)
