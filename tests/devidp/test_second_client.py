"""A client library that nobody here wrote goes the whole way through the development provider."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jwskate import Jwk
from requests_oauth2client import OAuth2Client
from requests_oauth2client.exceptions import OAuth2Error

from tests.devidp.process import REDIRECT_URI, Devidp, client, devidp


def library(idp: Devidp, **proof: Any) -> OAuth2Client:
    discovery = f"{idp.issuer}/.well-known/openid-configuration"
    return OAuth2Client.from_discovery_endpoint(
        discovery, issuer=idp.issuer, redirect_uri=REDIRECT_URI, testing=True, **proof
    )


def go_through(idp: Devidp, site: OAuth2Client, persona: str) -> tuple[Any, dict[str, Any]]:
    request = site.authorization_request(scope="openid profile email")
    response = request.validate_callback(idp.choose(str(request), persona))
    token = site.authorization_code(response, validate=True)
    return token, site.userinfo(token)


def test_a_second_client_library_signs_in_with_a_secret(idp: Devidp) -> None:
    site = library(idp, client_id="site", client_secret="a secret: of 50%")
    token, person = go_through(idp, site, "redacteur")
    assert token.id_token.claims["sub"] == person["sub"]
    assert person["name"] == "Yasmin el Idrissi"
    assert person["organisation"] == "Programmabureau regionale samenwerking"
    assert token.id_token.claims["sid"]


def test_a_second_client_library_signs_in_with_a_private_key(tmp_path: Path) -> None:
    key = Jwk.generate(alg="RS256", kty="RSA").with_kid_thumbprint()
    known = client("signer", jwks={"keys": [key.public_jwk().to_dict()]})
    known.pop("client_secret")
    with devidp(tmp_path, known) as idp:
        _, person = go_through(idp, library(idp, client_id="signer", private_key=key.to_dict()), "moderator")
        assert person["name"] == "Gerard Schipperijn"
        other = Jwk.generate(alg="RS256", kty="RSA").with_kid_thumbprint()
        with pytest.raises(OAuth2Error):
            go_through(idp, library(idp, client_id="signer", private_key=other.to_dict()), "moderator")


def test_a_second_client_library_follows_a_key_rotation(idp: Devidp) -> None:
    first, _ = go_through(idp, library(idp, client_id="site", client_secret="a secret: of 50%"), "lid")
    idp.rotate()
    second, _ = go_through(idp, library(idp, client_id="site", client_secret="a secret: of 50%"), "lid")
    assert first.id_token.headers["kid"] != second.id_token.headers["kid"]
    keys = library(idp, client_id="site", client_secret="x").authorization_server_jwks
    assert {first.id_token.headers["kid"], second.id_token.headers["kid"]} <= {key.kid for key in keys.jwks}
