"""What somebody asks of the log, as it stands in an address. What makes no sense is as if it were not there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from community.audit.kinds import events_of
from community.audit.queries import LogFilter, people_named
from community.core.ids import read_id
from community.groups.models import Group
from community.policy import Actor
from community.web.presentation import AMSTERDAM

LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """The fields of the form above the log, each as it was filled in."""

    kind: str = ""
    person_id: int | None = None
    done_by: str = ""
    about: str = ""
    group: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def fields(self) -> dict[str, str]:
        """Give what was filled in by the names of the fields, for an address or a form."""
        days = {name: day.isoformat() for name, day in (("van", self.since), ("tot", self.until)) if day}
        words = {"soort": self.kind, "door": self.done_by, "over": self.about, "groep": self.group}
        person = {"wie": str(self.person_id)} if self.person_id is not None else {}
        return {name: word for name, word in words.items() if word} | person | days

    @property
    def first_moment(self) -> datetime | None:
        """Give the moment from which on lines are looked for."""
        return beginning(self.since) if self.since else None

    @property
    def last_moment(self) -> datetime | None:
        """Give the moment before which lines are looked for: the last day counts as a whole."""
        return beginning(self.until + timedelta(days=1)) if self.until else None

    @property
    def query(self) -> str:
        """Give it as it stands in an address."""
        return urlencode(self.fields)


def asked_in(values: Mapping[str, str]) -> Asked:
    """Read what somebody asks."""
    kind = values.get("soort", "")
    return Asked(
        kind=kind if events_of(kind) else "",
        person_id=read_id(values.get("wie")),
        done_by=plain(values.get("door")),
        about=plain(values.get("over")),
        group=plain(values.get("groep")),
        since=day_in(values.get("van")),
        until=day_in(values.get("tot")),
    )


def plain(text: str | None) -> str:
    """Give one line of words."""
    return " ".join((text or "").replace("\0", " ").split())[:LONGEST_NAME]


def day_in(text: str | None) -> date | None:
    """Read a day as a date field sends it."""
    try:
        found = date.fromisoformat(text or "")
    except ValueError:
        return None
    return found if date(2000, 1, 1) <= found <= date(2100, 1, 1) else None


def filter_of(actor: Actor, asked: Asked, groups: list[Group]) -> LogFilter:
    """Give what to look for; a group that may not be asked for has no lines."""
    group_ids = {group.slug: group.id for group in groups}
    by, about = people_named(actor, asked.done_by, asked.about)
    return LogFilter(
        events=events_of(asked.kind),
        person_ids=None if asked.person_id is None else (asked.person_id,),
        actor_ids=by,
        subject_ids=about,
        group_id=group_ids.get(asked.group, 0) if asked.group else None,
        since=asked.first_moment,
        until=asked.last_moment,
    )


def beginning(day: date) -> datetime:
    """Give the moment at which a day begins in Amsterdam."""
    return datetime.combine(day, time(), AMSTERDAM)
