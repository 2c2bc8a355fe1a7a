"""The tables of figures, by subject: for the page, the drawings and the files, from one and the same numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _

from community.core.spreadsheets import Cell
from community.figures import messages
from community.figures.counted import BEHIND_DOORS, EVERYWHERE, NOWHERE, Hidden, Span, Told, What, veiled, veiled_number
from community.figures.queries import WRITTEN, Figures
from community.regions.models import Region

# A number, a number with a fraction, one that is not told, or none at all.
Value = Told | float | None
# What stands out: a value, or one with its unit in words.
Fact = Value | str
DAY, HOUR = 86400, 3600


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, a value for each row, and one for all rows together."""

    label: str
    values: Sequence[Value]
    overall: Value

    @property
    def has_any(self) -> bool:
        """Whether it says anything but nought, or that a number is not told."""
        return any(value for value in self.values if not isinstance(value, Hidden))


@dataclass(frozen=True, slots=True)
class Table:
    """Figures in rows; the heads say of what each row is, in words and as they stand in a file."""

    key: str
    title: str
    head_labels: tuple[str, ...]
    heads: Sequence[tuple[str, tuple[str, ...]]]
    columns: Sequence[Column]
    overall_label: str

    @property
    def rows(self) -> Iterator[tuple[str, list[Value]]]:
        """Give the rows as a page shows them."""
        for number, (words, _codes) in enumerate(self.heads):
            yield words, [column.values[number] for column in self.columns]

    @property
    def overall(self) -> list[Value]:
        """Give the row of all rows together."""
        return [column.overall for column in self.columns]

    def for_file(self) -> Iterator[list[Cell]]:
        """Give the rows as a file holds them."""
        yield [*self.head_labels, *(column.label for column in self.columns)]
        for number, (_words, codes) in enumerate(self.heads):
            yield [*codes, *(in_file(column.values[number]) for column in self.columns)]
        blanks = [""] * (len(self.head_labels) - 1)
        yield [self.overall_label, *blanks, *(in_file(value) for value in self.overall)]


@dataclass(frozen=True, slots=True)
class Subject:
    """What belongs together on the page: what stands out, the weeks, and the regions."""

    key: str
    title: str
    explanation: str
    facts: Sequence[tuple[str, Fact]]
    by_week: Table
    by_place: Table
    # Which columns are drawn.
    drawn: Sequence[Column] = ()
    drawn_by_place: Sequence[Column] = field(default=())

    @property
    def has_any(self) -> bool:
        """Whether there is anything to show."""
        return any(column.has_any for table in (self.by_week, self.by_place) for column in table.columns)


def in_file(value: Value) -> Cell:
    """Give a value as it stands in a file: bare, so that one can reckon with it."""
    return messages.hidden_in_words(value) if isinstance(value, Hidden) else value


class Maker:
    """Makes the tables of what was counted, for the whole site or for one region."""

    def __init__(self, found: Figures, region: Region | None) -> None:
        self.found, self.counted = found, found.counted
        self.place = region.id if region else None
        self.names = {each.id: each.name for each in found.regions}

    def subjects(self) -> list[Subject]:
        """Give all subjects in the order of the page."""
        return [self.members(), self.applications(), self.active(), self.written(), self.reports()]

    # --- subjects ---

    def members(self) -> Subject:
        """Who is in, came and left."""
        weekly = [self.weekly(What.JOINED, _("Nieuw")), self.weekly(What.LEFT, _("Vertrokken"))]
        places = self.places(What.MEMBERS, What.JOINED, What.LEFT)
        local = [
            self.local(What.MEMBERS, _("Leden nu"), places),
            self.local(What.JOINED, _("Nieuw"), places),
            self.local(What.LEFT, _("Vertrokken"), places),
        ]
        facts = [(_("leden nu"), self.sum_of(What.MEMBERS)), (_("nieuw"), weekly[0].overall)]
        return Subject(
            "leden",
            _("Leden"),
            _("Geteld in de regio die iemand koos. Wie geschorst is, telt niet als lid."),
            [*facts, (_("vertrokken"), weekly[1].overall)],
            self.of_weeks("leden", _("Leden per week"), weekly),
            self.of_places("leden", _("Leden per regio"), local, places),
            drawn=weekly,
            drawn_by_place=local[:1],
        )

    def applications(self) -> Subject:
        """What became of applications, and how long people wait."""
        labels = {
            What.APPLIED: _("Aangevraagd"),
            What.ADMITTED: _("Toegelaten"),
            What.REFUSED: _("Geweigerd"),
        }
        weekly = [self.weekly(what, label) for what, label in labels.items()]
        places = self.places(What.WAITING, *labels)
        local = [
            self.local(What.WAITING, _("Wachten nu"), places),
            self.lasting(What.WAITING, _("Wachten nu: mediaan in dagen"), places, DAY),
            self.lasting(What.WAITING, _("Wachten nu: langst in dagen"), places, DAY, longest=True),
            *(self.local(what, label, places) for what, label in labels.items()),
            self.lasting(What.APPLIED, _("Tot besluit: mediaan in dagen"), places, DAY),
        ]
        return Subject(
            "aanvragen",
            _("Aanvragen"),
            _("De mediaan is de middelste: de helft wacht korter, de helft langer."),
            [
                (_("wachten nu"), self.sum_of(What.WAITING)),
                (_("wachttijd nu, mediaan"), messages.days(self.median(What.WAITING))),
                (_("wachttijd nu, langst"), messages.days(self.longest(What.WAITING))),
                (_("toegelaten"), weekly[1].overall),
                (_("geweigerd"), weekly[2].overall),
                (_("tot het besluit, mediaan"), messages.days(self.median(What.APPLIED))),
            ],
            self.of_weeks("aanvragen", _("Aanvragen per week"), weekly),
            self.of_places("aanvragen", _("Aanvragen per regio"), local, places),
            drawn=weekly[:2],
        )

    def active(self) -> Subject:
        """How many people wrote something, and in how many groups."""
        people = self.counted.overall_by_place(What.ACTIVE)
        everyone = self.people(people)
        weeks = range(len(self.found.weeks))
        told = self.counted.people_by_week(len(weeks), self.homes(people), self.place)
        weekly = [
            Column(_("Leden die schreven"), told, everyone),
            self.weekly(What.GROUPS, _("Actieve werkgroepen"), overall=self.groups_overall()),
        ]
        places = self.places(What.ACTIVE, What.GROUPS)
        homes = veiled({each: people.get(each, 0) for each in self.homes(people)})
        groups = self.counted.overall_by_place(What.GROUPS)
        local = [
            Column(_("Leden die schreven"), [homes.get(each) for each in places], veiled_number(sum(people.values()))),
            Column(_("Actieve werkgroepen"), [groups.get(each, 0) for each in places], sum(groups.values())),
        ]
        return Subject(
            "actief",
            _("Actieve leden en werkgroepen"),
            _(
                "Actief is wie iets schreef dat er nog staat: een reactie, een stuk, een wijziging of een versie van"
                " een document. Leden tellen in hun eigen regio, werkgroepen in die van de groep. Wat iemand leest of"
                " stemt, telt niet mee."
            ),
            [(_("leden die schreven"), everyone), (_("actieve werkgroepen"), weekly[1].overall)],
            self.of_weeks("actief", _("Actief per week"), weekly, overall_label=_("Hele periode")),
            self.of_places("actief", _("Actief per regio"), local, places),
            drawn=weekly,
            drawn_by_place=local[:1],
        )

    def written(self) -> Subject:
        """What was written and is still there."""
        labels = messages.written_labels()
        weekly = [self.weekly(what, labels[what]) for what in WRITTEN]
        places = self.places(*WRITTEN)
        return Subject(
            "geschreven",
            _("Wat er is geschreven"),
            _("Geteld in de regio van het stuk. Wat verwijderd of verborgen is, telt niet mee."),
            [(column.label, column.overall) for column in weekly],
            self.of_weeks("geschreven", _("Geschreven per week"), weekly),
            self.of_places(
                "geschreven",
                _("Geschreven per regio"),
                [self.local(what, labels[what], places) for what in WRITTEN],
                places,
            ),
            drawn=[weekly[WRITTEN.index(what)] for what in (What.COMMENTS, What.DISCUSSIONS)],
        )

    def reports(self) -> Subject:
        """The cases of reports, and how long it took to decide them."""
        weekly = [self.weekly(What.REPORTED, _("Nieuw")), self.weekly(What.DECIDED, _("Beslist"))]
        places = self.places(What.OPEN, What.REPORTED, What.DECIDED)
        local = [
            self.local(What.OPEN, _("Wachten nu"), places),
            self.local(What.REPORTED, _("Nieuw"), places),
            self.local(What.DECIDED, _("Beslist"), places),
            self.lasting(What.DECIDED, _("Tot besluit: mediaan in uren"), places, HOUR),
            self.lasting(What.DECIDED, _("Tot besluit: langst in uren"), places, HOUR, longest=True),
        ]
        return Subject(
            "signalen",
            _("Signalen"),
            _("Signalen over hetzelfde zijn één zaak. Geteld in de regio van de werkgroep waar het stond."),
            [
                (_("wachten nu"), self.sum_of(What.OPEN)),
                (_("nieuw"), weekly[0].overall),
                (_("beslist"), weekly[1].overall),
                (_("tot het besluit, mediaan"), messages.hours_or_days(self.median(What.DECIDED))),
                (_("tot het besluit, langst"), messages.hours_or_days(self.longest(What.DECIDED))),
            ],
            self.of_weeks("signalen", _("Signalen per week"), weekly),
            self.of_places("signalen", _("Signalen per regio"), local, places),
            drawn=weekly,
        )

    # --- parts ---

    def of_weeks(self, key: str, title: str, columns: Sequence[Column], *, overall_label: str = "") -> Table:
        """Make the table with a row for each week."""
        heads = [(messages.week_in_words(each), (each.code, each.monday.isoformat())) for each in self.found.weeks]
        labels = (_("Week"), _("Begint op"))
        return Table(f"{key}-per-week", title, labels, heads, columns, overall_label or _("Samen"))

    def of_places(self, key: str, title: str, columns: Sequence[Column], places: Sequence[int]) -> Table:
        """Make the table with a row for each place."""
        heads = [(self.name_of(each), (self.name_of(each),)) for each in places]
        return Table(f"{key}-per-regio", title, (_("Regio"),), heads, columns, _("Hele site"))

    def name_of(self, place: int) -> str:
        """What people call a place."""
        others = {NOWHERE: _("Zonder regio"), BEHIND_DOORS: _("Besloten en verborgen werkgroepen, alle regio’s samen")}
        return others.get(place) or self.names[place]

    def places(self, *subjects: What) -> list[int]:
        """Give the places of a table: all regions, and the others where anything was counted."""
        seen = {where for (what, _week, where), number in self.counted.numbers.items() if what in subjects and number}
        return [*self.names, *(each for each in (NOWHERE, BEHIND_DOORS) if each in seen)]

    def homes(self, people: Mapping[int, int]) -> list[int]:
        """Give the places where people can be at home."""
        return [*self.names, *(each for each in people if each not in self.names)]

    def people(self, overall: Mapping[int, int]) -> Told:
        """Give how many people wrote in the whole period, as far as it is told."""
        if self.place is None:
            return veiled_number(sum(overall.values()))
        return veiled({each: overall.get(each, 0) for each in self.homes(overall)})[self.place]

    def groups_overall(self) -> int:
        """Give how many groups were active in the whole period."""
        groups = self.counted.overall_by_place(What.GROUPS)
        return sum(groups.values()) if self.place is None else groups.get(self.place, 0)

    def sum_of(self, what: What) -> int:
        """Give a number of this moment, of the site or the region."""
        found = self.counted.by_place(what)
        return sum(found.values()) if self.place is None else found.get(self.place, 0)

    def weekly(self, what: What, label: str, *, overall: int | None = None) -> Column:
        """Make a column of weeks."""
        values = self.counted.by_week(what, len(self.found.weeks), self.place)
        return Column(label, values, sum(values) if overall is None else overall)

    def local(self, what: What, label: str, places: Sequence[int]) -> Column:
        """Make a column of places."""
        found = self.counted.by_place(what)
        return Column(label, [found.get(place, 0) for place in places], sum(found.values()))

    def lasting(self, what: What, label: str, places: Sequence[int], unit: int, *, longest: bool = False) -> Column:
        """Make a column of how long things took in each place."""

        def at(place: int) -> float | None:
            span = self.found.spans.get((what, place))
            return round((span.longest if longest else span.median) / unit, 1) if span else None

        return Column(label, [at(place) for place in places], at(EVERYWHERE))

    def span(self, what: What) -> Span | None:
        """Give how long things took, on the site or in the region."""
        return self.found.spans.get((what, EVERYWHERE if self.place is None else self.place))

    def median(self, what: What) -> float | None:
        """Give the middle of how long things took, if there were any."""
        span = self.span(what)
        return span.median if span else None

    def longest(self, what: What) -> float | None:
        """Give the longest that a thing took, if there were any."""
        span = self.span(what)
        return span.longest if span else None


def tables_by_key(subjects: Sequence[Subject]) -> dict[str, Table]:
    """Give every table by its name in addresses."""
    return {table.key: table for subject in subjects for table in (subject.by_week, subject.by_place)}
