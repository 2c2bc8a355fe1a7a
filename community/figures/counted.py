"""Numbers by what, week and place, as the database counted them, and what of them is told. Knows no database.

A place is a region, or one of two others: nowhere, and the closed and hidden groups of all regions together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

# The places that are no region; ids are positive.
NOWHERE = 0
BEHIND_DOORS = -1
# Of the whole period, or of this moment, and of no week.
OVERALL = -1
# The place of all places together, where nothing can be added up.
EVERYWHERE = -2
# Of fewer people is not told how many they are.
FEWEST = 5


class What(StrEnum):
    """What is counted."""

    MEMBERS = "members"
    JOINED = "joined"
    LEFT = "left"
    WAITING = "waiting"
    APPLIED = "applied"
    ADMITTED = "admitted"
    REFUSED = "refused"
    ACTIVE = "active"
    GROUPS = "groups"
    COMMENTS = "comment"
    NEWS = "news"
    DISCUSSIONS = "discussion"
    DOCUMENTS = "document"
    WIKI_PAGES = "wiki_page"
    DECISIONS = "decision"
    ACTIONS = "action"
    OPEN = "open"
    REPORTED = "reported"
    DECIDED = "decided"


class Hidden(StrEnum):
    """Why a number is not told."""

    FEW = "few"
    # Whoever took it from the total would know a number that is not told.
    BESIDE_FEW = "beside_few"


Told = int | Hidden


@dataclass(slots=True)
class Counted:
    """What was counted: a number for each thing, week and place in which there was any."""

    numbers: dict[tuple[str, int, int], int] = field(default_factory=dict)

    def add(self, rows: Iterable[tuple[str, int, int, int]]) -> None:
        """Take rows of the database: what, week, place, number."""
        for what, week, place, number in rows:
            key = (what, week, place)
            self.numbers[key] = self.numbers.get(key, 0) + number

    def by_week(self, what: What, week_count: int, place: int | None = None) -> list[int]:
        """Give a number for each week, in one place or in all."""
        found = [0] * week_count
        for (each, week, where), number in self.numbers.items():
            if each == what and week != OVERALL and place in (None, where):
                found[week] += number
        return found

    def by_place(self, what: What) -> dict[int, int]:
        """Give a number for each place, of all weeks together."""
        found: dict[int, int] = defaultdict(int)
        for (each, _, where), number in self.numbers.items():
            if each == what:
                found[where] += number
        return found

    def overall_by_place(self, what: What) -> dict[int, int]:
        """Give the number of the whole period for each place; who took part in two weeks is counted once."""
        return {
            where: number for (each, week, where), number in self.numbers.items() if (each, week) == (what, OVERALL)
        }

    def people_by_week(self, week_count: int, places: Iterable[int], place: int | None = None) -> list[Told]:
        """Give how many people wrote in each week, in one place or in all, as far as it is told."""
        if place is None:
            return [veiled_number(number) for number in self.by_week(What.ACTIVE, week_count)]
        every = list(places)
        return [
            veiled({each: self.numbers.get((What.ACTIVE, week, each), 0) for each in every})[place]
            for week in range(week_count)
        ]


@dataclass(frozen=True, slots=True)
class Span:
    """How long things took: the middle one, and the longest, in seconds."""

    median: float
    longest: float


def veiled_number(number: int) -> Told:
    """Give a number of people, unless they are few."""
    return Hidden.FEW if number < FEWEST else number


def veiled(people: Mapping[int, int]) -> dict[int, Told]:
    """Give a number of people for each place, unless they are few or could be found by taking them from the total."""
    told: dict[int, Told] = {place: veiled_number(number) for place, number in people.items()}
    while True:
        secret = [people[place] for place, number in told.items() if isinstance(number, Hidden)]
        shown = [(number, place) for place, number in told.items() if not isinstance(number, Hidden)]
        # None of them is no secret. One alone is what the total leaves; so are a few together.
        if not shown or not sum(secret) or (len(secret) > 1 and sum(secret) >= FEWEST):
            return told
        told[min(shown)[1]] = Hidden.BESIDE_FEW
