"""Puts a secret word into every text of every row, and says who may read each word.

Which rows a person may read follows the policy, which has its own hand-written proof in `tests/policy`. What is
narrower than its row (an e-mail address) or wider (the name of a group to who was invited) stands here by hand.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Enum, String, select

from community import policy
from community.accounts.models import Member
from community.audit.models import AuditDetail
from community.content.models import Attachment, ContentItem
from community.core.append_only import unlocked
from community.core.db import Base, db
from community.documents.models import DocumentVersion, Folder
from community.groups.models import Group
from community.policy import Permission
from community.policy.table import READ
from community.reports.models import ReportCase
from tests.policy.things import PARENTS, PERSONS, Cast, key_of

WORD = re.compile(r"kanarie\d{5}x")
PEOPLE = tuple(name for name in PERSONS if name != "clock")

# Columns that are no text for people: keys, hashes, kinds, and what programs read.
TECHNICAL = {
    "token_hash", "submit_key", "storage_key", "media_type", "kind", "genre", "language", "event", "detail_digest",
    "seal", "task", "last_error", "key", "issuer", "subject", "provider", "oidc_sid", "id_token", "map_area",
    "name_folded", "email_folded", "function_folded", "words_folded", "shelf", "fingerprint", "thumbnail_key", "thing",
    "acr",
}  # fmt: skip
HTML = {"html", "body"}
# Rows that hold no text of people, or none that anybody is shown.
SKIPPED_TABLES = {"site_setting", "outbox", "item_counter", "audit_entry", "heard_notice", "ballot_box"}
# The author signs what they write, so their name stands wherever that may be read.
SIGNED = {"author", "coordinator", "editor"}


@dataclass(frozen=True, slots=True)
class Secret:
    """A word, where it stands, and who may read it."""

    word: str
    place: str
    readers: frozenset[str]


def spread(cast: Cast, things: dict[str, tuple[type[Any], int]] | None = None) -> dict[str, Secret]:
    """Put a word into each text of each row, and into each file; gives them by word. Rows are called as in `things`."""
    actors = {name: cast.actor(name) for name in PEOPLE}
    names = {found: name for name, found in (things or {}).items()}
    secrets: dict[str, Secret] = {}
    # The log itself refuses that its words are changed.
    with cast.world.context(), unlocked(db.session.connection(), db.metadata, reason="words of a test"):
        for model in models():
            for row in db.session.scalars(select(model).options(*PARENTS.get(model, ()))).unique():
                who = readers_of_row(model, row, actors)
                name = names.get((type(row), getattr(row, key_of(type(row)).key))) or row_name(row)
                for column in texts_of(model):
                    word = f"kanarie{len(secrets):05d}x"
                    if not put(row, column, word, cast):
                        continue
                    place = f"{model.__tablename__}.{column} of {name}"
                    secrets[word] = Secret(word, place, frozenset(narrowed(model, column, row, who, actors)))
                for word, part in put_content(row, len(secrets), cast):
                    secrets[word] = Secret(word, f"{part} of {name}", frozenset(who))
        db.session.flush()
    return secrets


def put_content(row: Any, number: int, cast: Cast) -> list[tuple[str, str]]:
    """Store words where a row has files; gives them with what they are."""
    if isinstance(row, Attachment):
        return [(word, f"attachment file {size}") for word, size in put_files(row, number, cast)]
    return put_version(row, number, cast) if isinstance(row, DocumentVersion) else []


def put_version(row: DocumentVersion, number: int, cast: Cast) -> list[tuple[str, str]]:
    """Store what a version and each of its pictures hold: a word each; gives the words with what they are."""
    words = [f"kanarie{number + each:05d}x" for each in range(3 if row.pages else 1)]
    keys = [cast.world.store(word.encode()) for word in words]
    row.storage_key, row.byte_count = keys[0], len(words[0])
    if row.pages:
        row.thumbnail_key, row.pages = keys[1], [{**row.pages[0], "key": keys[2]}]
    return list(zip(words, ["document file", "document thumbnail", "document page"], strict=False))


def put_files(row: Attachment, number: int, cast: Cast) -> list[tuple[str, str]]:
    """Store what a file and each of its smaller sizes hold: a word each; gives the words with their sizes."""
    words = [f"kanarie{number + each:05d}x" for each in range(1 + len(row.variants))]
    contents = [word.encode() for word in words]
    row.storage_key, row.byte_count = cast.world.store(contents[0]), len(contents[0])
    row.variants = [
        each | {"key": cast.world.store(content), "bytes": str(len(content))}
        for each, content in zip(row.variants, contents[1:], strict=True)
    ]
    return list(zip(words, ["as a whole", *(f"{each['width']} wide" for each in row.variants)], strict=True))


def models() -> list[type[Any]]:
    """Give every model that holds text of people, each table once."""
    found = {mapper.class_ for mapper in Base.registry.mappers if mapper.inherits is None}
    return sorted(
        (each for each in found if each.__tablename__ not in SKIPPED_TABLES), key=lambda each: each.__tablename__
    )


def texts_of(model: type[Any]) -> list[str]:
    """Give the columns of a model that hold text."""
    columns = model.__table__.columns
    return [
        column.name
        for column in columns
        if isinstance(column.type, String)
        and not isinstance(column.type, Enum)
        and not column.foreign_keys
        and column.name not in TECHNICAL
    ]


def put(row: Any, column: str, word: str, cast: Cast) -> bool:
    """Put a word into one text; says whether it could."""
    if isinstance(row, Member) and column in ("name", "function", "slug") and is_signed(row, cast):
        return False
    before = getattr(row, column) if column not in HTML or not isinstance(row, ContentItem) else ""
    if isinstance(row, AuditDetail):
        after = json.dumps({"reason": word})
    elif column == "slug":
        after = f"{before}-{word}"
    elif column == "file_name":
        after = f"{word}-{before}"
    elif column in HTML:
        after = f"<p>{word}</p>"
    elif column == "email":
        after = f"{word}@voorbeeld.example"
    else:
        after = f"{before} {word}".strip()
    setattr(row, column, after)
    return True


def is_signed(member: Member, cast: Cast) -> bool:
    """Whether this person's name stands below what they wrote or above what they coordinate."""
    return any(cast.rows[name].id == member.id for name in SIGNED) or member.id not in {
        row.id for row in cast.rows.values()
    }


def row_name(row: Any) -> str:
    """Give a word or two by which a developer finds the row."""
    return str(getattr(row, "title", None) or getattr(row, "name", None) or getattr(row, "id", "") or row)[:40]


def readers_of_row(model: type[Any], row: Any, actors: dict[str, Any]) -> set[str]:
    """Give who may read a row."""
    permission = next((READ[ancestor] for ancestor in type(row).__mro__ if ancestor in READ), None)
    if permission is None:
        return set()
    return {name for name, actor in actors.items() if policy.allows(actor, permission, row)}


def narrowed(model: type[Any], column: str, row: Any, readers: set[str], actors: dict[str, Any]) -> set[str]:
    """Apply what stands here by hand: columns that are narrower or wider than their row."""
    if model is Member and column in ("email", "suspension_reason"):
        return {name for name in readers if actors[name].id == row.id or actors[name].is_moderator}
    if model is Member and column == "about":
        # Who decides on a report sees what was reported, also of somebody who is suspended; not what was hidden.
        is_shown = row.profile is not None and row.profile.shows_about
        deciding = {name for name in readers if is_shown and actors[name].is_moderator}
        return deciding | (readers & allowed(actors, Permission.MEMBER_ABOUT_READ, row))
    if model is Group and column == "welcome":
        return {name for name in readers if policy.allows(actors[name], Permission.GROUP_WELCOME_READ, row)}
    if model is Group and row.access == "hidden" and column in ("name", "slug", "purpose"):
        return readers | {"author"}  # invited, and so told which group it is
    if model is ContentItem and column == "title":
        return readers | allowed(actors, Permission.ITEM_TRASH_READ, row)
    if model is ReportCase and column == "snapshot":
        # A report opens no group, and an author never reads what was kept of it.
        return allowed(actors, Permission.CASE_OVERSEE, row) & (
            allowed(actors, Permission.GROUP_MEMBERS_READ, row.group) if row.group is not None else set(actors)
        )
    if model is Folder and column == "name":
        return readers | allowed(actors, Permission.FOLDER_TRASH_READ, row)
    return readers


def allowed(actors: dict[str, Any], permission: Permission, row: Any) -> set[str]:
    """Give who may see what something is called while it is in the trash."""
    return {name for name, actor in actors.items() if policy.allows(actor, permission, row)}
