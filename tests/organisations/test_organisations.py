"""Organisations that people named are confirmed by a moderator, or merged with the one they are."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient

from community.accounts.models import Member, MemberState, Role
from community.audit.models import AuditEntry
from community.content.models import Comment
from community.groups.models import Group
from community.news.models import NewsPost
from community.organisations.models import Layer, Organisation
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.news.forms import write

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


def test_nobody_but_moderators_reads_what_a_member_typed_until_it_is_confirmed(world: World, sign_in: SignIn) -> None:
    named = world.organisation("Scheldwoord BV", layer=Layer.OTHER, is_confirmed=False)
    person = world.member("Wie Er Werkt", function="adviseur", organisation_id=named.id, role=Role.EDITOR)
    group = world.group("Open Wonen", coordinator=person)
    post = world.post("Een bericht")
    written = write_everywhere(sign_in(person), group, post)
    pages = ["/leden", person.address, group.address, f"{group.address}/leden", post.address, *written]
    reader, moderator = sign_in(world.member()), sign_in(world.moderator())
    for page in pages:
        text = reader.get(page).text
        assert "Wie Er Werkt" in text and "Scheldwoord" not in text
    assert "Wie Er Werkt" not in reader.get("/leden?laag=overig").text
    assert "Scheldwoord" in sign_in(person).get("/mijn/profiel").text
    assert "Scheldwoord" in moderator.get(LIST).text
    assert decide(moderator, named, "Schelde Woord BV", "overig") == 303
    for page in pages:
        assert "Schelde Woord BV" in reader.get(page).text
    assert "Wie Er Werkt" in reader.get("/leden?laag=overig").text


def test_what_was_written_for_a_merged_organisation_bears_the_known_name(world: World, sign_in: SignIn) -> None:
    known = world.organisation("Provincie Zeeland", layer=Layer.PROVINCE)
    named = world.organisation("prov. zeeland", is_confirmed=False)
    other = world.organisation("Nog onbekend", is_confirmed=False)
    person, stranger = world.member(organisation_id=named.id), world.member(organisation_id=other.id)
    post = world.post("Een bericht")
    earlier = world.comment(post, author=person, author_organisation="Gemeente Goes")
    comment, foreign = world.comment(post, author=person), world.comment(post, author=stranger)
    assert decide(sign_in(world.moderator()), named, known.name) == 303
    bylines = [world.one(Comment, Comment.id == each.id).author_organisation for each in (earlier, comment, foreign)]
    assert bylines == ["Gemeente Goes", "Provincie Zeeland", ""]


def write_everywhere(browser: FlaskClient, group: Group, post: NewsPost) -> tuple[str, str]:
    """Let somebody comment, begin a discussion and write news; gives the addresses of what they wrote."""
    assert submit(browser, f"/reacties/bij/{post.id}", {"text": "Eens.", "key": "k1"}).status_code == 303
    talk = {"title": "Hoe nu verder", "text": "Ik vraag het maar.", "audience": "members"}
    discussion = submit(browser, f"{group.address}/gesprekken/nieuw", talk).location
    draft = write(browser).location.removesuffix("/wijzig")
    assert submit(browser, f"{draft}/publiceer").status_code == 303
    return discussion, draft
