"""Is this deployment safe and complete? Each finding comes with its cure."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import func, select

from community.accounts.models import Member, MemberState, Role
from community.audit.chain import verify
from community.audit.heads import kept_heads
from community.core.append_only import is_locked
from community.core.clock import now
from community.core.db import db
from community.core.storage import Storage, StorageAway
from community.jobs.models import Outbox
from community.site.readiness import unreadiness
from config import Settings

LEAST_FREE_BYTES = 1_000_000_000
LATE_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong, and what to do about it."""

    fault: str
    cure: str


def findings(settings: Settings) -> list[Finding]:
    """Give everything that is wrong with this deployment."""
    fault = unreadiness(with_demo=settings.with_demo)
    if fault:
        return [Finding(fault, "Run `community migrate`, and see that COMMUNITY_DATABASE_URL is right.")]
    return [*of_settings(settings), *of_folder(settings), *of_storage(settings), *of_people(), *of_outbox(), *of_log()]


def of_settings(settings: Settings) -> Iterator[Finding]:
    """Find settings with which real people should not work."""
    if not settings.is_production:
        yield Finding("COMMUNITY_ENV is development", "Set COMMUNITY_ENV=production where real people work.")
    elif urlsplit(settings.mail_url).scheme == "file":
        yield Finding("mail goes into a folder", "Set COMMUNITY_MAIL_URL to smtp:// or smtps://.")
    if settings.is_production and settings.mail_from.endswith("@localhost"):
        yield Finding("mail has no real sender", "Set COMMUNITY_MAIL_FROM to an address of your own domain.")


def of_folder(settings: Settings) -> Iterator[Finding]:
    """Find a folder that is missing or that others can read, or a disk that is nearly full."""
    if not settings.data_dir.is_dir():
        yield Finding(f"the folder {settings.data_dir} is not there", "Run `community migrate`, which makes it.")
        return
    if settings.data_dir.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH):
        yield Finding(f"everybody on this machine can read {settings.data_dir}", f"Run `chmod o= {settings.data_dir}`.")
    if shutil.disk_usage(settings.data_dir).free < LEAST_FREE_BYTES:
        yield Finding("less than 1 GB is free on the disk", "Make room, or give the site a larger disk.")


def of_storage(settings: Settings) -> Iterator[Finding]:
    """Find a storage that does not answer."""
    try:
        next(iter(Storage(settings.storage_url).keys()), None)
    except StorageAway as error:
        yield Finding(f"the storage does not answer: {error}", "See that COMMUNITY_STORAGE_URL is right.")


def of_people() -> Iterator[Finding]:
    """Find a site that nobody can set up."""
    wanted = (Member.role == Role.ADMINISTRATOR, Member.state == MemberState.MEMBER)
    if not db.session.scalar(select(func.count()).select_from(Member).where(*wanted)):
        yield Finding("there is no administrator", "Sign in once, then run `community role EMAIL administrator`.")


def of_outbox() -> Iterator[Finding]:
    """Find work that waits too long or was given up."""
    waiting = db.session.scalar(
        select(func.min(Outbox.available_at)).where(Outbox.done_at.is_(None), Outbox.is_dead.is_(False))
    )
    if waiting and (now() - waiting).total_seconds() > LATE_SECONDS:
        yield Finding("the outbox waits for more than ten minutes", "See that `community worker` runs.")
    dead = db.session.scalar(select(func.count()).select_from(Outbox).where(Outbox.is_dead.is_(True)))
    if dead:
        yield Finding(
            f"{dead} tasks were given up", "Read `last_error` in the table `outbox`; mend it; set `is_dead` to false."
        )


def of_log() -> Iterator[Finding]:
    """Find a log in which something was changed, that can be changed, or of which the end is not sealed."""
    if not is_locked(db.session.connection()):
        yield Finding("the log is not locked against changes", "Run `community migrate`, which makes its triggers.")
    verdict = verify(*kept_heads())
    for fault in verdict.faults:
        yield Finding(f"the log: {fault}", "Compare it with a backup; see docs/operations.md, The log.")
    waiting = verdict.oldest_unsealed_at
    if waiting and (age := (now() - waiting).total_seconds()) > LATE_SECONDS:
        fault = f"the oldest of {verdict.unsealed_count} unsealed lines of the log is {age / 60:.0f} minutes old"
        yield Finding(fault, "See that `community worker` runs.")
