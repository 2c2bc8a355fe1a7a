"""No secret ever stands in the log, in the words beside it or in what the program writes about itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from community.accounts.models import LoginSession, Member
from community.audit.events import all_events
from community.audit.models import AuditDetail, AuditEntry
from community.core.db import db
from community.groups.models import Access
from tests.builders.fixtures import submit, token_of
from tests.builders.world import World
from tests.membership.people import mails_to, plain

SignIn = Callable[[Member], FlaskClient]
# What no event may have a field for. A new secret gets its word here.
FORBIDDEN = (
    *("token", "secret", "password", "cookie", "csrf", "session", "nonce", "verifier", "code", "link", "hash", "key"),
    *("authorization", "subject_id", "ballot", "choice", "salt", "html", "body", "reporter"),
)


def test_no_event_has_a_field_for_a_secret_or_for_what_people_wrote_or_chose() -> None:
    found = {f"{name}.{each.name}" for name, kind in all_events().items() for each in fields(kind)}
    assert not {each for each in found if any(word in each.partition(".")[2].split("_") for word in FORBIDDEN)}


def test_no_secret_that_went_through_the_site_stands_in_the_log(
    world: World, sign_in: SignIn, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    moderator, lead = world.moderator(), world.member("Trijntje Trekker")
    group = world.group("Havenplan", access=Access.CLOSED, coordinator=lead)
    watch, run = sign_in(moderator), sign_in(lead)
    secrets = {"csrf of a moderator": token_of(watch.get("/mijn")), "csrf of a member": token_of(run.get("/mijn"))}
    settings = world.app.config["SETTINGS"]
    secrets |= {"key of the site": settings.secret_key, "client secret": settings.oidc_client_secret}
    with watch.session_transaction() as session:
        secrets["sign-in"] = session["_user_id"]
    secrets |= {f"hash {row.id}": row.token_hash for row in world.all(LoginSession)}

    submit(watch, "/beheer/uitnodigingen", {"email": "nieuw@elders.example"}, form_at="/beheer/uitnodigingen")
    submit(run, f"{group.address}/uitnodigingen", {"email": "gast@elders.example", "emails": "gast@elders.example"})
    for address in ("nieuw@elders.example", "gast@elders.example"):
        for mail in mails_to(world.app, address):
            for number, token in enumerate(re.findall(r"/uitnodiging/([\w.~-]{16,})", plain(mail))):
                secrets[f"link to {address} {number}"] = token
    assert any(name.startswith("link") for name in secrets)
    stranger = world.client()
    for name, token in list(secrets.items()):
        if name.startswith("link"):
            stranger.get(f"/lid-worden/uitnodiging/{token}")
            sign_in(world.member()).get(f"/lid-worden/uitnodiging/{token}")
    state, code = "a-state-0123456789-abcdef", "a-code-0123456789-abcdef"
    secrets |= {"state": state, "code": code}
    stranger.get(f"/oidc/pleio/callback?state={state}&code={code}")
    stranger.post("/oidc/pleio/backchannel-logout", data={"logout_token": "a.logout-token.0123456789"})
    secrets["logout token"] = "a.logout-token.0123456789"
    stranger.post("/mijn/instellingen", data={"csrf_token": "a-wrong-csrf-token-0123456789"})
    secrets["wrong csrf"] = "a-wrong-csrf-token-0123456789"
    submit(watch, f"/beheer/leden/{lead.slug}/schorsen", {"reason": "Grof.", "term": "7"})
    submit(watch, "/beheer/logboek/bestand", {"vorm": "csv"}).get_data()
    submit(watch, "/uitloggen")

    with world.context():
        rows = [str(tuple(row)) for row in db.session.execute(select(*AuditEntry.__table__.columns))]
        rows += [str(tuple(row)) for row in db.session.execute(select(AuditDetail.text))]
    assert len(rows) > 5
    said = rows + [record.getMessage() + str(record.__dict__.get("exc_text") or "") for record in caplog.records]
    for name, secret in secrets.items():
        assert len(secret) > 15, name
        assert not [line for line in said if secret in line or quote(secret, safe="") in line], name
