"""No mail of any kind tells its reader what they may not read."""

from __future__ import annotations

from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

import pytest
from flask import Flask

from community.accounts.models import Member
from community.core.db import db
from community.jobs.drain import drain
from tests.builders.world import World
from tests.canary.deeds import DEEDS, GUEST, GUEST_EMAIL, do
from tests.canary.secrets import WORD
from tests.canary.stage import Stage

ROOT = Path(__file__).parents[2]


@pytest.fixture
def stage(world: World) -> Stage:
    return Stage(world)


def test_no_mail_of_any_kind_tells_its_reader_what_they_may_not_read(stage: Stage, app: Flask) -> None:
    folder = app.config["SETTINGS"].data_dir / "mail"
    newcomer = stage.world.one(Member, Member.id == stage.things["a_newcomer"][1])
    stage.clients["newcomer"] = stage.world.client(newcomer)
    people = {stage.world.one(Member, Member.id == row.id).email: name for name, row in stage.cast.rows.items()}
    people |= {newcomer.email: "newcomer", GUEST_EMAIL: GUEST}
    kinds, leaks = set(), []
    for deed in DEEDS:
        do(deed, stage)
        sent = [(kind_of(mail), mail) for mail in mails_sent(app, folder)]
        assert deed.kind in dict(sent)
        kinds |= set(dict(sent))
        for kind, mail in sent:
            person = people[mail["To"].addresses[0].addr_spec]
            told = {word: stage.secrets[word] for word in WORD.findall(whole_text(mail))}
            leaks += [
                f"{kind} tells {person} {secret.place}"
                for secret in told.values()
                if person not in secret.readers and secret.place not in (deed.tells if kind == deed.kind else ())
            ]
    assert not leaks, "\n".join(leaks)
    assert kinds == {path.name for path in (ROOT / "templates/emails").iterdir() if path.is_dir()}


def kind_of(mail: EmailMessage) -> str:
    """Give the kind of a mail, which stands in its number."""
    return str(mail["Message-ID"]).partition("@")[0].rpartition(".")[2]


def mails_sent(app: Flask, folder: Path) -> list[EmailMessage]:
    """Do what waits in the outbox, and give the mails that this sent."""
    for path in folder.glob("*.eml"):
        path.unlink()
    with app.test_request_context():
        drain()
        db.session.remove()
    read = BytesParser(_class=EmailMessage, policy=default)
    return [read.parsebytes(path.read_bytes()) for path in folder.glob("*.eml")]


def whole_text(mail: EmailMessage) -> str:
    """Give all that a mail says: its headers, its plain text and its HTML."""
    parts = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
    assert len(parts) == 2
    return "\n".join([*(f"{name}: {value}" for name, value in mail.items()), *parts])
