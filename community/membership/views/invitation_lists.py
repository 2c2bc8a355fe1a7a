"""Inviting a whole list at once: each line says what happened to it, and a bad line changes nothing for the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email
from flask import request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.models import EMAIL_LENGTH, NAME_LENGTH, Role
from community.core.slugs import fold
from community.groups.models import Group
from community.membership.forms import ROLES, InvitationListForm
from community.membership.lists import Line
from community.membership.queries.invitations import groups_called
from community.membership.services.invitations import Promise, invite
from community.membership.views.blueprint import blueprint
from community.policy import Actor, Permission, Refused
from community.web import current
from community.web.administration import admin_invalid, admin_page, administrator_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What happened to one line."""

    line: Line
    words: str
    is_invited: bool = False


class BadLine(Exception):
    """A line that cannot be read; the sentence says why."""


@blueprint.route("/beheer/uitnodigingen/lijst", methods=["GET", "POST"])
def invite_list() -> Response:
    """Show the form for a list, and invite who is in it."""
    administrator_of(Permission.INVITATION_MAKE)
    form = InvitationListForm()
    if request.method == "GET":
        return admin_page("membership/invitation_list.html", form=form)
    if not form.validate():
        return admin_invalid("membership/invitation_list.html", form)
    actor = current.begin_writing()
    lines = form.invited()
    groups = groups_called(actor, [line.group for line in lines])
    outcomes: list[Outcome] = []
    seen: set[str] = set()
    for line in lines:
        outcomes.append(outcome_of(actor, line, seen, groups, form.message.data or ""))
        seen.add(line.email.lower())
    return admin_page("membership/invitation_report.html", outcomes=outcomes)


def outcome_of(actor: Actor, line: Line, seen: set[str], groups: Mapping[str, Group | None], message: str) -> Outcome:
    """Invite who stands on one line, and say what happened."""
    try:
        email, promise = address_of(line, seen), promise_of(line, groups)
        key = current.settings().secret_key
        invitation = invite(actor, email=email, message=message, secret_key=key, promise=promise)
    except BadLine as bad:
        return Outcome(line=line, words=str(bad))
    except Refused as refused:
        return Outcome(line=line, words=str(refused.sentence))
    if invitation is None:
        return Outcome(line=line, words=_("Al lid of al uitgenodigd."))
    return Outcome(line=line, words=_("Uitgenodigd."), is_invited=True)


def address_of(line: Line, seen: set[str]) -> str:
    """Give the address on a line, or raise `BadLine`."""
    email = line.email.lower()
    try:
        validate_email(email, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise BadLine(_("Dit is geen e-mailadres.")) from error
    if len(email) > EMAIL_LENGTH:
        raise BadLine(_("Dit is geen e-mailadres."))
    if email in seen:
        raise BadLine(_("Dit adres staat al eerder in de lijst."))
    return email


def promise_of(line: Line, groups: Mapping[str, Group | None]) -> Promise:
    """Give what a line promises, or raise `BadLine`."""
    role = roles_by_word().get(fold(line.role)) if line.role else Role.MEMBER
    if role is None:
        raise BadLine(_("Deze rol bestaat niet: %(role)s.", role=line.role[:80]))
    group = groups.get(fold(line.group)) if line.group else None
    if line.group and group is None:
        raise BadLine(_("Er is niet één werkgroep met deze naam: %(group)s.", group=line.group[:80]))
    if len(line.name) > NAME_LENGTH:
        raise BadLine(_("Deze naam is te lang."))
    return Promise(name=line.name, role=role, group=group)


def roles_by_word() -> dict[str, Role]:
    """Give the roles by what they are called, in the code and in the reader's language."""
    return {fold(word): Role(value) for value, label in ROLES for word in (value, str(label))}
