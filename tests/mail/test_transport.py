"""A message travels whole: to a real mail server or into a folder, and nobody can add a header to it."""

from __future__ import annotations

import email
import email.policy
import smtplib
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from flask import Flask

from community.mail import Message, deliver
from tests.builders.fixtures import make_settings
from tests.services.process import free_port
from tests.services.smtp import Mailbox

MESSAGE = Message(
    to_name="Jan Bééld, lid",
    to_email="jan@voorbeeld.example",
    subject="Één nieuw bericht van de werkgroep",
    text="Dag Jan,\n\nEr is nieuws: één bericht.\n",
    html="<p>Dag Jan, er is <b>nieuws</b>: één bericht.</p>",
    reference="123.news@site.example",
)
Deliver = Callable[..., None]


@pytest.fixture
def send(tmp_path: Path) -> Deliver:
    """Give a way to deliver a message by an address."""

    def by(message: Message, url: str = "") -> None:
        app = Flask("mail")
        more = {"COMMUNITY_MAIL_URL": url} if url else {}
        app.config["SETTINGS"] = make_settings("sqlite://", tmp_path, COMMUNITY_MAIL_FROM="site@site.example", **more)
        with app.app_context():
            deliver(message)

    return by


def part(mime: EmailMessage, kind: str) -> str:
    body = mime.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def test_a_mail_server_gets_both_parts_and_all_headers(send: Deliver, mailbox: Mailbox) -> None:
    send(MESSAGE, mailbox.url)
    (mime,) = mailbox.to("jan@voorbeeld.example")
    assert mime["Subject"] == MESSAGE.subject
    assert mime["To"].addresses[0].display_name == "Jan Bééld, lid"
    assert mime["From"] == "site@site.example"
    assert mime["Message-ID"] == "<123.news@site.example>"
    assert mime["Auto-Submitted"] == "auto-generated"
    assert mime["Date"].datetime.tzinfo is not None
    assert (part(mime, "plain"), part(mime, "html").strip()) == (MESSAGE.text, MESSAGE.html)
    assert mailbox.envelopes[0].mail_from == "site@site.example"


def test_mail_that_can_be_ended_says_where(send: Deliver, mailbox: Mailbox) -> None:
    send(replace(MESSAGE, unsubscribe="https://site.example/afmelden/abc"), mailbox.url)
    send(MESSAGE, mailbox.url)
    with_end, without = mailbox.messages
    assert with_end["List-Unsubscribe"] == "<https://site.example/afmelden/abc>"
    assert with_end["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert without["List-Unsubscribe"] is None


@pytest.mark.parametrize(
    "name", ["Jan\r\nBcc: alle@leden.example", "Jan\nX-Kwaad: 1\n\n<script>", "Jan\x00\x0b", "<a@b.example>, c"]
)
def test_a_name_cannot_add_a_header_or_a_reader(send: Deliver, mailbox: Mailbox, name: str) -> None:
    send(replace(MESSAGE, to_name=name), mailbox.url)
    (mime,) = mailbox.messages
    assert mailbox.envelopes[0].rcpt_tos == ["jan@voorbeeld.example"]
    assert [address.addr_spec for address in mime["To"].addresses] == ["jan@voorbeeld.example"]
    assert mime["Bcc"] is None
    assert mime["X-Kwaad"] is None
    assert part(mime, "plain") == MESSAGE.text


@pytest.mark.parametrize(
    "address",
    [
        "jan@voorbeeld.example\r\nBcc: x@y.example",
        "jan@voorbeeld.example, x@y.example",
        "jan",
        "",
        "@",
        "a b@c.example",
    ],
)
def test_an_address_that_is_none_is_refused_before_anything_is_sent(
    send: Deliver, mailbox: Mailbox, address: str
) -> None:
    with pytest.raises((ValueError, smtplib.SMTPException)):
        send(replace(MESSAGE, to_email=address), mailbox.url)
    assert mailbox.messages == []


def test_what_the_server_refuses_is_raised_so_that_it_is_tried_again(send: Deliver, mailbox: Mailbox) -> None:
    mailbox.refuse = "451 later"
    with pytest.raises(smtplib.SMTPException):
        send(MESSAGE, mailbox.url)
    with pytest.raises(OSError):  # noqa: PT011 (nobody listens there: each system words it in its own way)
        send(MESSAGE, f"smtp://127.0.0.1:{free_port()}")


def test_mail_in_a_folder_replaces_itself_when_sent_again(send: Deliver, tmp_path: Path) -> None:
    send(MESSAGE)
    send(MESSAGE)
    send(replace(MESSAGE, reference="../../124.news@site.example"))
    files = sorted((tmp_path / "mail").iterdir())
    assert [path.suffix for path in files] == [".eml", ".eml"]
    mimes = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in files]
    assert {mime["Subject"] for mime in mimes} == {MESSAGE.subject}
    assert not list(tmp_path.glob("*.eml"))


def test_a_way_of_sending_that_nobody_knows_is_refused(send: Deliver) -> None:
    with pytest.raises(ValueError, match="COMMUNITY_MAIL_URL"):
        send(MESSAGE, "pigeon://roof")


@pytest.fixture
def guarded() -> Iterator[Mailbox]:
    """Run a mail server that wants a user and a password with strange characters."""
    box = Mailbox()

    def check(server: SMTP, session: object, envelope: object, kind: str, login: object) -> AuthResult:
        is_right = isinstance(login, LoginPassword) and (login.login, login.password) == (b"site@x", b"p@ss:/?word")
        return AuthResult(success=is_right)

    controller = Controller(
        box, hostname="127.0.0.1", port=free_port(), authenticator=check, auth_required=True, auth_require_tls=False
    )
    with warnings.catch_warnings():
        # It says that a password without encryption is no good idea; on loopback it is none either, but enough here.
        warnings.simplefilter("ignore", UserWarning)
        controller.start()
        box.url = f"127.0.0.1:{controller.port}"
        yield box
        controller.stop()


def test_a_server_that_asks_for_a_password_gets_it(send: Deliver, guarded: Mailbox) -> None:
    send(MESSAGE, f"smtp://site%40x:p%40ss%3A%2F%3Fword@{guarded.url}")
    assert len(guarded.messages) == 1
    with pytest.raises(smtplib.SMTPException):
        send(MESSAGE, f"smtp://site%40x:wrong@{guarded.url}")
    with pytest.raises(smtplib.SMTPException):
        send(MESSAGE, f"smtp://{guarded.url}")
