"""The shapes of the file of a programme. Field names are the keys that may be written in it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Theme:
    """A subject; themes stand in the order of the file."""

    slug: str
    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure of a region, with where it was taken from."""

    label: str
    value: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Region:
    """A region; its text is Markdown. Without `map_area` it is left off the map."""

    slug: str
    name: str
    summary: str = ""
    body: str = ""
    themes: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    # A path in the coordinates of `@svg-maps/netherlands`, and where its name stands.
    map_area: str = ""
    label: tuple[int, ...] = (0, 0)


@dataclass(frozen=True, slots=True)
class Page:
    """A public page below /over; its text is Markdown."""

    slug: str
    title: str
    body: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Programme:
    """All that the file may say. A setting that it leaves out stays as it is."""

    name: str
    tagline: str | None = None
    introduction: str | None = None
    owner: str | None = None
    contact_email: str | None = None
    region_word: str | None = None
    theme: tuple[Theme, ...] = ()
    region: tuple[Region, ...] = ()
    page: tuple[Page, ...] = ()
