"""Writes synthetic rows in bulk, consistent as if deeds had made them: counters, threads, memberships.

It knows nothing of transactions, triggers or progress bars: see `community.generate.run`.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select

from community.accounts.models import Member, MemberState, Role
from community.content.models import Audience, Comment, ContentItem, ItemCounter, State
from community.core.clock import now
from community.core.db import Base
from community.core.ids import RANDOM_BITS, id_at
from community.core.slugs import fold
from community.generate.words import FUNCTIONS, PLACES, TOPICS, Words
from community.groups.models import Access, Group, GroupMembership, GroupRole
from community.members.models import Expertise, MemberTheme, Profile
from community.news.models import NewsKind
from community.organisations.models import Layer, Organisation
from community.regions.models import Region
from community.richtext import CLEANER_VERSION
from community.themes.models import Theme, item_theme

BATCH = 5_000
YEARS = 3
Advance = Callable[[str, int], None]


class Generator:
    """Makes and writes rows over one connection; `advance` hears of each batch."""

    def __init__(self, connection: Connection, seed: int, advance: Advance) -> None:
        self.connection, self.advance = connection, advance
        self.chance = random.Random(seed)
        self.words = Words(self.chance)
        self.mark = f"{seed}-{format(id_at(now()) >> RANDOM_BITS, 'x')}"
        self.until = now()
        self.since = self.until - timedelta(days=365 * YEARS)
        self.last_id = 0

    # --- ids and moments ---

    def ids(self, count: int) -> Iterator[tuple[int, datetime]]:
        """Give ids with their moments, spread evenly over the years and in order."""
        first, last = id_at(self.since), id_at(self.until)
        step = (last - first) // max(1, count)
        for number in range(count):
            new = max(first + number * step + self.chance.randrange(max(1, step // 2)), self.last_id + 1)
            yield new, self.since + (self.until - self.since) * (number / max(1, count))

    def write(self, what: str, model: type[Base] | Any, rows: Iterable[dict[str, Any]]) -> None:
        """Write rows in batches."""
        table: Any = model.__table__ if hasattr(model, "__table__") else model
        statement = insert(table)
        rows = iter(rows)
        while batch := list(itertools.islice(rows, BATCH)):
            self.connection.execute(statement, batch)
            self.advance(what, len(batch))

    # --- what there is ---

    def regions_and_themes(self) -> tuple[list[int], list[int]]:
        """Give the ids of regions and themes, made where there are none."""
        for model, names in ((Region, PLACES[:6]), (Theme, TOPICS[:8])):
            if not self.connection.scalar(select(func.count()).select_from(model)):
                rows = (
                    {"id": new, "slug": name.lower(), "name": name.capitalize(), "position": place}
                    for place, (name, (new, _)) in enumerate(zip(names, self.ids(len(names)), strict=True))
                )
                self.write(model.__tablename__, model, rows)
        return [list(self.connection.scalars(select(model.id))) for model in (Region, Theme)]  # type: ignore[return-value]

    def organisations(self) -> list[tuple[int, str]]:
        """Make some organisations."""
        names = [f"Gemeente {place} {number}" for number in range(1, 6) for place in PLACES]
        made = [(new, f"{name} ({self.mark})") for name, (new, _) in zip(names, self.ids(len(names)), strict=True)]
        rows = (
            {
                "id": new,
                "slug": f"gemeente-{new}",
                "name": name,
                "name_folded": fold(name),
                "layer": Layer.MUNICIPALITY,
            }
            for new, name in made
        )
        self.write("organisations", Organisation, rows)
        return made

    def people(self, count: int) -> list[tuple[int, str, str]]:
        """Make members: mostly plain ones, some editors and moderators. Gives id, function and organisation of each."""
        organisations = self.organisations()
        regions, themes = self.regions_and_themes()
        made: list[tuple[int, str, str]] = []

        def rows() -> Iterator[dict[str, Any]]:
            for number, (new, moment) in enumerate(self.ids(count)):
                name, function = self.words.name(), self.chance.choice(FUNCTIONS)
                organisation_id, organisation = self.chance.choice(organisations)
                made.append((new, function, organisation))
                address = f"lid-{number}-{self.mark}"
                yield {
                    "id": new,
                    "name": name,
                    "name_folded": fold(name),
                    "slug": address,
                    "email": f"{address}@voorbeeld.example",
                    "email_folded": f"{address}@voorbeeld.example",
                    "state": MemberState.MEMBER,
                    "role": Role.EDITOR if number % 100 == 0 else Role.MODERATOR if number % 100 == 1 else Role.MEMBER,
                    "function": function,
                    "function_folded": fold(function),
                    "organisation_id": organisation_id,
                    "region_id": self.chance.choice(regions),
                    "created_at": moment,
                    "joined_at": moment,
                    # Nobody stayed away so long that the worker would ask them about it.
                    "last_seen_at": now(),
                }

        self.write("members", Member, rows())
        self.profiles(made, themes)
        return made

    def profiles(self, people: list[tuple[int, str, str]], themes: list[int]) -> None:
        """Let all people tell something of themselves; one in five hides it."""
        chosen = [(member_id, self.chance.random() < 0.8) for member_id, *_ in people]
        shown = ("about", "picture", "themes", "expertise", "region", "groups", "contributions")
        profiles = (
            {"id": new, "member_id": member_id, **{f"shows_{part}": is_shown for part in shown}}
            for (member_id, is_shown), (new, _) in zip(chosen, self.ids(len(chosen)), strict=True)
        )
        self.write("profiles", Profile, profiles)
        words = [(member_id, self.chance.choice(TOPICS)) for member_id, _ in chosen]
        expertise = (
            {"id": new, "member_id": member_id, "words": said, "words_folded": fold(said)}
            for (member_id, said), (new, _) in zip(words, self.ids(len(words)), strict=True)
        )
        self.write("expertise", Expertise, expertise)
        on = (
            {"id": new, "member_id": member_id, "theme_id": self.chance.choice(themes)}
            for (member_id, _), (new, _) in zip(chosen, self.ids(len(chosen)), strict=True)
        )
        self.write("themes of members", MemberTheme, on)

    def groups(self, count: int, people: list[tuple[int, str, str]]) -> list[tuple[int, Access, list[int]]]:
        """Make groups with five to fifty members each, the first of whom coordinates."""
        regions, themes = self.regions_and_themes()
        made: list[tuple[int, Access, list[int]]] = []
        rows = []
        for number, (new, moment) in enumerate(self.ids(count)):
            size = min(len(people), self.chance.randint(5, 50))
            inside = [person[0] for person in self.chance.sample(people, size)]
            access = (Access.OPEN, Access.CLOSED, Access.CLOSED, Access.HIDDEN)[number % 4]
            made.append((new, access, inside))
            name = f"Werkgroep {self.chance.choice(TOPICS)} {number}"
            rows.append(
                {
                    "id": new,
                    "slug": f"werkgroep-{new}",
                    "name": name,
                    "name_folded": fold(name),
                    "purpose": self.words.sentences(1, 2)[:600],
                    "access": access,
                    "region_id": self.chance.choice(regions),
                    "theme_id": self.chance.choice(themes),
                    "member_count": size,
                    "created_at": moment,
                    "last_activity_at": moment,
                }
            )
        self.write("groups", Group, rows)
        places = [(group, member, place == 0) for group, _, inside in made for place, member in enumerate(inside)]
        self.write(
            "memberships",
            GroupMembership,
            (
                {
                    "id": new,
                    "group_id": group,
                    "member_id": member,
                    "role": GroupRole.COORDINATOR if is_first else GroupRole.MEMBER,
                    "joined_at": moment,
                }
                for (group, member, is_first), (new, moment) in zip(places, self.ids(len(places)), strict=True)
            ),
        )
        return made

    def items(
        self, count: int, people: list[tuple[int, str, str]], groups: list[tuple[int, Access, list[int]]]
    ) -> list[tuple[int, list[int] | None]]:
        """Make items: three of four are news, the others discussions in groups. Gives each with who may comment."""
        regions, themes = self.regions_and_themes()
        made: list[tuple[int, list[int] | None]] = []
        themes_of: list[dict[str, int]] = []
        kinds, by_id = list(NewsKind), {person[0]: person for person in people}

        def rows() -> Iterator[dict[str, Any]]:
            for number, (new, moment) in enumerate(self.ids(count)):
                group = self.chance.choice(groups) if groups and number % 4 == 3 else None
                author = by_id[self.chance.choice(group[2])] if group else self.chance.choice(people)
                made.append((new, group[2] if group else None))
                themes_of.extend({"item_id": new, "theme_id": theme} for theme in self.chance.sample(themes, 2))
                audience = Audience.GROUP if group else (Audience.MEMBERS if number % 8 == 0 else Audience.PUBLIC)
                yield {
                    "id": new,
                    "kind": "discussion" if group else "news",
                    "genre": "" if group else self.chance.choice(kinds),
                    "title": self.words.title(),
                    "slug": f"{'gesprek' if group else 'bericht'}-{new}",
                    "author_id": author[0],
                    "author_function": author[1],
                    "author_organisation": author[2],
                    "group_id": group[0] if group else None,
                    "group_access": group[1] if group else None,
                    "region_id": self.chance.choice(regions),
                    "audience": audience,
                    "state": State.PUBLISHED,
                    "published_at": moment,
                    "last_activity_at": moment,
                    "created_at": moment,
                    "updated_at": moment,
                    "lead": self.words.sentences(1, 2),
                    "cleaner_version": CLEANER_VERSION,
                    "body": self.words.html(self.chance.randint(4, 9)),
                }

        self.write("items", ContentItem, rows())
        self.write("themes of items", item_theme, themes_of)
        return made

    def comments(
        self, count: int, people: list[tuple[int, str, str]], items: list[tuple[int, list[int] | None]]
    ) -> None:
        """Make comments: some items have many, most few; a third are answers. The counters agree."""
        by_id = {person[0]: person for person in people}
        weights = list(itertools.accumulate(1 / (place + 10) for place in range(len(items))))
        shuffled = self.chance.sample(items, len(items))
        counts = dict.fromkeys((item for item, _ in items), 0)
        newest: dict[int, int] = {}
        chance, words = self.chance.random, self.words.comment

        def rows() -> Iterator[dict[str, Any]]:
            for new, moment in self.ids(count):
                (found,) = self.chance.choices(shuffled, cum_weights=weights)
                item, inside = found
                author = by_id[self.chance.choice(inside)] if inside else people[int(chance() * len(people))]
                thread = newest[item] if item in newest and chance() < 0.33 else new
                newest[item] = thread
                counts[item] += 1
                yield {
                    "id": new,
                    "item_id": item,
                    "thread_id": thread,
                    "author_id": author[0],
                    "author_function": author[1],
                    "author_organisation": author[2],
                    "submit_key": f"g{new}",
                    "created_at": moment,
                    "edited_at": None,
                    "is_removed": False,
                    "is_hidden": False,
                    "hidden_reason": "",
                    "hidden_by_id": None,
                    "cleaner_version": CLEANER_VERSION,
                    "html": words(),
                }

        self.write("comments", Comment, rows())
        self.write("counters", ItemCounter, ({"item_id": item, "comment_count": n} for item, n in counts.items()))
