"""What the development provider gives, and what it refuses."""

from __future__ import annotations

import base64
import html
import json
import re
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from community.devidp.people import demo_people
from tests.devidp.process import REDIRECT_URI, Devidp, client, devidp, proof, question


def returned(location: str) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(location).query).items()}


def code_from(idp: Devidp, challenge: str, persona: str = "lid") -> str:
    return returned(idp.post({**question(challenge), "persona": persona}).headers["Location"])["code"]


def exchange(idp: Devidp, code: str, verifier: str | None, **more: str) -> requests.Response:
    data = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT_URI, **more}
    data |= {"code_verifier": verifier} if verifier else {}
    body = {"client_id": "site", "client_secret": "a secret: of 50%", **data}
    return requests.post(f"{idp.issuer}/token", data=body, timeout=10)


def test_the_page_has_a_button_for_each_demo_person_and_is_shown_again_to_who_is_signed_in(idp: Devidp) -> None:
    asked = question(proof()[1])
    for _ in range(2):
        page = idp.browser.get(f"{idp.issuer}/authorize", params=asked, timeout=10)
        assert page.status_code == 200
        keys = set(re.findall(r'name="persona" value="([^"]+)"', page.text))
        assert {person.key for person in demo_people()} <= keys
        idp.post({**asked, "persona": "trekker"})
    assert "Verder als Fenna Brouwershaven" in html.unescape(page.text)


def test_the_page_loads_nothing_from_elsewhere_and_runs_no_script(idp: Devidp) -> None:
    page = idp.browser.get(f"{idp.issuer}/authorize", params=question(proof()[1]), timeout=10)
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script|style=|https?://(?!127)", page.text)
    assert '<html lang="nl">' in page.text
    assert requests.get(f"{idp.issuer}/static/devidp.css", timeout=10).status_code == 200


def test_a_chosen_person_comes_back_with_code_state_and_issuer(idp: Devidp) -> None:
    answer = returned(idp.post({**question(proof()[1]), "persona": "lid"}).headers["Location"])
    assert answer["state"] == "a-state"
    assert answer["iss"] == idp.issuer
    assert len(answer["code"]) >= 40


def test_a_newcomer_makes_an_account_and_gets_a_subject_of_their_own(idp: Devidp) -> None:
    subjects = set()
    for _ in range(2):
        verifier, challenge = proof()
        form = {**question(challenge), "action": "create", "name": "Nova Tester", "email": "nova@nieuw.example"}
        token = exchange(idp, returned(idp.post(form).headers["Location"])["code"], verifier).json()
        headers = {"Authorization": f"Bearer {token['access_token']}"}
        person = requests.get(f"{idp.issuer}/userinfo", headers=headers, timeout=10).json()
        assert (person["name"], person["email"]) == ("Nova Tester", "nova@nieuw.example")
        subjects.add(person["sub"])
    assert len(subjects) == 2


def test_an_account_without_a_name_is_asked_for_again_with_what_was_typed(idp: Devidp) -> None:
    page = idp.post({**question(proof()[1]), "action": "create", "name": "", "email": "nova@nieuw.example"})
    assert page.status_code == 422
    assert 'value="nova@nieuw.example"' in page.text


def test_who_does_not_want_to_sign_in_is_sent_back_with_that(idp: Devidp) -> None:
    answer = returned(idp.post({**question(proof()[1]), "action": "deny"}).headers["Location"])
    assert (answer["error"], answer["state"], answer["iss"]) == ("access_denied", "a-state", idp.issuer)


@pytest.mark.parametrize(
    "wrong",
    [
        {"code_challenge": ""},
        {"code_challenge_method": "plain"},
        {"code_challenge_method": ""},
        {"nonce": ""},
        {"response_type": "token"},
    ],
    ids=lambda wrong: "-".join(wrong.items().__iter__().__next__()),
)
def test_a_question_without_pkce_or_nonce_is_refused_at_the_site(idp: Devidp, wrong: dict[str, str]) -> None:
    asked = {**question(proof()[1]), **wrong}
    asked = {key: value for key, value in asked.items() if value}
    answer = idp.browser.get(f"{idp.issuer}/authorize", params=asked, allow_redirects=False, timeout=10)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(f"{REDIRECT_URI}?")
    assert returned(answer.headers["Location"])["error"] in ("invalid_request", "unsupported_response_type")


@pytest.mark.parametrize(
    "wrong",
    [
        {"redirect_uri": f"{REDIRECT_URI}/"},
        {"redirect_uri": f"{REDIRECT_URI}?a=b"},
        {"redirect_uri": "http://127.0.0.1:9/elsewhere"},
        {"redirect_uri": "https://evil.example/"},
        {"redirect_uri": ""},
        {"client_id": "stranger"},
    ],
    ids=lambda wrong: "".join(wrong.values()) or "none",
)
def test_a_wrong_address_or_client_is_never_sent_anywhere(idp: Devidp, wrong: dict[str, str]) -> None:
    for send in ("get", "post"):
        asked = {**question(proof()[1]), **wrong}
        extra = {"params": asked} if send == "get" else {"data": {**asked, "persona": "lid"}}
        answer = getattr(idp.browser, send)(f"{idp.issuer}/authorize", allow_redirects=False, timeout=10, **extra)
        assert answer.status_code == 400
        assert "Location" not in answer.headers


@pytest.mark.parametrize("verifier", [None, "x" * 43], ids=["missing", "wrong"])
def test_a_code_needs_the_verifier_that_belongs_to_it(idp: Devidp, verifier: str | None) -> None:
    answer = exchange(idp, code_from(idp, proof()[1]), verifier)
    assert answer.status_code == 400
    assert "id_token" not in answer.text


def test_a_code_works_once_and_a_second_try_takes_the_tokens_back(idp: Devidp) -> None:
    verifier, challenge = proof()
    code = code_from(idp, challenge)
    token = exchange(idp, code, verifier).json()
    headers = {"Authorization": f"Bearer {token['access_token']}"}
    assert requests.get(f"{idp.issuer}/userinfo", headers=headers, timeout=10).status_code == 200
    assert exchange(idp, code, verifier).json()["error"] == "invalid_grant"
    assert requests.get(f"{idp.issuer}/userinfo", headers=headers, timeout=10).status_code == 401


def test_a_code_is_spent_even_where_its_first_exchange_fails(idp: Devidp) -> None:
    verifier, challenge = proof()
    code = code_from(idp, challenge)
    assert exchange(idp, code, "y" * 43).status_code == 400
    assert exchange(idp, code, verifier).status_code == 400


@pytest.mark.parametrize(
    "wrong",
    [{"client_secret": "guess"}, {"client_id": "stranger"}, {"redirect_uri": "http://127.0.0.1:9/elsewhere"}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_code_is_for_its_own_client_secret_and_address(idp: Devidp, wrong: dict[str, str]) -> None:
    verifier, challenge = proof()
    answer = exchange(idp, code_from(idp, challenge), verifier, **wrong)
    assert answer.status_code in (400, 401)
    assert "id_token" not in answer.text


def test_a_code_waits_no_longer_than_its_time(tmp_path: Path) -> None:
    with devidp(tmp_path, client(), arguments=("--code-seconds", "1")) as idp:
        verifier, challenge = proof()
        code = code_from(idp, challenge)
        time.sleep(1.1)
        assert exchange(idp, code, verifier).json()["error"] == "invalid_grant"


def test_a_form_from_a_foreign_page_or_under_a_foreign_name_is_refused(idp: Devidp) -> None:
    form = {**question(proof()[1]), "persona": "lid"}
    foreign = {"Origin": "https://evil.example"}
    assert requests.post(f"{idp.issuer}/authorize", data=form, headers=foreign, timeout=10).status_code == 403
    assert requests.get(f"{idp.issuer}/", headers={"Host": "evil.example"}, timeout=10).status_code == 400


def test_no_demo_person_bears_the_name_or_address_of_somebody_real() -> None:
    people = demo_people()
    assert len({person.subject for person in people}) == len(people) == len({person.email for person in people})
    assert all(person.email.endswith(".example") for person in people)
    assert json.loads(Path("community/devidp/people.json").read_text())[0]["key"] == "lid"


# --- again, and how surely ---


def claims_of(idp: Devidp, **more: str) -> dict[str, object]:
    """Choose a person at this browser, and give what the id token says."""
    verifier, challenge = proof()
    answer = idp.post({**question(challenge), "persona": "lid", **more})
    token = exchange(idp, returned(answer.headers["Location"])["code"], verifier).json()["id_token"]
    found: dict[str, object] = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    return found


@pytest.mark.parametrize("wish", [{"max_age": "0"}, {"prompt": "login"}])
def test_who_proves_it_anew_stays_in_the_session_with_another_moment(idp: Devidp, wish: dict[str, str]) -> None:
    first = claims_of(idp)
    time.sleep(1.1)
    again = claims_of(idp)
    assert (again["auth_time"], again["sid"]) == (first["auth_time"], first["sid"])
    anew = claims_of(idp, **wish)
    assert anew["sid"] == first["sid"]
    assert int(str(anew["auth_time"])) > int(str(first["auth_time"]))


def test_who_signed_in_longer_ago_than_asked_is_not_let_through_silently(idp: Devidp) -> None:
    claims_of(idp)
    silent = {**question(proof()[1]), "prompt": "none"}
    for longest, answer in (("600", "code"), ("0", "error")):
        asked = silent | {"max_age": longest}
        address = f"{idp.issuer}/authorize"
        found = idp.browser.get(address, params=asked, allow_redirects=False, timeout=10)
        assert answer in returned(found.headers["Location"])


def test_the_level_is_the_chosen_one_else_the_first_that_was_asked(idp: Devidp) -> None:
    assert claims_of(idp)["acr"] == "low"
    assert claims_of(idp, acr_values="substantial high")["acr"] == "substantial"
    assert claims_of(idp, acr_values="substantial high", acr="high")["acr"] == "high"
    assert claims_of(idp, acr_values="gold", acr="platinum")["acr"] == "low"
    page = idp.browser.get(
        f"{idp.issuer}/authorize", params={**question(proof()[1]), "acr_values": "substantial high"}, timeout=10
    )
    assert '<option value="substantial" selected>' in page.text
