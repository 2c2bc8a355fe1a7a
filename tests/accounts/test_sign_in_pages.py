"""Signing in and out as a browser sees it, through the development provider and through a hostile one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from community.accounts.models import Identity, LoginSession, Member, MemberState
from community.accounts.queries import sign_in_of_token
from community.audit.models import AuditDetail, AuditEntry
from community.core.db import db
from community.devidp.people import demo_people
from tests.accounts.liar import Liar
from tests.accounts.test_oidc_logout_token import notice
from tests.builders.fixtures import BASE_URL, submit
from tests.builders.world import World
from tests.devidp.process import Devidp

SUBJECTS = {person.key: person.subject for person in demo_people()}


def arrive(browser: FlaskClient, idp: Devidp, persona: str, path: str = "/") -> TestResponse:
    """Sign in as a demo person, and give the answer to which the provider's answer leads."""
    away = browser.get("/inloggen", query_string={"next": path})
    assert away.status_code == 303
    return come_back(browser, Devidp(idp.issuer, idp.data_dir).choose(away.headers["Location"], persona))


def come_back(browser: FlaskClient, location: str) -> TestResponse:
    """Follow the provider's answer."""
    parts = urlsplit(location)
    assert f"{parts.scheme}://{parts.netloc}" == BASE_URL
    return browser.get(f"{parts.path}?{parts.query}")


def count(world: World, model: type[Any]) -> int:
    with world.app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def known(world: World, idp: Devidp, persona: str, **more: Any) -> Member:
    """Make a person who has signed in before."""
    person = world.member(persona.capitalize(), **more)
    world.identity(person, issuer=idp.issuer, subject=SUBJECTS[persona])
    return person


def refusals(world: World) -> list[str]:
    """Give the words of the log's lines about refused sign-ins."""
    with world.app.app_context():
        query = select(AuditDetail.text).join(AuditEntry, AuditEntry.id == AuditDetail.entry_id)
        return list(db.session.scalars(query.where(AuditEntry.event == "SignInRefused")))


# --- in ---


def test_a_member_signs_in_and_arrives_where_they_were_going(world: World, idp: Devidp, trust: Any) -> None:
    trust(idp.issuer)
    person = known(world, idp, "lid")
    browser = world.client()
    answer = arrive(browser, idp, "lid", "/nieuws?thema=wonen#reageer")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/nieuws?thema=wonen#reageer")
    assert "no-store" in answer.headers["Cache-Control"]
    with world.app.app_context():
        session = db.session.scalars(select(LoginSession)).one()
    assert (session.member_id, session.provider, session.subject) == (person.id, "pleio", SUBJECTS["lid"])
    assert session.oidc_sid
    assert session.id_token
    assert count(world, Member) == 1
    assert browser.get("/mijn/sessies").status_code == 200


@pytest.mark.parametrize(
    ("state", "page"),
    [
        (MemberState.NEW, "/lid-worden/aanvraag"),
        (MemberState.APPLICANT, "/lid-worden/stand"),
        (MemberState.REFUSED, "/lid-worden/stand"),
        (MemberState.SUSPENDED, "/lid-worden/stand"),
        (MemberState.LEFT, "/lid-worden/stand"),
    ],
)
def test_who_is_not_admitted_arrives_at_the_page_of_their_own_state(
    world: World, idp: Devidp, trust: Any, state: MemberState, page: str
) -> None:
    trust(idp.issuer)
    known(world, idp, "lid", state=state)
    assert arrive(world.client(), idp, "lid", "/nieuws").headers["Location"] == page


def test_somebody_new_becomes_a_person_here_once_and_never_by_an_equal_address(
    world: World, idp: Devidp, trust: Any
) -> None:
    trust(idp.issuer)
    other = world.member("Naamgenoot", email="ilse.bruggenkamp@achtkarspelen.example")
    for _ in range(2):
        assert arrive(world.client(), idp, "nieuw").headers["Location"] == "/lid-worden/aanvraag"
    with world.app.app_context():
        identity = db.session.scalars(select(Identity)).one()
        person = db.session.scalars(select(Member).where(Member.id != other.id)).one()
    assert identity.member_id == person.id
    assert identity.email_verified
    assert (person.name, person.email) == ("Ilse Bruggenkamp", other.email)
    assert person.state == MemberState.NEW


def test_an_equal_subject_at_another_provider_is_another_person(world: World, idp: Devidp, trust: Any) -> None:
    trust(idp.issuer)
    person = world.member()
    world.identity(person, issuer="https://elders.example", subject=SUBJECTS["lid"])
    arrive(world.client(), idp, "lid")
    assert count(world, Member) == 2


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "https:evil.example",
        "/%09/evil.example",
        "/\t/evil.example",
        "/\n//evil.example",
        "javascript:alert(1)",
        "evil.example",
        "///evil.example",
        "/" + "a" * 5000,
    ],
)
def test_signing_in_never_leads_to_another_site(world: World, idp: Devidp, trust: Any, target: str) -> None:
    trust(idp.issuer)
    known(world, idp, "lid")
    browser = world.client()
    for _ in range(2):  # the second time signed in already
        away = browser.get(f"/inloggen?next={quote(target, safe='')}")
        place = away.headers["Location"]
        if place.startswith(idp.issuer):
            place = come_back(browser, Devidp(idp.issuer, idp.data_dir).choose(place, "lid")).headers["Location"]
        assert place == "/"


def test_two_tabs_sign_in_without_disturbing_each_other(world: World, idp: Devidp, trust: Any) -> None:
    trust(idp.issuer)
    known(world, idp, "lid")
    browser, person = world.client(), Devidp(idp.issuer, idp.data_dir)
    ways = [browser.get(f"/inloggen?next=/tab-{tab}").headers["Location"] for tab in (1, 2)]
    first = come_back(browser, person.choose(ways[0], "lid"))
    assert first.headers["Location"] == "/tab-1"


def test_an_answer_counts_once_and_only_in_the_browser_where_it_began(world: World, idp: Devidp, trust: Any) -> None:
    trust(idp.issuer)
    known(world, idp, "lid")
    browser = world.client()
    location = Devidp(idp.issuer, idp.data_dir).choose(browser.get("/inloggen").headers["Location"], "lid")
    assert come_back(world.client(), location).status_code == 400
    assert come_back(browser, location).status_code == 303
    assert come_back(browser, location).status_code == 400
    assert count(world, LoginSession) == 1


def test_the_session_is_renewed_when_somebody_signs_in(world: World, idp: Devidp, trust: Any) -> None:
    trust(idp.issuer)
    known(world, idp, "lid")
    known(world, idp, "trekker")
    browser = world.client()
    with browser.session_transaction() as session:
        session["planted"] = "by somebody else"
    arrive(browser, idp, "lid")
    with browser.session_transaction() as session:
        assert "planted" not in session
        first = session["_user_id"]
    submit(browser, "/uitloggen")
    arrive(browser, idp, "trekker")
    with browser.session_transaction() as session:
        assert session["_user_id"] != first
    assert count(world, LoginSession) == 1


def test_with_several_providers_a_person_chooses_one(world: World, idp: Devidp, hostile: Liar, trust: Any) -> None:
    trust(idp.issuer, hostile.issuer)
    page = world.client().get("/inloggen?next=/nieuws")
    assert page.status_code == 200
    assert "Inloggen met Pleio" in page.text
    assert "/inloggen?via=andere&amp;next=/nieuws" in page.text
    away = world.client().get("/inloggen?via=andere&next=/nieuws")
    assert away.headers["Location"].startswith(f"{hostile.issuer}/authorize?")
    assert world.client().get("/inloggen?via=onbekend").status_code == 404


def test_a_code_of_one_provider_is_never_taken_to_another(world: World, idp: Devidp, hostile: Liar, trust: Any) -> None:
    trust(idp.issuer, hostile.issuer)
    browser = world.client()
    location = Devidp(idp.issuer, idp.data_dir).choose(browser.get("/inloggen?via=pleio").headers["Location"], "lid")
    answer = browser.get(f"/oidc/andere/callback?{urlsplit(location).query}")
    assert answer.status_code == 400
    assert "/token" not in hostile.asked


# --- refused ---


def test_a_refusal_is_a_page_in_plain_dutch_and_a_line_in_the_log(world: World, hostile: Liar, trust: Any) -> None:
    trust(hostile.issuer)
    hostile.claims = {"aud": "another", "azp": "site"}
    browser = world.client()
    brought = hostile.ask(browser.get("/inloggen").headers["Location"])
    answer = browser.get("/oidc/pleio/callback", query_string=brought)
    assert answer.status_code == 400
    assert "Inloggen is niet gelukt" in answer.text
    assert "aanmelddienst klopt niet" in answer.text
    assert count(world, Member) == count(world, LoginSession) == 0
    assert len(refusals(world)) == 1
    assert "wrong_audience" in refusals(world)[0]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "state=a",
        "state=a&state=b",
        "code=a&state=%ff",
        "state=%00",
        "error=access_denied",
        "iss=%0d%0a",
        "state[]=a",
    ],
)
def test_any_answer_that_nobody_asked_for_is_a_400_page(world: World, hostile: Liar, trust: Any, query: str) -> None:
    trust(hostile.issuer)
    answer = world.client().get(f"/oidc/pleio/callback?{query}")
    assert answer.status_code == 400
    assert "Opnieuw inloggen" in answer.text
    assert hostile.asked == []


def test_a_provider_that_is_away_is_said_in_plain_dutch(world: World, trust: Any) -> None:
    trust("http://127.0.0.1:9")
    answer = world.client().get("/inloggen")
    assert answer.status_code == 400
    assert "geeft nu geen antwoord" in answer.text


def test_a_provider_that_is_not_ours_has_no_address_here(world: World) -> None:
    assert world.client().get("/oidc/onbekend/callback?code=a&state=b").status_code == 404
    assert world.client().post("/oidc/onbekend/backchannel-logout").status_code == 404


# --- out ---


def test_signing_out_ends_it_here_and_goes_on_to_the_provider(world: World, idp: Devidp, trust: Any) -> None:
    trust(idp.issuer)
    known(world, idp, "lid")
    browser = world.client()
    arrive(browser, idp, "lid")
    answer = submit(browser, "/uitloggen")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(f"{idp.issuer}/end_session?")
    assert "id_token_hint=" in answer.headers["Location"]
    assert count(world, LoginSession) == 0
    assert browser.get("/mijn/sessies").status_code == 303
    back = Devidp(idp.issuer, idp.data_dir).browser.get(answer.headers["Location"], allow_redirects=False, timeout=10)
    assert back.headers["Location"] == f"{BASE_URL}/"


def test_signing_out_works_while_the_provider_is_away(world: World, trust: Any) -> None:
    trust("http://127.0.0.1:9")
    browser = world.client(world.member())
    answer = submit(browser, "/uitloggen")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert count(world, LoginSession) == 0


def test_a_provider_that_signs_out_elsewhere_is_a_link_and_not_a_redirect(
    world: World, hostile: Liar, trust: Any
) -> None:
    trust(hostile.issuer)
    hostile.metadata = {"end_session_endpoint": "https://elders.example/leave"}
    answer = submit(world.client(world.member()), "/uitloggen")
    assert answer.status_code == 200
    assert 'href="https://elders.example/leave?' in answer.text


def test_signing_out_needs_the_token_of_a_form_of_ours(world: World) -> None:
    browser = world.client(world.member())
    assert browser.post("/uitloggen").status_code == 400
    assert count(world, LoginSession) == 1


def test_the_provider_ends_the_sign_ins_of_a_session_and_of_no_other(world: World, hostile: Liar, trust: Any) -> None:
    trust(hostile.issuer)
    person, other = world.member(), world.member()
    browsers = {}
    for owner, subject, sid in ((person, "b", "a"), (person, "b", "a2"), (other, "c", "a3")):
        browsers[sid] = world.client(owner)
        with browsers[sid].session_transaction() as session, world.context():
            row = sign_in_of_token(session["_user_id"])
            assert row is not None
            row.subject, row.oidc_sid = subject, sid
    send = world.client()
    assert send.post("/oidc/pleio/backchannel-logout", data={"logout_token": notice(hostile)}).status_code == 200
    answers = {sid: browser.get("/mijn/sessies").status_code for sid, browser in browsers.items()}
    assert answers == {"a": 303, "a2": 200, "a3": 200}
    whole = notice(hostile, sid="")
    assert send.post("/oidc/pleio/backchannel-logout", data={"logout_token": whole}).status_code == 200
    answers = {sid: browser.get("/mijn/sessies").status_code for sid, browser in browsers.items()}
    assert answers == {"a": 303, "a2": 303, "a3": 200}


def test_a_notice_that_is_sent_again_ends_no_sign_in_of_later(world: World, hostile: Liar, trust: Any) -> None:
    trust(hostile.issuer)
    person, send = world.member(), world.client()

    def signed_in_again() -> FlaskClient:
        browser = world.client(person)
        with world.context():
            db.session.execute(update(LoginSession).values(subject="b", oidc_sid="a"))
        return browser

    first, sent = signed_in_again(), {"logout_token": notice(hostile)}
    assert send.post("/oidc/pleio/backchannel-logout", data=sent).status_code == 200
    assert first.get("/mijn/sessies").status_code == 303
    later = signed_in_again()
    assert send.post("/oidc/pleio/backchannel-logout", data=sent).status_code == 400
    assert later.get("/mijn/sessies").status_code == 200
    assert refusals(world)
    # The same words in a notice of its own count.
    assert send.post("/oidc/pleio/backchannel-logout", data={"logout_token": notice(hostile)}).status_code == 200
    assert later.get("/mijn/sessies").status_code == 303


def test_of_the_same_notice_heard_five_times_at_once_one_counts(world: World, hostile: Liar, trust: Any) -> None:
    trust(hostile.issuer)
    sent, together = {"logout_token": notice(hostile)}, Barrier(5)

    def send(machine: FlaskClient) -> int:
        together.wait(timeout=30)
        return machine.post("/oidc/pleio/backchannel-logout", data=sent).status_code

    # In one process: the provider that lies is trusted by this application only.
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(send, [world.client() for _ in range(5)]))
    assert sorted(answers) == [200, 400, 400, 400, 400]


@pytest.mark.parametrize("data", [{}, {"logout_token": ""}, {"logout_token": "a.b.c"}, {"logout_token": "x" * 100_000}])
def test_a_false_notice_ends_nothing(world: World, hostile: Liar, trust: Any, data: dict[str, str]) -> None:
    trust(hostile.issuer)
    browser = world.client(world.member())
    assert world.client().post("/oidc/pleio/backchannel-logout", data=data).status_code == 400
    assert browser.get("/mijn/sessies").status_code == 200
    assert refusals(world)


# --- the list ---


def test_a_person_sees_their_own_sign_ins_and_ends_one(world: World) -> None:
    person, other = world.member(), world.member()
    here, there, stranger = world.client(person), world.client(person), world.client(other)
    page = here.get("/mijn/sessies")
    assert page.text.count("/beeindigen") == 1
    address = page.text.split('action="/mijn/sessies/')[1].split('"')[0]
    assert submit(stranger, f"/mijn/sessies/{address}").status_code == 404
    assert there.get("/mijn/sessies").status_code == 200
    assert submit(here, f"/mijn/sessies/{address}").status_code == 303
    assert there.get("/mijn/sessies").status_code == 303
    assert here.get("/mijn/sessies").status_code == 200


def test_signing_out_everywhere_ends_every_sign_in_of_that_person_alone(
    world: World, hostile: Liar, trust: Any
) -> None:
    trust(hostile.issuer)
    person = world.member()
    here, there, stranger = world.client(person), world.client(person), world.client(world.member())
    answer = submit(here, "/mijn/sessies/overal-uitloggen")
    assert answer.status_code == 303
    assert [each.get("/mijn/sessies").status_code for each in (here, there, stranger)] == [303, 303, 200]


@pytest.mark.parametrize("number", ["0", "1", str(2**63 - 1), str(2**63), "9" * 40, "-1", "x"])
def test_a_sign_in_that_is_not_there_is_a_404(world: World, number: str) -> None:
    browser = world.client(world.member())
    assert submit(browser, f"/mijn/sessies/{number}/beeindigen").status_code == 404


def test_a_suspended_person_is_out_on_the_next_request(world: World, idp: Devidp, trust: Any) -> None:
    trust(idp.issuer)
    person = known(world, idp, "lid")
    browser = world.client()
    arrive(browser, idp, "lid")
    assert browser.get("/mijn/sessies").status_code == 200
    with world.context():
        row = db.session.get(Member, person.id)
        assert row is not None
        row.state = MemberState.SUSPENDED
    assert browser.get("/inloggen").headers["Location"] == "/lid-worden/stand"
