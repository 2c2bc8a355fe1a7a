"""A provider that says for whom somebody acts (`represents`): who signs in is themselves, and no word of it stays."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from joserfc import jws
from sqlalchemy import MetaData, Text, cast, func, or_, select

from community.accounts.models import Identity, LoginSession, Member
from community.accounts.oidc.providers import ClaimNames
from community.core.db import Base, db
from tests.accounts.liar import KEYS, Liar
from tests.builders.world import World

WORD = "vertegenwoordigde-xq7"


def nested(depth: int) -> Any:
    """Put a word in that many lists."""
    value: Any = WORD
    for _ in range(depth):
        value = [value]
    return value


HOSTILE = {
    "table": {"sub": WORD, "iss": "https://elders.example", "name": WORD, "email": f"{WORD}@elders.example"},
    "list": [{"sub": WORD}, {"sub": WORD, "represents": {"sub": WORD}}],
    "text": WORD,
    "nothing": None,
    "true": True,
    "empty": {},
    "deep": nested(300),
    "large": [{"sub": f"{WORD}-{number}"} for number in range(900)],
}


def sign_in(browser: FlaskClient, provider: Liar) -> int:
    brought = provider.ask(browser.get("/inloggen").headers["Location"])
    return browser.get("/oidc/pleio/callback", query_string=brought).status_code


def rows_with(world: World, word: str) -> list[str]:
    """Give each column of the database in which a word stands."""
    found = []
    metadata: MetaData = Base.metadata
    with world.context():
        for table in metadata.sorted_tables:
            holds = [func.lower(cast(column, Text)).contains(word.lower()) for column in table.columns]
            if db.session.scalar(select(func.count()).select_from(table).where(or_(*holds))):
                found.append(table.name)
    return found


@pytest.mark.parametrize("where", ["token", "userinfo", "both"])
@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE.keys())
def test_who_acts_for_another_signs_in_as_themselves_and_of_the_other_nothing_is_kept(
    world: World, hostile: Liar, trust: Any, value: Any, where: str
) -> None:
    trust(hostile.issuer)
    other = world.member("Vertegenwoordigd Lid")
    world.identity(other, issuer=hostile.issuer, subject=WORD)
    before = rows_with(world, WORD)
    said = {"represents": value}
    hostile.claims, hostile.person = (said if where != "userinfo" else {}), (said if where != "token" else {})
    browser = world.client()
    assert sign_in(browser, hostile) == 303
    own = world.one(LoginSession)
    assert own.subject == "somebody"
    assert own.member_id != other.id
    assert world.one(Member, Member.id == own.member_id).name == "Iemand Anders"
    # The account of the other stands in one table, as it did.
    assert rows_with(world, WORD) == before == ["identity"]
    assert bool(own.id_token) == (where == "userinfo")
    assert "Vertegenwoordigd" not in browser.get("/lid-worden/aanvraag").text


def test_a_claim_name_that_is_set_to_it_gives_nothing_of_the_other(world: World, hostile: Liar, trust: Any) -> None:
    trust(hostile.issuer, claims=ClaimNames(name=("represents", "name"), email=("represents",)))
    hostile.claims = {"represents": WORD}
    assert sign_in(world.client(), hostile) == 303
    assert rows_with(world, WORD) == []


def test_who_signs_in_for_another_later_is_the_same_person_as_before(world: World, hostile: Liar, trust: Any) -> None:
    trust(hostile.issuer)
    member = world.member("Zelf Lid")
    world.identity(member, issuer=hostile.issuer, subject="somebody")
    hostile.claims = {"represents": {"sub": "somebody-else", "iss": hostile.issuer}}
    browser = world.client()
    assert sign_in(browser, hostile) == 303
    assert world.count(Identity) == 1
    assert "Zelf Lid" in browser.get("/mijn").text
    # Signing out there goes without the token.
    page = browser.get("/mijn").text
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    answer = browser.post("/uitloggen", data={"csrf_token": token})
    assert answer.headers["Location"].startswith(f"{hostile.issuer}/leave?client_id=site")
    assert "hint" not in answer.headers["Location"]


def test_what_cannot_be_read_is_refused_and_nothing_breaks(world: World, hostile: Liar, trust: Any) -> None:
    trust(hostile.issuer)
    endless = "[" * 20_000 + "]" * 20_000

    def with_it(claims: dict[str, Any]) -> str:
        whole = json.dumps(claims)[:-1] + f', "represents": {endless}}}'
        return jws.serialize_compact({"alg": "RS256", "kid": "key-0"}, whole.encode(), KEYS[0])

    hostile.raw_id_token = with_it
    assert sign_in(world.client(), hostile) == 400
    hostile.raw_id_token = None
    told = f'{{"sub": "somebody", "represents": {endless}}}'.encode()
    hostile.answers = {"/userinfo": lambda _: (200, {"Content-Type": "application/json"}, told)}
    assert sign_in(world.client(), hostile) == 400
    hostile.answers, hostile.claims = {}, {"represents": "x" * 70_000}
    assert sign_in(world.client(), hostile) == 400
    assert world.count(LoginSession) == world.count(Member) == 0
