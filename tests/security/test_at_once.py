"""Fifty at once: one admission, one mail and one line in the log; and over the wire no other name is answered."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pytest

from community.accounts.models import Member, MemberState
from community.audit.models import AuditEntry
from community.membership.models import Application, ApplicationState
from tests.builders.at_once import post_all_at_once
from tests.membership.people import mails_to
from tests.reliability.site_process import Browser, Site

MODERATORS, BROWSERS = 5, 50


def test_of_fifty_admissions_of_one_person_in_the_same_moment_one_is_done(busy_site: Site) -> None:
    world = busy_site.world
    application = world.applicant("Veel Gevraagd")
    person = world.one(Member, Member.id == application.member_id)
    # Some of them the same moderator, on several devices: a form sent twice is no second admission either.
    opened = [Browser(busy_site, world.moderator(f"Mod {number}")) for number in range(MODERATORS)]
    browsers = [opened[number % MODERATORS] for number in range(BROWSERS)]
    path = f"/beheer/aanvragen/{application.id}/toelaten"
    answers = post_all_at_once(browsers, lambda number: path)
    assert set(answers) <= {303, 403} and 303 in answers
    assert world.one(Member, Member.id == person.id).state == MemberState.MEMBER
    assert world.one(Application, Application.id == application.id).state == ApplicationState.ADMITTED
    assert world.count(AuditEntry, AuditEntry.event == "MemberAdmitted", AuditEntry.member_id == person.id) == 1
    assert len(mails_to(world.app, person.email)) == 1


# What the server before the application makes of it is the same on both databases.
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True, scope="session")
@pytest.mark.parametrize(
    "lines",
    [
        ("GET /nieuws HTTP/1.1", "Host: {host}", "Host: evil.example"),
        ("GET /nieuws HTTP/1.1", "Host: evil.example", "Host: {host}"),
        ("GET http://{host}/nieuws HTTP/1.1", "Host: evil.example"),
        ("GET http://evil.example/mijn HTTP/1.1", "Host: {host}"),
        ("GET /nieuws HTTP/1.1", "Host : {host}"),
        ("GET /nieuws HTTP/1.1", "Host: {host}", " evil.example"),
        ("GET /nieuws HTTP/1.1",),
        ("GET /nieuws HTTP/1.0",),
        ("TRACE /nieuws HTTP/1.1", "Host: {host}", "X-Secret: evil.example"),
        ("POST /nieuws HTTP/1.1", "Host: {host}", "Content-Length: 5", "Transfer-Encoding: chunked", "", "0", ""),
        ("POST /nieuws HTTP/1.1", "Host: {host}", "Content-Length: 5", "Content-Length: 6", "", "abcdef"),
    ],
    ids=lambda lines: " | ".join(lines)[:60],
)
def test_over_the_wire_no_other_name_is_answered_and_none_is_repeated(busy_site: Site, lines: tuple[str, ...]) -> None:
    host = urlsplit(busy_site.base).netloc
    with socket.create_connection(("127.0.0.1", int(host.partition(":")[2])), timeout=10) as line:
        sent = [each.replace("{host}", host) for each in lines]
        if "" not in sent:
            sent += ["Connection: close", "", ""]
        line.sendall("\r\n".join(sent).encode())
        line.settimeout(5)
        answer = b""
        try:
            while part := line.recv(65536):
                answer += part
        except TimeoutError:
            pass
    assert b"evil.example" not in answer
    # None of these is a page: it is refused, or nothing is said at all.
    assert answer == b"" or answer.split(b" ")[1][:1] in b"345", answer[:200]
