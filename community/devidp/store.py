"""What the provider must remember: codes, tokens, who is signed in where, and accounts made here.

One SQLite file, so that a restart of the provider signs nobody out. Codes and tokens are kept as digests and die by the
clock. Nothing here speaks HTTP or OAuth.
"""

import hashlib
import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from community.devidp.people import Person, demo_people

SCHEMA = """
create table if not exists code (digest text primary key, client_id text, redirect_uri text, scope text, nonce text,
  code_challenge text, subject text, sid text, auth_time int, expires_at real, used int default 0,
  acr text default '');
create table if not exists token (digest text primary key, code text, client_id text, subject text, scope text,
  sid text, expires_at real);
create table if not exists browser (digest text primary key, subject text, sid text, auth_time int);
create table if not exists audience (sid text, client_id text, subject text, primary key (sid, client_id));
create table if not exists account (subject text primary key, name text, email text);
create table if not exists assertion (digest text primary key, expires_at real);
"""


@dataclass(frozen=True)
class BrowserSession:
    """Somebody is signed in at this provider in one browser."""

    subject: str
    sid: str
    auth_time: int


def digest(secret: str) -> str:
    """What is stored in place of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Store:
    """The provider's memory."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._open() as db:
            db.executescript(SCHEMA)
            # A file of an earlier version lacks the level.
            if "acr" not in {row["name"] for row in db.execute("pragma table_info(code)")}:
                db.execute("alter table code add column acr text default ''")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        db = sqlite3.connect(self._path, timeout=5, isolation_level=None)
        db.row_factory = sqlite3.Row
        try:
            yield db
        finally:
            db.close()

    def run(self, sql: str, *values: object) -> int:
        """Change rows; the number of rows changed."""
        with self._open() as db:
            return db.execute(sql, values).rowcount

    def row(self, sql: str, *values: object) -> sqlite3.Row | None:
        """The first row, or none."""
        with self._open() as db:
            found: sqlite3.Row | None = db.execute(sql, values).fetchone()
            return found

    def rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """All rows."""
        with self._open() as db:
            return db.execute(sql, values).fetchall()

    # People

    def person(self, subject: str) -> Person | None:
        """The account with this subject."""
        found = next((person for person in demo_people() if person.subject == subject), None)
        return found or next((person for person in self.accounts() if person.subject == subject), None)

    def accounts(self) -> list[Person]:
        """The accounts that were made here, oldest first."""
        rows = self.rows("select * from account order by rowid")
        return [Person(f"account-{row['subject']}", row["subject"], row["name"], row["email"]) for row in rows]

    def choose(self, key: str) -> Person | None:
        """The person behind a button of the sign-in page."""
        return next((person for person in [*demo_people(), *self.accounts()] if person.key == key), None)

    def add_account(self, name: str, email: str) -> Person:
        """A new account with a subject of its own, whatever its e-mail address."""
        subject = secrets.token_hex(8)
        self.run("insert into account (subject, name, email) values (?, ?, ?)", subject, name, email)
        return Person(f"account-{subject}", subject, name, email)

    # Signed in at the provider

    def browser_session(self, cookie: str) -> BrowserSession | None:
        """Who is signed in with this cookie."""
        row = self.row("select subject, sid, auth_time from browser where digest = ?", digest(cookie))
        return BrowserSession(*row) if row else None

    def sign_in(self, cookie: str, subject: str, *, anew: bool = False) -> tuple[str, BrowserSession]:
        """Sign a person in, in place of whoever was; the cookie's new value and the session.

        Who is signed in already and proves it anew stays in the same session, from another moment on.
        """
        known = self.browser_session(cookie)
        if known and known.subject == subject:
            if anew:
                known = replace(known, auth_time=int(time.time()))
                self.run("update browser set auth_time = ? where digest = ?", known.auth_time, digest(cookie))
            return cookie, known
        cookie = secrets.token_urlsafe(32)
        session = BrowserSession(subject, secrets.token_urlsafe(16), int(time.time()))
        self.run("insert into browser values (?, ?, ?, ?)", digest(cookie), subject, session.sid, session.auth_time)
        return cookie, session

    def sessions_of(self, subject: str) -> list[str]:
        """The ids of the sessions of a person, in all browsers."""
        return [row["sid"] for row in self.rows("select sid from browser where subject = ?", subject)]

    def end_session(self, sid: str) -> list[tuple[str, str]]:
        """Sign out at the provider; (client id, subject) of each client that must be told."""
        told = [(row["client_id"], row["subject"]) for row in self.rows("select * from audience where sid = ?", sid)]
        for table in ("browser", "audience", "token"):
            self.run(f"delete from {table} where sid = ?", sid)
        return told

    # Once only

    def first_use(self, assertion_id: str, expires_at: float) -> bool:
        """Whether a client's signed assertion is seen for the first time."""
        self.run("delete from assertion where expires_at < ?", time.time() - 120)
        return self.run("insert or ignore into assertion values (?, ?)", digest(assertion_id), expires_at) == 1
