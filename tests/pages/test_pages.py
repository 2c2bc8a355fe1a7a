"""Pages about the site, and the page on rights that is made from the rules."""

from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient

from community.content.models import Audience, OldAddress, State
from community.policy import Permission
from community.policy.overview import rights_in_words
from community.policy.table import RULES
from tests.builders.world import World
from tests.policy.test_expected import EXPECTED, named


def test_a_page_is_read_by_its_address_and_stands_in_the_list(world: World, visitor: FlaskClient) -> None:
    item = world.page("Privacy", slug="privacy", body="<p>Wat we bewaren.</p>")
    assert "<p>Wat we bewaren.</p>" in visitor.get(item.address).text
    assert 'href="/over/privacy"' in visitor.get("/over").text


def test_drafts_and_pages_for_members_are_not_shown_to_visitors(world: World, visitor: FlaskClient) -> None:
    draft = world.page("Concept", slug="concept", state=State.DRAFT)
    inside = world.page("Ledenpagina", slug="leden", audience=Audience.MEMBERS)
    assert {visitor.get(each.address).status_code for each in (draft, inside)} == {404}
    assert "Ledenpagina" not in visitor.get("/over").text
    assert "Ledenpagina" in world.client(world.member()).get("/over").text
    assert world.client(world.editor()).get(draft.address).status_code == 200


def test_no_page_leads_to_one_about_the_site_that_is_not_there(world: World, visitor: FlaskClient) -> None:
    post, member = world.post(), world.client(world.member())
    for reader in (visitor, member):
        for path in ("/", post.address, "/over", "/niets"):
            assert links_to_pages(reader, path) <= {"/over", "/over/rechten"}
    world.page("Huisregels", slug="huisregels")
    world.page("Privacy", slug="privacy", state=State.DRAFT)
    world.page("Colofon", slug="colofon", audience=Audience.MEMBERS)
    for reader in (visitor, member):
        assert links_to_pages(reader, "/nieuws") == {"/over/rechten", "/over/huisregels"}
    assert "Lees de huisregels" in member.get(post.address).text
    for slug in ("toegankelijkheid", "voorbeeld"):
        world.page(slug, slug=slug)
    assert links_to_pages(visitor, "/") == {"/over/rechten", "/over/huisregels", "/over/toegankelijkheid"}


def links_to_pages(browser: FlaskClient, path: str) -> set[str]:
    return set(re.findall(r'href="(/over[^"]*)"', browser.get(path).text))


def test_a_renamed_page_redirects_from_its_old_address(world: World, visitor: FlaskClient) -> None:
    item = world.page("Privacy", slug="privacy")
    world.keep(OldAddress(kind="page", slug="uw-privacy", item_id=item.id))
    moved = visitor.get("/over/uw-privacy")
    assert (moved.status_code, moved.location) == (301, "/over/privacy")


def test_the_page_on_rights_tells_every_right_that_one_of_these_persons_can_have(
    app: Flask, visitor: FlaskClient
) -> None:
    with app.test_request_context():
        told = {row.permission for row in rights_in_words()}
    assert visitor.get("/over/rechten").text.count("<tr>") == len(told) + 1
    of_the_clock = {each for each in Permission if each.name.endswith("_DUE")}
    of_the_clock |= {Permission.GROUP_MAIL_INVITATION_EXPIRE, Permission.GROUP_MAIL_INVITATION_KEEP}
    assert len(of_the_clock) == 17
    of_who_holds_an_invitation = {Permission.INVITATION_ACCEPT, Permission.GROUP_MAIL_INVITATION_CLAIM}
    assert set(Permission) - told == of_the_clock | of_who_holds_an_invitation


def test_always_and_never_on_the_page_on_rights_agree_with_what_is_written_by_hand(app: Flask) -> None:
    persons = ("visitor", "applicant", "member", "editor", "moderator", "administrator")
    with app.test_request_context():
        told = {row.permission.value: dict(zip(persons, row.outcomes, strict=True)) for row in rights_in_words()}
    compared = 0
    for permission, rows in EXPECTED.items():
        for row in rows:
            for person, outcome in told.get(permission, {}).items():
                if outcome is not None:
                    assert outcome == (person in named(row["who"])), f"{permission} on {row['on']} for {person}"
                    compared += 1
    assert compared > 100


def test_the_rules_are_told_without_a_hidden_part(app: Flask) -> None:
    with app.test_request_context():
        for row in rights_in_words():
            assert row.rule.strip(), row.permission
            assert row.rule.count("(") == row.rule.count(")")
            assert not re.search(r"\b(en|of)\s*$", row.rule)
    assert set(RULES) == set(Permission)
