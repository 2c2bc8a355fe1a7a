"""What tests of joining share: a filled-in form, persons with an account at the provider, and the drained outbox."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any

from flask import Flask

from community.accounts.models import Member, MemberState
from community.core.clock import now
from community.core.db import db
from community.jobs.drain import drain
from community.web.open_forms import signed
from tests.builders.fixtures import KEY
from tests.builders.world import World

FORM = {"organisation": "Gemeente Zwolle", "function": "adviseur wonen", "region": "", "notify": "daily"}
# As the page gave it some minutes ago.
FORM |= {"opened": signed(now() - timedelta(minutes=5), KEY)}
MOTIVATION = {"motivation": "Ik werk aan wonen en wil van anderen leren."}
APPLICATION = FORM | MOTIVATION


def newcomer(world: World, name: str = "Ilse Nieuw", *, email: str = "", is_verified: bool = False) -> Member:
    """Make a person who has signed in and nothing more."""
    values: dict[str, Any] = {"email": email} if email else {}
    member = world.member(name, state=MemberState.NEW, **values)
    world.identity(member, email_verified=is_verified)
    return member


def mails(app: Flask) -> list[EmailMessage]:
    """Do what waits in the outbox, and give all mails that were ever sent to the folder of this application."""
    with app.test_request_context(base_url="http://localhost"):
        drain()
        db.session.remove()
    folder = Path(app.config["SETTINGS"].data_dir) / "mail"
    read = BytesParser(policy=default)
    found = [read.parsebytes(path.read_bytes()) for path in folder.glob("*.eml")] if folder.exists() else []
    return [mail for mail in found if isinstance(mail, EmailMessage)]


def mails_to(app: Flask, email: str) -> list[EmailMessage]:
    """Do what waits in the outbox, and give the mails to one address."""
    return [mail for mail in mails(app) if email in str(mail["To"])]


def plain(mail: EmailMessage) -> str:
    """Give the plain text of a mail."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())
