"""A whole list is invited at once: each line says what happened, and roles and places come with the use of the link."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.accounts.models import Member, MemberState, Role
from community.audit.models import AuditEntry
from community.core.db import db
from community.groups.models import Group, GroupMembership
from community.membership.lists import read_lines, text_of
from community.membership.models import Invitation
from community.membership.services.invitations import secret_link
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.membership.people import FORM, mails, mails_to, newcomer, plain

SignIn = Callable[[Member], FlaskClient]
PATH = "/beheer/uitnodigingen/lijst"


def send(client: FlaskClient, lines: str = "", **more: Any) -> Any:
    return submit(client, PATH, {"lines": lines} | more, form_at=PATH, content_type="multipart/form-data")


def use(app: Flask, world: World, sign_in: SignIn, name: str = "Ilse Nieuw") -> Member:
    """Let somebody use the only invitation, and give them as they are then."""
    token = secret_link(world.one(Invitation).id, app.config["SETTINGS"].secret_key)
    path, person = f"/lid-worden/uitnodiging/{token}", newcomer(world, name)
    assert submit(sign_in(person), path, FORM, form_at=path).location == "/mijn"
    mails(app)
    return world.one(Member, Member.id == person.id)


def test_each_line_says_what_happened_and_a_bad_line_changes_nothing_else(
    app: Flask, world: World, sign_in: SignIn
) -> None:
    world.member("Al Lid", email="al@lid.example")
    group = world.group("Wonen in Zeeland")
    lines = [
        *("e-mail;naam;rol;werkgroep", "an@een.example;An Een;;", "geen adres;Wie;;", "AN@een.example;;;"),
        *("al@lid.example;;;", "bo@twee.example;;baas;", "cy@drie.example;;;Bestaat Niet"),
        *("di@vier.example;;moderator;", f"ed@vijf.example;;lid;{group.name.upper()}", "; ;;", "fe@zes.example"),
    ]
    answer = send(sign_in(world.moderator()), "\n".join(lines))
    assert answer.status_code == 200
    for words in (
        *("3 mensen uitgenodigd", "Regel 3", "Dit is geen e-mailadres.", "Dit adres staat al eerder in de lijst."),
        *("Al lid of al uitgenodigd.", "Deze rol bestaat niet: baas.", "Bestaat Niet.", "alleen voor beheerders"),
    ):
        assert words in answer.text
    invited = {each.email: each for each in world.all(Invitation)}
    assert set(invited) == {"an@een.example", "ed@vijf.example", "fe@zes.example"}
    assert invited["ed@vijf.example"].group_id == group.id
    (mail,) = mails_to(app, "an@een.example")
    assert "Dag An Een," in plain(mail)
    assert world.count(AuditEntry, AuditEntry.event == "MemberInvited") == 3


def test_role_and_group_are_given_when_the_invitation_is_used(app: Flask, world: World, sign_in: SignIn) -> None:
    group = world.group("Achter de deur", access="hidden")
    send(sign_in(world.administrator()), f"an@een.example,An,redacteur,{group.name}")
    person = use(app, world, sign_in)
    assert (person.state, person.role) == (MemberState.MEMBER, Role.EDITOR)
    assert world.count(GroupMembership, GroupMembership.member_id == person.id) == 1
    assert world.one(Group, Group.id == group.id).member_count == 2
    for event in ("RoleGiven", "GroupMailInvitationKept"):
        assert world.count(AuditEntry, AuditEntry.event == event, AuditEntry.member_id == person.id) == 1


def test_who_lost_the_right_since_then_gives_neither_role_nor_place(app: Flask, world: World, sign_in: SignIn) -> None:
    administrator, group = world.administrator(), world.group()
    send(sign_in(administrator), f"an@een.example;;beheerder;{group.name}")
    with world.context():
        db.session.get_one(Member, administrator.id).role = Role.MEMBER
    person = use(app, world, sign_in)
    assert (person.state, person.role) == (MemberState.MEMBER, Role.MEMBER)
    assert world.count(GroupMembership, GroupMembership.member_id == person.id) == 0


@pytest.mark.parametrize("coding", ["utf-8-sig", "cp1252", "utf-8"])
def test_a_file_of_a_spreadsheet_is_read_whatever_its_letters(world: World, sign_in: SignIn, coding: str) -> None:
    content = 'Naam,E-mail\r\n"Zoë, de Eerste",zoe@een.example\r\n'.encode(coding)
    answer = send(sign_in(world.moderator()), file=(io.BytesIO(content), "lijst.csv"))
    assert answer.status_code == 200
    invitation = world.one(Invitation)
    assert (invitation.email, invitation.name) == ("zoe@een.example", "Zoë, de Eerste")


@pytest.mark.parametrize("lines", ["", "  \n ;;\n", "e-mail;naam", "\n".join(f"a{n}@b.example" for n in range(201))])
def test_what_is_no_list_is_refused_beside_the_field(world: World, sign_in: SignIn, lines: str) -> None:
    assert send(sign_in(world.moderator()), lines).status_code == 422
    assert world.count(Invitation) == 0


def test_a_null_byte_in_a_list_that_was_pasted_is_left_out(world: World, sign_in: SignIn) -> None:
    assert send(sign_in(world.moderator()), "an\0@een.example").status_code == 200
    assert world.one(Invitation).email == "an@een.example"


def test_a_picture_is_no_list(world: World, sign_in: SignIn) -> None:
    answer = send(sign_in(world.moderator()), file=(io.BytesIO(b"\x89PNG\0\0"), "lijst.csv"))
    assert answer.status_code == 422 and "geen CSV-bestand" in answer.text


def test_only_moderators_invite_a_list(world: World, sign_in: SignIn) -> None:
    for person in (world.member(), world.editor()):
        assert sign_in(person).get(PATH).status_code == 403
        assert submit(sign_in(person), PATH, {"lines": "an@een.example"}).status_code == 403
    assert world.count(Invitation) == 0


def test_columns_are_read_by_their_heading_or_by_their_place() -> None:
    assert [each.role for each in read_lines("rol,onzin,email\nlid,x,a@b.nl")] == ["lid"]
    assert [(each.number, each.name) for each in read_lines("\n\na@b.nl\tAn\n")] == [(3, "An")]
    assert text_of(b"\xef\xbb\xbfa") == "a"


def test_a_name_never_holds_the_end_of_a_line_or_a_control_character() -> None:
    (line,) = read_lines('a@b.nl;"An\nBcc: x@y.nl\x07";;')
    assert not set(line.name) & set("\r\n\x07")
    assert (line.number, line.email) == (2, "a@b.nl")
