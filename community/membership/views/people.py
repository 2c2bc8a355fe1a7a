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
from community.accounts.views import asked_again
from community.audit import messages
from community.audit.queries import LogFilter, entries_to_read
from community.core.pagination import Place
from community.members.forms import Confirmation
from community.membership.forms import ROLES, NoteForm, QuestionForm, RoleForm, SuspensionForm
from community.membership.queries.applications import (
    ApplicationFilter,
    applications_of,
    earlier_refusals,
    waiting_applications,
)
from community.membership.queries.notes import notes_of
from community.membership.queries.people import PeopleFilter, people_to_manage, person_to_manage, places_of
from community.membership.queries.questions import questions_about
from community.membership.services import notes, roles, sign_ins, suspensions
from community.membership.views.blueprint import blueprint, place
from community.policy import Actor, Permission, allows, demand
from community.regions.queries import regions_to_read
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
# The address of the tab with people of all states.
EVERYBODY = "iedereen"
# How long an application waits at least, in days.
AGES = (
    (3, _l("Langer dan 3 dagen")),
    (7, _l("Langer dan een week")),
    (14, _l("Langer dan twee weken")),
    (30, _l("Langer dan een maand")),
)
ASKED = (("open", _l("Wacht op antwoord van de aanvrager")), ("answered", _l("Antwoord gekregen")))
SHORT_LOG = 10


def one_of(kind: type[Kind], text: str | None) -> Kind | None:
    """Read a value of an enumeration from an address; anything else is as if it were not there."""
    return next((each for each in kind if each.value == text), None)


@blueprint.get("/beheer/leden")
def people() -> Response:
    """Show the applications that wait, or the people of one state."""
    actor = administrator_of(Permission.MEMBER_MANAGE)
    status, words = text_of("status"), text_of("q")
    state = one_of(MemberState, status)
    if state == MemberState.APPLICANT or not (state or words or status == EVERYBODY):
        asked = next((value for value, _label in ASKED if value == text_of("vraag")), "")
        chosen = ApplicationFilter(words=words, region=text_of("regio"), days=days_of("wacht"), asked=asked)
        return applications(actor, chosen)
    is_asked = text_of("gevraagd") == "ja"
    wanted = PeopleFilter(words=words, state=state, role=one_of(Role, request.args.get("rol")), is_asked=is_asked)
    found_people = people_to_manage(actor, wanted, place())
    return admin_page(
        "membership/people.html",
        page=found_people,
        places=places_of(actor, found_people.rows),
        wanted=wanted,
        states=STATES,
        state_words=state_words(),
        roles=ROLES,
    )


def state_words() -> dict[str, str]:
    """Give what each state of a person is called."""
    return {value: str(label) for value, label in STATES} | {"applicant": _("Aanvraag wacht"), "member": _("Lid")}


def text_of(name: str) -> str:
    """Give a text of the address, as long as it may be."""
    return request.args.get(name, "")[:100].replace("\0", "")


def days_of(name: str) -> int:
    """Give one of the numbers of days to choose from; anything else is none."""
    return next((days for days, _label in AGES if str(days) == request.args.get(name)), 0)


def applications(actor: Actor, chosen: ApplicationFilter) -> Response:
    """Show the applications that wait and fit a filter, with how long each waits."""
    found = waiting_applications(actor, chosen, place())
    return admin_page(
        "membership/applications.html",
        page=found,
        chosen=chosen,
        ages=AGES,
        asked=ASKED,
        regions=regions_to_read(actor),
        refusals=earlier_refusals(actor, found),
        questions=questions_about(actor, found.rows),
        states=STATES,
        form=Confirmation(),
    )


@blueprint.get("/beheer/leden/<slug>")
def person(slug: str) -> Response:
    """Show one person to moderators, with what may be done."""
    actor = administrator_of(Permission.MEMBER_MANAGE)
    member = person_to_manage(actor, slug)
    return admin_page("membership/person.html", **person_values(actor, member))


def person_values(actor: Actor, member: Member, **more: Any) -> dict[str, Any]:
    """Give what the page of one person shows."""
    role_form = RoleForm(formdata=None, data={"role": member.role.value})
    written = applications_of(actor, member)
    log = entries_to_read(actor, LogFilter(person_ids=(member.id,)), Place(), size=SHORT_LOG)
    return {
        "member": member,
        "applications": written,
        "questions": {each.id: each.questions for each in written},
        "notes": notes_of(actor, member),
        "note_form": NoteForm(formdata=None),
        "question_form": QuestionForm(formdata=None),
        "suspensions": member.suspensions,
        "log": log,
        "messages": messages,
        "role_form": role_form,
        "suspension_form": SuspensionForm(formdata=None),
        "roles": dict(ROLES),
        "states": state_words(),
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


@blueprint.post("/beheer/leden/<slug>/notitie")
def write_note(slug: str) -> Response:
    """Write something down about a person; a doubled submit finds that it is there."""
    form = NoteForm()
    if not form.validate():
        return answer_form(slug, Permission.MEMBER_NOTE_WRITE, form, "note_form")
    text = form.text.data or ""

    def deed(actor: Actor, member: Member) -> str:
        last = next(iter(notes_of(actor, member)), None)
        if last is None or (last.author_id, last.text) != (actor.id, text):
            notes.write_note(actor, member, text=text)
        return str(_("De notitie is bewaard."))

    return change(slug, deed)


@blueprint.post("/beheer/leden/<slug>/rol")
def set_role(slug: str) -> Response:
    """Give a member another role."""
    form = RoleForm()
    if not form.validate():
        return answer_form(slug, Permission.MEMBER_SET_ROLE, form, "role_form")
    if not asked_again.is_fresh():
        return ask_for_role(slug, form.role.data)

    def deed(actor: Actor, member: Member) -> str:
        roles.set_role(actor, member, role=Role(form.role.data))
        return str(_("%(name)s heeft nu de rol %(role)s.", name=member.name, role=dict(ROLES)[form.role.data]))

    return change(slug, deed)


def ask_for_role(slug: str, role: str) -> Response:
    """Let an administrator sign in anew before somebody gets another role."""
    actor = administrator_of()
    member = person_to_manage(actor, slug)
    demand(actor, Permission.MEMBER_SET_ROLE, member)
    question = _("Wil je %(name)s de rol %(role)s geven?", name=member.name, role=dict(ROLES)[role])
    return asked_again.ask(question, fields={"role": role}, back=f"/beheer/leden/{slug}")


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


@blueprint.post("/beheer/leden/<slug>/uitloggen")
def sign_out(slug: str) -> Response:
    """End all sign-ins of a member."""

    def deed(actor: Actor, member: Member) -> str:
        sign_ins.sign_out_everywhere(actor, member)
        return str(_("%(name)s is op alle apparaten uitgelogd.", name=member.name))

    return change(slug, deed)


@blueprint.post("/beheer/leden/<slug>/schorsing-beeindigen")
def reinstate(slug: str) -> Response:
    """End a suspension."""

    def deed(actor: Actor, member: Member) -> str:
        if member.state != MemberState.MEMBER:
            suspensions.reinstate(actor, member)
        return str(_("De schorsing van %(name)s is beëindigd.", name=member.name))

    return change(slug, deed)
