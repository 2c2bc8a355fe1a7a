"""Signing out at the development provider, and how it tells the sites."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest
import requests
from joserfc import jws

from tests.devidp.process import REDIRECT_URI, Devidp, client, devidp, proof, question
from tests.devidp.test_code_flow import exchange, returned
from tests.services.process import wait_until

OUT = "http://127.0.0.1:9/"


def sign_in(idp: Devidp) -> str:
    verifier, challenge = proof()
    code = returned(idp.post({**question(challenge), "persona": "lid"}).headers["Location"])["code"]
    return str(exchange(idp, code, verifier).json()["id_token"])


def leave(idp: Devidp, **asked: str) -> requests.Response:
    return idp.browser.get(f"{idp.issuer}/end_session", params=asked, allow_redirects=False, timeout=10)


def still_known(idp: Devidp) -> bool:
    page = idp.browser.get(f"{idp.issuer}/authorize", params=question(proof()[1]), timeout=10)
    return "Verder als" in page.text


def test_a_valid_token_signs_out_at_once_and_leads_back_to_the_registered_address(idp: Devidp) -> None:
    token = sign_in(idp)
    assert still_known(idp)
    answer = leave(idp, id_token_hint=token, post_logout_redirect_uri=OUT, state="x")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{OUT}?state=x"
    assert not still_known(idp)


def test_an_address_that_is_not_registered_is_never_gone_to(idp: Devidp) -> None:
    answer = leave(idp, id_token_hint=sign_in(idp), post_logout_redirect_uri="https://evil.example/")
    assert "evil" not in answer.headers.get("Location", "")


def test_without_a_token_the_person_is_asked_first(idp: Devidp) -> None:
    sign_in(idp)
    answer = leave(idp, client_id="site", post_logout_redirect_uri=OUT)
    assert answer.status_code == 200
    assert "Wil je je afmelden?" in answer.text
    assert still_known(idp)
    assert idp.browser.post(f"{idp.issuer}/end_session", data={"action": "sign-out"}, timeout=10).status_code == 200
    assert not still_known(idp)


def test_a_forged_token_signs_nobody_out(idp: Devidp) -> None:
    token = sign_in(idp)
    head, body, seal = token.split(".")
    assert leave(idp, id_token_hint=f"{head}.{body}.{seal[::-1]}").status_code == 400
    assert still_known(idp)


class Listener(HTTPServer):
    """A site that hears of sign-outs."""

    heard: list[str]


class Ear(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.heard.append(parse_qs(body)["logout_token"][0])  # type: ignore[attr-defined]
        self.send_response(200)
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def listener() -> Iterator[Listener]:
    server = Listener(("127.0.0.1", 0), Ear)
    server.heard = []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_signing_out_at_the_provider_tells_every_site_of_that_session(tmp_path: Path, listener: Listener) -> None:
    known = client(backchannel_logout_uri=f"http://127.0.0.1:{listener.server_port}/out")
    assert known["redirect_uris"] == [REDIRECT_URI]
    with devidp(tmp_path, known) as idp:
        token = sign_in(idp)
        assert idp.browser.post(f"{idp.issuer}/afmelden", timeout=10).status_code == 200
        wait_until(lambda: listener.heard, "the notice")
        assert not still_known(idp)
    signed_in, notice = (json.loads(jws.extract_compact(each.encode()).payload) for each in (token, listener.heard[0]))
    assert (notice["sid"], notice["sub"], notice["aud"]) == (signed_in["sid"], signed_in["sub"], "site")
    assert "nonce" not in notice
