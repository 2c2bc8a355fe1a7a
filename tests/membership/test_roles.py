"""Roles, the first administrator by the command line, and leaving."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.accounts.models import LoginSession, Member, MemberState, Role
from community.audit.models import AuditEntry
from community.groups.models import Group, GroupMembership, GroupRole
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.membership.people import newcomer

SignIn = Callable[[Member], FlaskClient]


@pytest.fixture
def community(app: Flask, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Give the command `community` on the database of this test."""
    environment = os.environ | {
        "COMMUNITY_SECRET_KEY": "a-key-for-tests-only-0123456789abcdefghij",
        "COMMUNITY_BASE_URL": "http://localhost",
        "COMMUNITY_DATABASE_URL": app.config["SETTINGS"].database_url,
        "COMMUNITY_OIDC_ISSUER": "http://127.0.0.1:9",
        "COMMUNITY_OIDC_CLIENT_ID": "community",
        "COMMUNITY_OIDC_CLIENT_SECRET": "a-secret-for-tests",
        "DATA_DIR": str(tmp_path),
    }

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "community.cli", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)

    return run


def role_of(world: World, member: Member) -> Role:
    return world.one(Member, Member.id == member.id).role


def test_an_administrator_gives_a_member_a_role(world: World, sign_in: SignIn) -> None:
    member, client = world.member("Wordt Redacteur"), sign_in(world.administrator())
    path = f"/beheer/leden/{member.slug}"
    assert submit(client, f"{path}/rol", {"role": "editor"}, form_at=path).location == path
    assert role_of(world, member) == Role.EDITOR
    assert "gaf Wordt Redacteur de rol redacteur" in client.get("/beheer/logboek").text


def test_a_moderator_gives_no_roles(world: World, sign_in: SignIn) -> None:
    member, client = world.member(), sign_in(world.moderator())
    page = client.get(f"/beheer/leden/{member.slug}")
    assert 'name="role"' not in page.text
    path = f"/beheer/leden/{member.slug}/rol"
    assert submit(client, path, {"role": "moderator"}, form_at="/beheer/uitnodigingen").status_code == 403
    assert role_of(world, member) == Role.MEMBER


def test_a_role_that_does_not_exist_is_refused(world: World, sign_in: SignIn) -> None:
    member, client = world.member(), sign_in(world.administrator())
    path = f"/beheer/leden/{member.slug}"
    assert submit(client, f"{path}/rol", {"role": "koning"}, form_at=path).status_code == 422
    assert role_of(world, member) == Role.MEMBER


def test_the_command_line_makes_the_first_administrator(
    world: World, sign_in: SignIn, community: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    person = newcomer(world, "Eerste Beheer", email="Eerste@site.example")
    unproved = community("role", "eerste@SITE.example", "administrator")
    assert unproved.returncode == 1 and "--unverified" in unproved.stderr
    world.identity(person)
    done = community("role", "eerste@SITE.example", "administrator")
    assert (done.returncode, done.stdout) == (0, "Eerste Beheer is now administrator.\n")
    row = world.one(Member, Member.id == person.id)
    assert (row.state, row.role) == (MemberState.MEMBER, Role.ADMINISTRATOR)
    assert world.count(AuditEntry, AuditEntry.event == "RoleGiven", AuditEntry.actor_id == 0) == 1
    assert sign_in(person).get("/beheer/instellingen").status_code == 200


def test_the_command_line_refuses_what_cannot_be_in_one_line(
    world: World, community: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    world.member("Dubbel Een", email="dubbel@site.example")
    world.member("Dubbel Twee", email="dubbel@site.example")
    world.member("Ge Schorst", email="weg@site.example", state=MemberState.SUSPENDED)
    world.identity(world.member("Enige Beheer", email="enige@site.example", role=Role.ADMINISTRATOR))
    for address, role, words in (
        ("niemand@site.example", "editor", "nobody"),
        ("dubbel@site.example", "editor", "2 people"),
        ("weg@site.example", "editor", "suspended"),
        ("enige@site.example", "member", "last administrator"),
    ):
        done = community("role", address, role)
        assert done.returncode == 1 and words in done.stderr and done.stderr.count("\n") == 1
    assert community("role", "enige@site.example", "koning").returncode == 2
    assert world.count(Member, Member.role == Role.ADMINISTRATOR) == 1


def test_a_member_leaves_after_a_question(world: World, sign_in: SignIn) -> None:
    member = world.member("Gaat Weg")
    group = world.group("Wonen", members=(member,))
    client, elsewhere = sign_in(member), sign_in(member)
    comment = world.comment(world.post(), "Dit blijft staan.", author=member)
    page = client.get("/mijn/lidmaatschap-beeindigen")
    assert "Wil je je lidmaatschap opzeggen?" in page.text
    assert submit(client, "/mijn/lidmaatschap-beeindigen", form_at="/mijn/lidmaatschap-beeindigen").location == "/"
    assert client.get("/leden").location == "/inloggen?next=/leden"
    assert elsewhere.get("/mijn").status_code == 303
    row = world.one(Member, Member.id == member.id)
    assert (row.state, row.role) == (MemberState.LEFT, Role.MEMBER)
    assert world.count(GroupMembership, GroupMembership.member_id == member.id) == 0
    assert world.count(LoginSession, LoginSession.member_id == member.id) == 0
    assert world.one(Group, Group.id == group.id).member_count == 1
    assert comment.html == "<p>Dit blijft staan.</p>"


def test_the_only_coordinator_of_a_group_cannot_leave(world: World, sign_in: SignIn) -> None:
    member = world.member()
    group = world.group("Havens en kades", coordinator=member)
    client = sign_in(member)
    answer = submit(client, "/mijn/lidmaatschap-beeindigen", form_at="/mijn/lidmaatschap-beeindigen")
    assert answer.status_code == 403 and "Havens en kades" in answer.text
    world.keep(GroupMembership(group_id=group.id, member_id=world.member().id, role=GroupRole.COORDINATOR))
    assert submit(client, "/mijn/lidmaatschap-beeindigen", form_at="/mijn/lidmaatschap-beeindigen").location == "/"


def test_the_last_administrator_cannot_leave(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.administrator())
    answer = submit(client, "/mijn/lidmaatschap-beeindigen", form_at="/mijn/lidmaatschap-beeindigen")
    assert answer.status_code == 403 and "laatste beheerder" in answer.text
    world.administrator("Nog Een")
    assert submit(client, "/mijn/lidmaatschap-beeindigen", form_at="/mijn/lidmaatschap-beeindigen").location == "/"
