"""Signing in through providers that are not ours alone, and reading which providers a deployment trusts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import requests
from joserfc.jwk import ECKey, RSAKey

from community.accounts import oidc
from config import SettingError, Settings, read_settings
from tests.accounts.parties import begin, finish, relation, returned
from tests.devidp.process import Devidp, client, devidp

REAL = "https://id.example"


# --- a real sign-in at devidp ---


def through(idp: Devidp, site: oidc.Relation, persona: str) -> oidc.SignedInPerson:
    address, pending = begin(site)
    return finish(site, returned(idp.choose(address, persona)), pending)


@pytest.mark.parametrize("kind", ["secret", "rsa", "ec"])
def test_a_person_signs_in_at_the_development_provider(tmp_path: Path, kind: str) -> None:
    key = RSAKey.generate_key(2048, auto_kid=True) if kind == "rsa" else ECKey.generate_key("P-256", auto_kid=True)
    if kind == "secret":
        known, proof = client(), {"client_secret": "a secret: of 50%"}
    else:
        known = {**client(), "client_secret": None, "jwks": {"keys": [key.as_dict(private=False)]}}
        proof = {"client_secret": "", "private_key": key.as_pem(private=True).decode()}
    with devidp(tmp_path, known) as idp:
        site = relation(idp.issuer, **proof)
        person = through(idp, site, "lid")
        assert (person.name, person.organisation) == ("Anouk Verbeeke", "Gemeente Middelburg")
        assert person.email_verified
        assert person.sid
        again = through(idp, site, "lid")
        assert (again.subject, again.sid) == (person.subject, person.sid)
        assert through(idp, site, "trekker").subject != person.subject
        with pytest.raises(oidc.SignInRefused) as refused:
            through(idp, relation(idp.issuer, client_secret="a guess"), "lid")
        assert refused.value.reason_code is oidc.Reason.EXCHANGE_REFUSED


def test_a_key_rotation_at_the_provider_keeps_nobody_out(tmp_path: Path) -> None:
    with devidp(tmp_path, client()) as idp:
        site = relation(idp.issuer, client_secret="a secret: of 50%", pause=0)
        assert through(idp, site, "lid").subject
        idp.rotate()
        assert through(idp, site, "lid").subject


# --- a provider that nobody here wrote ---


def choose(address: str, subject: str, **more: str) -> dict[str, list[str]]:
    answer = requests.post(address, data={"sub": subject, **more}, allow_redirects=False, timeout=10)
    return returned(answer.headers["Location"])


def test_a_person_signs_in_at_a_provider_that_nobody_here_wrote(mock: str) -> None:
    person = {"name": "Mock Persoon", "email": "mock@persoon.example", "email_verified": True, "organization": "Mocks"}
    requests.put(f"{mock}/users/mock-1", json=person, timeout=10)
    site = relation(mock)
    address, pending = begin(site)
    found = finish(site, choose(address, "mock-1"), pending)
    assert (found.issuer, found.subject, found.name) == (mock, "mock-1", "Mock Persoon")
    assert (found.email, found.email_verified, found.organisation) == ("mock@persoon.example", True, "Mocks")


def test_who_breaks_off_there_is_refused_here(mock: str) -> None:
    site = relation(mock)
    address, pending = begin(site)
    with pytest.raises(oidc.SignInRefused) as refused:
        finish(site, {**choose(address, "mock-1", action="deny"), "state": [pending.state]}, pending)
    assert refused.value.reason_code is oidc.Reason.DENIED


# --- which providers a deployment trusts ---


def settings(**more: str) -> Settings:
    environment = {"COMMUNITY_SECRET_KEY": "a-key-for-tests-only-0123456789abcdefghij"}
    return read_settings(environment | more)


def from_file(tmp_path: Path, text: str, **more: str) -> dict[str, oidc.Provider]:
    path = tmp_path / "providers.toml"
    path.write_text(text)
    return oidc.load_providers(settings(COMMUNITY_OIDC_PROVIDERS=str(path), **more))


def test_one_provider_stands_in_the_environment() -> None:
    one = {"COMMUNITY_OIDC_ISSUER": REAL, "COMMUNITY_OIDC_CLIENT_ID": "site", "COMMUNITY_OIDC_CLIENT_SECRET": "hush"}
    found = oidc.load_providers(settings(**one))
    assert list(found) == ["pleio"]
    assert found["pleio"].redirect_uri("https://regio.example") == "https://regio.example/oidc/pleio/callback"
    assert "hush" not in repr(found)
    assert oidc.load_providers(settings()) == {}


def test_several_providers_stand_in_a_file_each_with_its_preset(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from a file\n")
    tenant = "0a1b2c3d-0000-1111-2222-333344445555"
    found = from_file(
        tmp_path,
        f"""
        [providers.pleio]
        preset = "pleio"
        issuer = "{REAL}/pleio"
        client_id = "site"
        client_secret_file = "{tmp_path / "secret"}"

        [providers.rijk]
        preset = "entra"
        label = "Rijksaccount"
        issuer = "https://login.microsoftonline.com/{tenant}/v2.0"
        tenant = "{tenant}"
        client_id = "site"
        client_secret = "hush"

        [providers.surf]
        preset = "surfconext"
        issuer = "https://connect.surfconext.example"
        client_id = "site"
        client_secret = "hush"
        claims.function = ["eduperson_affiliation"]
        """,
    )
    assert {key: each.label for key, each in found.items()} == {
        "pleio": "Pleio",
        "rijk": "Rijksaccount",
        "surf": "SURFconext",
    }
    assert found["pleio"].client_secret == "from a file"
    assert not found["rijk"].userinfo
    assert found["surf"].claims.organisation == ("schac_home_organization",)
    assert found["surf"].claims.function == ("eduperson_affiliation",)


RIGHT = {"issuer": REAL, "client_id": "site", "client_secret": "hush"}


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"issuer": ""}, "issuer"),
        ({"issuer": "http://id.example"}, "https"),
        ({"issuer": "https://user@id.example"}, "https"),
        ({"client_id": ""}, "client_id"),
        ({"client_secret": ""}, "client_secret"),
        ({"client_secret": "", "private_key": "nonsense"}, "private_key"),
        ({"preset": "unheard-of"}, "preset"),
        ({"colour": "blue"}, "colour"),
        ({"scopes": "profile"}, "openid"),
        ({"userinfo": "perhaps"}, "userinfo"),
        ({"preset": "entra"}, "tenant"),
        ({"preset": "entra", "issuer": "https://login.microsoftonline.com/common/v2.0", "tenant": "x"}, "common"),
        ({"client_secret_file": "/does/not/exist"}, "client_secret_file"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else None,
)
def test_a_provider_that_is_set_wrong_stops_the_start_with_one_line_that_names_it(
    tmp_path: Path, wrong: dict[str, Any], word: str
) -> None:
    lines = "\n".join(f'{name} = "{value}"' for name, value in {**RIGHT, **wrong}.items())
    with pytest.raises(SettingError, match=word) as error:
        from_file(tmp_path, f"[providers.one]\n{lines}")
    assert "one" in str(error.value)
    assert "\n" not in str(error.value).strip()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "providers = 7",
        "not toml [",
        "[providers]\none = 7",
        '[providers."A B"]\nissuer = "https://a.example"\nclient_id = "a"\nclient_secret = "b"',
    ],
)
def test_a_file_without_a_usable_provider_stops_the_start(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingError):
        from_file(tmp_path, text)


def test_a_local_provider_without_tls_is_for_development_only(tmp_path: Path) -> None:
    text = '[providers.dev]\nissuer = "http://127.0.0.1:8001"\nclient_id = "a"\nclient_secret = "b"'
    assert from_file(tmp_path, text)["dev"].is_local
    with pytest.raises(SettingError, match="https"):
        from_file(tmp_path, text, COMMUNITY_ENV="production", COMMUNITY_BASE_URL="https://regio.example")


def test_a_provider_whose_notices_do_not_say_what_they_are_is_heard_only_where_that_is_set(tmp_path: Path) -> None:
    assert not with_levels(tmp_path, "")["rijk"].untyped_logout
    assert with_levels(tmp_path, "untyped_logout = true")["rijk"].untyped_logout
    with pytest.raises(SettingError, match="untyped_logout must be a true or false"):
        with_levels(tmp_path, 'untyped_logout = "yes"')


# --- how sure a provider can be ---


def with_levels(tmp_path: Path, lines: str) -> dict[str, oidc.Provider]:
    text = f"""
        [providers.rijk]
        issuer = "{REAL}"
        client_id = "site"
        client_secret = "hush"
        {lines}
        """
    return from_file(tmp_path, text)


def test_levels_stand_in_order_and_two_of_them_can_be_asked(tmp_path: Path) -> None:
    levels = 'acr_levels = ["low", "substantial", "high"]\n'
    found = with_levels(tmp_path, levels + 'acr = "low"\nacr_fresh = "substantial"')["rijk"]
    assert found.levels_from(found.level_for_deeds) == ("substantial", "high")
    assert found.is_sure_enough("low", found.acr)
    assert not found.is_sure_enough("low", found.level_for_deeds)
    only = with_levels(tmp_path, levels + 'acr = "high"')["rijk"]
    assert only.level_for_deeds == "high"
    none = with_levels(tmp_path, "")["rijk"]
    assert none.is_sure_enough(None, none.level_for_deeds)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ('acr = "high"', "acr must be one of acr_levels"),
        ('acr_levels = ["low"]\nacr_fresh = "high"', "acr_fresh must be one of acr_levels"),
        ('acr_levels = ["low", "high"]\nacr = "high"\nacr_fresh = "low"', "acr_fresh must not be lower than acr"),
        ('acr_levels = ["low", "low"]', "acr_levels must be a list of different words"),
        ('acr_levels = ["very low"]', "acr_levels must be a list of different words"),
        ('acr_levels = [""]', "acr_levels must be a list of different words"),
        ('acr_levels = "low high"', "acr_levels must be a list"),
        ('acr_levels = ["low"]\nacr = ["low"]', "acr must be a text"),
    ],
)
def test_levels_that_cannot_be_asked_stop_the_start(tmp_path: Path, lines: str, words: str) -> None:
    with pytest.raises(SettingError) as refused:
        with_levels(tmp_path, lines)
    assert words in str(refused.value)
