"""The list of people as moderators see it: when they were last there, in which groups they are, role and state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient

from community.accounts.models import Member, MemberState, Role
from community.accounts.oidc import SignedInPerson
from community.accounts.services import sign_in as begin_sign_in
from community.core.clock import now
from community.groups.models import Access
from tests.builders.world import World

SignIn = Callable[[Member], FlaskClient]
LIST = "/beheer/leden"


def row_of(page: str, name: str) -> str:
    """Give what the list says of one person."""
    beginning = page.index(f">{name}</a>")
    return page[beginning : page.index("</li>", beginning)]


def test_the_list_tells_when_somebody_was_last_there_their_groups_and_role(world: World, sign_in: SignIn) -> None:
    editor = world.member("Eva Editor", role=Role.EDITOR, last_seen_at=now() - timedelta(days=3))
    world.member("Nooit Gezien")
    world.group("Wonen", members=(editor,))
    world.group("Achter slot", access=Access.CLOSED, members=(editor,))
    page = sign_in(world.moderator()).get(f"{LIST}?status=member").text
    row = row_of(page, "Eva Editor")
    assert "Redacteur" in row and "3 dagen geleden" in row and "werkgroepen: Wonen" in row
    # Who is in a closed group is known to a moderator only after opening it.
    assert "Achter slot" not in row
    assert "laatst aangemeld: onbekend" in row_of(page, "Nooit Gezien")


def test_everybody_stands_in_one_list_with_the_state_of_each(world: World, sign_in: SignIn) -> None:
    world.member("Ge Schorst", state=MemberState.SUSPENDED)
    world.applicant("Wacht Nog")
    world.member("Gewoon Iemand")
    page = sign_in(world.moderator()).get(f"{LIST}?status=iedereen").text
    assert "Geschorst" in row_of(page, "Ge Schorst")
    assert "Aanvraag wacht" in row_of(page, "Wacht Nog")
    assert "Lid" in row_of(page, "Gewoon Iemand")


def test_signing_in_is_what_makes_somebody_seen(world: World) -> None:
    member = world.member()
    identity = world.identity(member)
    person = SignedInPerson(
        provider="pleio", issuer=identity.issuer, subject=identity.subject, name=member.name, email=member.email
    )
    before = now()
    with world.context():
        begin_sign_in(person, device="een telefoon")
    seen = world.one(Member, Member.id == member.id).last_seen_at
    assert seen is not None and seen >= before


def test_the_list_takes_at_most_ten_queries_however_many_groups(
    world: World, sign_in: SignIn, count_queries: Callable[[Callable[[], object]], list[str]]
) -> None:
    people = tuple(world.member(f"Lid {number}") for number in range(25))
    for number in range(5):
        world.group(f"Groep {number}", members=people)
    client = sign_in(world.moderator())
    page: list[str] = []
    found = count_queries(lambda: page.append(client.get(f"{LIST}?status=iedereen&q=lid").text))
    assert len(found) <= 10
    assert page[0].count("en nog 2") == 20
