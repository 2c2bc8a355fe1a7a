"""Organisations that people named are confirmed by a moderator, or merged with the one they are."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient

from community.accounts.models import Member, MemberState
from community.audit.models import AuditEntry
from community.organisations.models import Layer, Organisation
from tests.builders.fixtures import submit
from tests.builders.world import World

SignIn = Callable[[Member], FlaskClient]
LIST = "/beheer/organisaties"


def decide(client: FlaskClient, organisation: Organisation, name: str, layer: str = "provincie") -> int:
    path = f"{LIST}/{organisation.id}"
    return submit(client, path, {"name": name, "layer": layer}, form_at=path).status_code


def test_a_moderator_confirms_a_named_organisation(world: World, sign_in: SignIn) -> None:
    named = world.organisation("prov. zeeland", layer=Layer.OTHER, is_confirmed=False)
    client = sign_in(world.moderator())
    assert "prov. zeeland" in client.get(LIST).text
    assert decide(client, named, "Provincie Zeeland") == 303
    row = world.one(Organisation)
    assert (row.name, row.layer, row.is_confirmed) == ("Provincie Zeeland", Layer.PROVINCE, True)
    assert "Alles is bevestigd" in client.get(LIST).text


def test_one_that_is_known_already_is_merged_and_keeps_its_other_name(world: World, sign_in: SignIn) -> None:
    known = world.organisation("Provincie Zeeland", layer=Layer.PROVINCE)
    named = world.organisation("prov. zeeland", is_confirmed=False)
    member = world.member(organisation_id=named.id)
    assert decide(sign_in(world.moderator()), named, "provincie zeeland") == 303
    row = world.one(Organisation)
    assert (row.id, row.aliases) == (known.id, ["prov. zeeland"])
    assert world.one(Member, Member.id == member.id).organisation_id == known.id
    assert world.count(AuditEntry, AuditEntry.event == "OrganisationMerged") == 1


def test_a_name_that_nobody_confirmed_is_offered_to_nobody(world: World, sign_in: SignIn) -> None:
    world.organisation("Scheldwoord BV", is_confirmed=False)
    world.organisation("Gemeente Best")
    person = world.member("Nieuw Mens", state=MemberState.NEW)
    page = sign_in(person).get("/lid-worden/aanvraag").text
    assert "Gemeente Best" in page and "Scheldwoord" not in page
    assert sign_in(world.member()).get(LIST).status_code == 403


def test_an_empty_name_is_refused(world: World, sign_in: SignIn) -> None:
    named = world.organisation("prov. zeeland", is_confirmed=False)
    assert decide(sign_in(world.moderator()), named, " ") == 422
    assert not world.one(Organisation).is_confirmed
