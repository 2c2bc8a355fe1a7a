"""Members for members: the list, the page of each, one's own page and settings."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from community.accounts.models import Member, MemberState, Notify
from community.content.models import Audience
from community.groups.models import Access, GroupRequest
from community.members.models import Profile
from community.members.queries.profiles import PARTS
from community.organisations.models import Layer, Organisation
from tests.builders.fixtures import submit
from tests.builders.world import World

SignIn = Callable[[Member], FlaskClient]
PROFILE = {
    "organisation": "Gemeente Zwolle",
    "function": "adviseur",
    "region": "",
    "about": "Ik werk aan wonen.",
    "expertise": "Warmtenetten, aanbesteden,  warmtenetten",
}
SETTINGS = {"notify": "off", "language": "nl"}
ALL = "about picture region themes expertise contact groups contributions"


def names(text: str) -> list[str]:
    return re.findall(r'<a href="/leden/[^"]+">([^<]+)<', text)


def test_a_visitor_is_sent_to_sign_in_whether_the_member_exists_or_not(visitor: FlaskClient, world: World) -> None:
    member = world.member()
    for path in ("/leden", member.address, "/leden/niemand-abcde", "/mijn", "/mijn/instellingen"):
        answer = visitor.get(path)
        assert (answer.status_code, answer.location) == (303, f"/inloggen?next={path}")


def test_members_see_members_by_name_and_nobody_else(world: World, sign_in: SignIn) -> None:
    viewer = world.member("Zoë Ziet")
    world.member("Ábel Accent")
    world.member("Bea Gewoon")
    for state in (MemberState.NEW, MemberState.APPLICANT, MemberState.REFUSED, MemberState.SUSPENDED, MemberState.LEFT):
        world.member(f"Niet {state.value}", state=state)
    page = sign_in(viewer).get("/leden")
    assert names(page.text) == ["Ábel Accent", "Bea Gewoon", "Zoë Ziet"]
    moderator = sign_in(world.moderator("Mod Mild")).get("/leden")
    assert "Niet" not in " ".join(names(moderator.text))


def test_members_are_found_by_name_region_and_kind_of_organisation(world: World, sign_in: SignIn) -> None:
    zeeland, zwolle = world.region("Zeeland"), world.region("Zwolle")
    province = world.organisation("Provincie Zeeland", layer=Layer.PROVINCE)
    for each in (
        world.member("Cengiz Yıldırım", region_id=zeeland.id, organisation_id=province.id),
        world.member("Anouk Verbeeke", region_id=zeeland.id),
    ):
        world.profile(each, shows="region")
    client = sign_in(world.member("Bas Klooster", region_id=zwolle.id))
    assert names(client.get("/leden?q=cengiz+yild").text) == ["Cengiz Yıldırım"]
    assert names(client.get("/leden?q=100%25").text) == []
    assert names(client.get(f"/leden?regio={zeeland.slug}").text) == ["Anouk Verbeeke", "Cengiz Yıldırım"]
    assert names(client.get(f"/leden?regio={zeeland.slug}&laag=provincie").text) == ["Cengiz Yıldırım"]
    assert "Niemand gevonden" in client.get("/leden?q=niemand").text


@pytest.mark.parametrize(
    "query", ["na=x", "na=%00", "voor=W10", "q=%00", "regio=%00", "laag=koning", "na=" + "a" * 5000]
)
def test_an_address_that_makes_no_sense_shows_the_list(world: World, sign_in: SignIn, query: str) -> None:
    assert sign_in(world.member()).get(f"/leden?{query}").status_code == 200


def test_the_list_is_read_page_by_page_forth_and_back(world: World, sign_in: SignIn) -> None:
    everybody = sorted(world.member(f"Lid {number:02}").name for number in range(45))
    client = sign_in(world.one(Member, Member.name == "Lid 00"))
    seen, path = [], "/leden"
    while path:
        page = client.get(path).text
        seen += names(page)
        found = re.search(r'href="([^"]+)"\s+rel="next"', page)
        path = found.group(1).replace("&amp;", "&") if found else ""
    assert seen == everybody
    back = re.search(r'href="([^"]+)"\s+rel="prev"', page)
    assert back and names(client.get(back.group(1).replace("&amp;", "&")).text) == everybody[20:40]


def test_the_list_takes_the_same_few_queries_however_long(
    world: World, sign_in: SignIn, count_queries: Callable[[Callable[[], object]], list[str]]
) -> None:
    client = sign_in(world.member())
    few = count_queries(lambda: client.get("/leden"))
    for number in range(20):
        region, organisation = world.region(f"R{number}"), world.organisation(f"O{number}")
        world.member(f"Lid {number}", region_id=region.id, organisation_id=organisation.id)
    assert len(count_queries(lambda: client.get("/leden"))) == len(few)


def test_searching_shows_as_much_of_each_as_the_list_in_the_same_few_queries_however_many_are_found(
    world: World, sign_in: SignIn, count_queries: Callable[[Callable[[], object]], list[str]]
) -> None:
    reader = world.member("Lezer")
    region, organisation = world.region("Achterhoek"), world.organisation("Gemeente Winterswijk")
    world.member("Gerda Griep", function="Griffier", region_id=region.id, organisation_id=organisation.id)
    client = sign_in(reader)
    in_the_list = re.search(r"<li[^>]*>(?:(?!</li>).)*Gerda Griep.*?</li>", client.get("/leden").text, re.DOTALL)
    assert in_the_list and "Gemeente Winterswijk" in in_the_list.group() and "Griffier" in in_the_list.group()
    assert in_the_list.group() in client.get("/leden?q=griff").text
    few = count_queries(lambda: client.get("/leden?q=griff"))
    for number in range(30):
        world.member(f"Griffier {number:02}", region_id=region.id, organisation_id=organisation.id)
    found = names(client.get("/leden?q=griff").text)
    assert found == ["Gerda Griep", *(f"Griffier {number:02}" for number in range(19))]
    assert len(count_queries(lambda: client.get("/leden?q=griff"))) == len(few)


def test_the_page_of_a_member_shows_only_what_its_reader_may_know(world: World, sign_in: SignIn) -> None:
    member = world.member("Fenna Trekt", about="Ik trek de groep.\nBel gerust.")
    world.profile(member, shows=ALL)
    hidden = world.group("Verborgen Overleg", access=Access.HIDDEN, members=(member,))
    opened = world.group("Open Wonen", access=Access.OPEN, members=(member,))
    world.comment(world.discussion(hidden, "Stil gesprek"), "geheim", author=member)
    world.comment(world.post("Open nieuws"), "openbaar", author=member)
    world.comment(world.post("Ledennieuws", audience=Audience.MEMBERS), "voor leden", author=member)
    page = sign_in(world.member()).get(member.address).text
    assert "Ik trek de groep." in page and "Open Wonen" in page
    assert "Open nieuws" in page and "Ledennieuws" in page
    assert "Verborgen Overleg" not in page and "geheim" not in page and "Stil gesprek" not in page
    own = sign_in(member).get("/mijn").text
    assert "Verborgen Overleg" in own and "Stil gesprek" in own
    assert opened.address in own


def test_who_is_no_member_has_no_page(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.moderator())
    for state in (MemberState.APPLICANT, MemberState.SUSPENDED, MemberState.LEFT):
        person = world.member(f"Geen {state.value}", state=state)
        assert client.get(person.address).status_code == 404
        assert client.get(f"/beheer{person.address}").status_code == 200


def test_my_page_shows_the_requests_that_wait(world: World, sign_in: SignIn) -> None:
    member, group = world.member(), world.group("Besloten Werk", access=Access.CLOSED)
    world.keep(GroupRequest(group_id=group.id, member_id=member.id))
    assert "Besloten Werk" in sign_in(member).get("/mijn").text


def test_a_moderator_sees_on_the_own_page_that_applications_wait(world: World, sign_in: SignIn) -> None:
    world.applicant()
    assert "1 aanvraag wacht op een moderator" in sign_in(world.moderator()).get("/mijn").text
    assert "aanvraag wacht" not in sign_in(world.member()).get("/mijn").text


def test_a_member_tells_of_themselves_and_chooses_what_others_see(world: World, sign_in: SignIn) -> None:
    organisation, region, theme = world.organisation("Gemeente Zwolle"), world.region("Zwolle"), world.theme("Wonen")
    member = world.member()
    client = sign_in(member)
    said = PROFILE | {"region": region.slug, "theme_ids": str(theme.id), "link": "voorbeeld.example/ik"}
    answer = submit(client, "/mijn/profiel", said | {"shows_region": "y"}, form_at="/mijn/profiel")
    assert answer.location == "/mijn/profiel/voorbeeld"
    row, profile = world.one(Member, Member.id == member.id), world.one(Profile)
    assert (row.organisation_id, row.region_id, row.function) == (organisation.id, region.id, "adviseur")
    assert row.about == "Ik werk aan wonen." and profile.link == "https://voorbeeld.example/ik"
    assert [part for part in PARTS if getattr(profile, f"shows_{part}")] == ["region"]
    form = client.get("/mijn/profiel").text
    assert 'value="Gemeente Zwolle"' in form and 'value="Warmtenetten, aanbesteden"' in form
    assert re.search(rf'<input checked[^>]*value="{theme.id}"', form)


def test_what_is_hidden_to_begin_with_is_said_by_the_form(world: World, sign_in: SignIn) -> None:
    form = sign_in(world.member()).get("/mijn/profiel").text
    checked = set(re.findall(r'<input[^>]*checked[^>]*name="shows_(\w+)"', form))
    assert checked == {"about", "picture", "themes", "expertise"}


def test_a_new_employer_waits_for_a_moderator(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.member())
    submit(client, "/mijn/profiel", PROFILE | {"organisation": "Bureau Nieuw"}, form_at="/mijn/profiel")
    assert not world.one(Organisation).is_confirmed


def test_a_member_chooses_how_to_hear_of_things_and_in_which_language(world: World, sign_in: SignIn) -> None:
    member = world.member()
    client = sign_in(member)
    answer = submit(client, "/mijn/instellingen", SETTINGS | {"language": "en"}, form_at="/mijn/instellingen")
    row = world.one(Member, Member.id == member.id)
    assert (answer.location, row.notify, row.language) == ("/mijn", Notify.OFF, "en")
    assert "taal=en" in answer.headers["Set-Cookie"]


def test_settings_that_do_not_fit_are_said(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.member())
    answer = submit(client, "/mijn/instellingen", SETTINGS | {"notify": ""}, form_at="/mijn/instellingen")
    assert answer.status_code == 422 and "Kies hoe je op de hoogte wilt blijven." in answer.text


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("function", "", "Vul in wat je functie is."),
        ("email", "geen adres", "Vul een e-mailadres in"),
        ("phone", "bel maar", "Vul een telefoonnummer in"),
        ("link", "javascript:alert(1)", "Vul het adres van een pagina in"),
        ("link", "https://gebruiker@voorbeeld.example", "Vul het adres van een pagina in"),
        ("link", "https://[", "Vul het adres van een pagina in"),
        ("expertise", ",".join(f"onderwerp {number}" for number in range(13)), "Noem hooguit 12 dingen."),
        ("expertise", "x" * 61, "Houd elk onderwerp onder 60 tekens"),
    ],
)
def test_what_does_not_fit_is_said_at_the_field_and_above_and_the_rest_is_kept(
    world: World, sign_in: SignIn, field: str, text: str, sentence: str
) -> None:
    client = sign_in(world.member())
    answer = submit(client, "/mijn/profiel", PROFILE | {field: text}, form_at="/mijn/profiel")
    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2 and f'href="#{field}"' in answer.text
    assert "Ik werk aan wonen." in answer.text
    assert world.count(Profile) == 0


def test_a_member_reads_with_which_account_they_sign_in(world: World, sign_in: SignIn) -> None:
    member = world.member(email="anouk@elders.example")
    world.identity(member)
    world.identity(world.member("Iemand Anders", email="ander@elders.example"))
    page = sign_in(member).get("/mijn/instellingen").text
    assert "anouk@elders.example" in page and "ander@elders.example" not in page
