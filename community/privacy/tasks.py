"""What the worker does about data of one's own: makes copies, erases who asked for it, and clears what is too old."""

from __future__ import annotations

import tempfile
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import unquote, urlsplit

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from community.accounts.models import MemberState
from community.core.clock import now
from community.core.db import begin_writing, db
from community.jobs import every, task
from community.mail import compose, deliver
from community.policy import CLOCK
from community.privacy.models import DataCopy, Erasure
from community.privacy.packing import write_copy
from community.privacy.queries.own import due_erasures
from community.privacy.services.asking import begin_erasing
from community.privacy.services.copying import keep_copy
from community.privacy.services.erasing import erase_some, words_of
from community.privacy.services.terms import CLEARING, clear_some, note_clearing

ROUND_SECONDS = 60
DAY_SECONDS = 24 * 3600
# So many steps of one erasure, or of one term, are made in a round: others need the worker, too.
MOST_STEPS = 5000


@task("privacy.make_copy")
def make_copy(copy_id: int) -> None:
    """Make the copy that somebody asked for; nothing is locked meanwhile."""
    copy = copy_with_person(copy_id)
    if copy is None or copy.made_at is not None:
        return
    storage = current_app.extensions["storage"]
    with tempfile.TemporaryFile() as made:
        size = write_copy(made, copy.member, storage)
        key = storage.put(made)
    begin_writing()
    waiting = copy_with_person(copy_id)
    # Who was erased meanwhile wants no copy; the file goes at once.
    if waiting is None or waiting.made_at is not None:
        storage.delete(key)
        return
    keep_copy(CLOCK, waiting, key=key, byte_count=size)


@task("privacy.tell_of_copy")
def tell_of_copy(copy_id: int) -> None:
    """Tell somebody that their copy is ready; the mail holds nothing of it."""
    copy = copy_with_person(copy_id)
    if copy is None or not copy.member.email:
        return
    person = copy.member
    values = {"until": copy.expires_at, "address": "/mijn/gegevens"}
    message = compose("data_copy", name=person.name, email=person.email, language=person.language, **values)
    db.session.rollback()
    deliver(message)


def copy_with_person(copy_id: int) -> DataCopy | None:
    """Give a copy with its owner."""
    query = select(DataCopy).where(DataCopy.id == copy_id).options(joinedload(DataCopy.member))
    return db.session.scalars(query).one_or_none()


@task("privacy.tell_of_erasure")
def tell_of_erasure(erasure_id: int) -> None:
    """Tell somebody who leaves when they are erased, and how to come back until then."""
    erasure = waiting_with_person(erasure_id)
    if erasure is None or not erasure.member.email:
        return
    person = erasure.member
    values = {"until": erasure.due_at, "address": "/mijn/lidmaatschap-beeindigen", "was_member": erasure.was_member}
    message = compose("erasure_planned", name=person.name, email=person.email, language=person.language, **values)
    db.session.rollback()
    deliver(message)


@task("privacy.erase")
def erase(erasure_id: int) -> None:
    """Erase a person: the last mail first, since nobody knows their address afterwards; then step by step."""
    erasure = waiting_with_person(erasure_id)
    if erasure is None or erasure.due_at > now():
        return
    if erasure.member.state == MemberState.LEFT:
        say_goodbye(erasure)
    for _ in range(MOST_STEPS):
        begin_writing()
        waiting = waiting_with_person(erasure_id)
        if waiting is None:
            return
        is_done = erase_some(CLOCK, waiting)
        db.session.commit()
        db.session.expunge_all()
        if is_done:
            return
    raise RuntimeError("an erasure takes more than one run; the next goes on with it")


def waiting_with_person(erasure_id: int) -> Erasure | None:
    """Give an erasure that is still to be done, with its person."""
    query = select(Erasure).where(Erasure.id == erasure_id, Erasure.done_at.is_(None))
    return db.session.scalars(query.options(joinedload(Erasure.member))).one_or_none()


def say_goodbye(erasure: Erasure) -> None:
    """Take the mails about a person out of the folder of mails, where there is one, and send them the last one."""
    person = erasure.member
    folder = mail_folder()
    if folder is not None:
        forget_mails(folder, words_of(person))
    if not person.email:
        return
    # Without their name: in a folder of mails this one stays.
    message = compose("erased", name="", email=person.email, language=person.language)
    db.session.rollback()
    deliver(message)


def mail_folder() -> Path | None:
    """Give the folder of mails of a site that has no mail server."""
    url = urlsplit(current_app.config["SETTINGS"].mail_url)
    return Path(unquote(url.path)) if url.scheme == "file" else None


def forget_mails(folder: Path, words: set[str]) -> None:
    """Take away the mails that hold any of these words, in their heads or texts."""
    for path in folder.glob("*.eml"):
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        parts = [*map(str, mail.values()), *(part.get_content() for part in mail.walk() if not part.is_multipart())]
        whole = "\n".join(each for each in parts if isinstance(each, str)).lower()
        if any(word.lower() in whole for word in words):
            path.unlink(missing_ok=True)


@every(seconds=ROUND_SECONDS)
def erase_due() -> None:
    """Erase those whose days to come back are over."""
    if not due_erasures(now()):
        return
    begin_writing()
    for erasure in due_erasures(now()):
        begin_erasing(CLOCK, erasure)
    db.session.commit()


@every(seconds=DAY_SECONDS)
def keep_terms() -> None:
    """Clear what was kept for long enough: each kind in steps of their own, with a line in the log of how much."""
    for setting in CLEARING:
        count = 0
        for _ in range(MOST_STEPS):
            begin_writing()
            some = clear_some(CLOCK, setting=setting)
            count += some
            if not some:
                if count:
                    note_clearing(CLOCK, setting=setting, count=count)
                db.session.commit()
                break
            db.session.commit()
        db.session.expunge_all()
