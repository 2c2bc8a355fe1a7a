"""The providers of these tests, and a way to let the application trust them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from community.accounts import oidc
from tests.accounts.liar import Liar, liar
from tests.builders.fixtures import BASE_URL
from tests.devidp.process import Devidp, answers, client, devidp
from tests.services.process import free_port, running, wait_until

SECRET = "a-secret-for-tests"


@pytest.fixture(scope="module")
def idp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Devidp]:
    known = client(
        "site",
        client_secret=SECRET,
        redirect_uris=[f"{BASE_URL}/oidc/pleio/callback"],
        post_logout_redirect_uris=[f"{BASE_URL}/"],
    )
    with devidp(tmp_path_factory.mktemp("devidp"), known) as found:
        yield found


@pytest.fixture(scope="module")
def mock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    issuer = f"http://127.0.0.1:{port}"
    line = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "true"]
    with (tmp_path_factory.mktemp("mock") / "log").open("w") as log, running(line, stdout=log, stderr=log):
        wait_until(lambda: answers(f"{issuer}/.well-known/openid-configuration"), "oidc-provider-mock")
        yield issuer


@pytest.fixture
def hostile() -> Iterator[Liar]:
    with liar() as found:
        yield found


@pytest.fixture
def trust(app: Flask) -> Iterator[Any]:
    """Let the application trust these providers for the length of a test."""
    before = app.extensions["oidc"]

    def these(*issuers: str, **more: Any) -> None:
        keys = ("pleio", "andere")
        found = [
            oidc.Provider(key, issuer, "site", label=key.capitalize(), client_secret=SECRET, **more)
            for key, issuer in zip(keys, issuers, strict=False)
        ]
        app.extensions["oidc"] = oidc.relations(found)

    yield these
    app.extensions["oidc"] = before
