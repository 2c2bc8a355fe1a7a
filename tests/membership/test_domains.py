"""An e-mail domain that opens the door: for addresses of exactly that domain, where a provider confirmed them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from community.accounts.models import Member, MemberState
from community.audit.models import AuditDetail, AuditEntry
from community.site.forms import DOMAIN
from community.site.models import SiteSetting
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.membership.people import APPLICATION, newcomer

SignIn = Callable[[Member], FlaskClient]
FORM_AT = "/lid-worden/aanvraag"
SETTINGS = "/beheer/instellingen"


def apply_with(world: World, sign_in: SignIn, email: str, *, is_verified: bool = True) -> Member:
    """Let somebody with this address apply, and give them as they are then."""
    person = newcomer(world, email=email, is_verified=is_verified)
    submit(sign_in(person), FORM_AT, APPLICATION, form_at=FORM_AT)
    return world.one(Member, Member.id == person.id)


def test_a_confirmed_address_of_the_domain_is_admitted_at_once_and_the_log_says_why(
    world: World, sign_in: SignIn
) -> None:
    world.setting(admitted_domains=["kampen.example"])
    person = apply_with(world, sign_in, "ilse@Kampen.Example")
    assert person.state == MemberState.MEMBER
    entry = world.one(AuditEntry, AuditEntry.event == "MemberJoined", AuditEntry.member_id == person.id)
    assert '"domain"' in world.one(AuditDetail, AuditDetail.entry_id == entry.id).text
    log = sign_in(world.moderator()).get("/beheer/logboek").text
    assert "werd meteen lid (het e-maildomein is toegelaten)" in log


@pytest.mark.parametrize(
    "email",
    [
        "ilse@sub.kampen.example",
        "ilse@kampen.example.",
        "ilse@kampen.example.evil.example",
        "ilse@xkampen.example",
        # A Kelvin sign, which is a k in lower case; a Cyrillic a; full-width letters; an encoded name.
        "ilse@\u212aampen.example",
        "ilse@k\u0430mpen.example",
        "ilse@\uff4bampen.example",
        "ilse@xn--kmpen-7ve.example",
        "kampen.example@elders.example",
        "ilse@elders.example@",
    ],
)
def test_a_sub_domain_and_what_looks_alike_wait_as_anybody(world: World, sign_in: SignIn, email: str) -> None:
    world.setting(admitted_domains=["kampen.example", "xn--kmpen-7ve.example"])
    assert apply_with(world, sign_in, email).state == MemberState.APPLICANT


def test_an_address_that_nobody_confirmed_waits(world: World, sign_in: SignIn) -> None:
    world.setting(admitted_domains=["kampen.example"])
    assert apply_with(world, sign_in, "ilse@kampen.example", is_verified=False).state == MemberState.APPLICANT


@pytest.mark.parametrize(
    "domain", ["kampen.example.", "\u212aampen.nl", "k\u0430mpen.nl", "xn--kmpen-7ve.nl", "nl", "*.nl"]
)
def test_what_is_no_plain_domain_cannot_be_set(world: World, sign_in: SignIn, domain: str) -> None:
    administrator = sign_in(world.administrator())
    answer = submit(administrator, SETTINGS, {"admitted_domains": domain}, form_at=SETTINGS)
    assert answer.status_code == 422 and "Dit is geen domein" in answer.text
    assert world.count(SiteSetting, SiteSetting.key == "admitted_domains") == 0
    assert DOMAIN.fullmatch("kampen.nl")
