"""Reads the demo content from its files into `shapes`, and refuses what is misspelt, missing or points nowhere.

Every file is TOML, or a text file in up to three parts divided by lines that say `+++`: the facts of the item as TOML,
its text as Markdown, and the comments below it as TOML. It knows no database and no site.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from community.core.toml import ContentError, build, parsed, table_of
from community.demo import shapes
from community.demo.faults import faults_of
from community.demo.shapes import Demo

HERE = Path(__file__).resolve().parent
CONTENT = HERE / "content"
PICTURES = HERE / "pictures"
PEOPLE = HERE.parent / "devidp" / "people.json"
DIVIDER = "+++"

Shape = TypeVar("Shape")


def read_demo(content: Path = CONTENT, people: Path = PEOPLE) -> Demo:
    """Read all of the demo content, or raise `ContentError` with everything that is wrong with it."""
    demo = Demo(
        site=build(shapes.Site, table_of(content / "site.toml"), "site.toml"),
        themes=rows(shapes.Theme, content / "themes.toml", "theme"),
        organisations=rows(shapes.Organisation, content / "organisations.toml", "organisation"),
        regions=tuple(sorted(texts(shapes.Region, content / "regions"), key=lambda region: region.position)),
        accounts=tuple(build(shapes.Account, row, people.name) for row in json.loads(people.read_text("utf-8"))),
        people=rows(shapes.Person, content / "people.toml", "person"),
        applications=rows(shapes.Application, content / "applications.toml", "application"),
        groups=texts(shapes.Group, content / "groups"),
        posts=texts(shapes.Post, content / "news"),
        discussions=tuple(of_groups(shapes.Discussion, content / "discussions")),
        wiki=tuple(of_groups(shapes.WikiPage, content / "wiki")),
        decisions=tuple(of_groups(shapes.Decision, content / "decisions")),
        pages=texts(shapes.Page, content / "pages"),
        shelves=tuple(shelves(content / "documents")),
        actions=tuple(actions(content / "actions")),
        profiles=rows(shapes.Profile, content / "profiles.toml", "profile"),
    )
    faults = faults_of(demo, pictures=PICTURES)
    if faults:
        raise ContentError("\n".join(faults))
    return demo


def of_groups(shape: type[Shape], folder: Path) -> Iterable[Shape]:
    """Read what each group has of one shape from the folder that bears the group's name; some have no such folder."""
    for group in sorted(path for path in folder.glob("*") if path.is_dir()):
        yield from texts(shape, group, group=group.name)


def shelves(folder: Path) -> Iterable[shapes.Shelf]:
    """Read the documents of each group from the file that bears the group's name."""
    for path in sorted(folder.glob("*.toml")):
        yield build(shapes.Shelf, {**table_of(path), "group": path.stem}, path.name)


def actions(folder: Path) -> Iterable[shapes.Action]:
    """Read what is to be done in each group from the file that bears the group's name."""
    for path in sorted(folder.glob("*.toml")):
        listed = [{**row, "group": path.stem} for row in table_of(path).get("action", [])]
        yield from build(shapes.ActionList, {"action": listed}, path.name).action


def rows(shape: type[Shape], path: Path, key: str) -> tuple[Shape, ...]:
    """Read a file that is a list of things of one shape."""
    table = table_of(path)
    unknown = table.keys() - {key}
    if unknown:
        raise ContentError(f"{path.name}: unknown: {', '.join(sorted(unknown))}")
    return tuple(build(shape, row, path.name) for row in table.get(key, []))


def texts(shape: type[Shape], folder: Path, **known: str) -> tuple[Shape, ...]:
    """Read every text file of a folder."""
    return tuple(text(shape, path, known) for path in sorted(folder.glob("*.md")))


def text(shape: type[Shape], path: Path, known: dict[str, str]) -> Shape:
    """Read one text file: what it says of itself, its text, and its comments."""
    where = f"{path.parent.name}/{path.name}"
    parts = divided(path.read_text("utf-8"))
    if len(parts) not in (3, 4) or parts[0].strip():
        raise ContentError(f"{where}: must begin with {DIVIDER}, then facts, {DIVIDER}, and text")
    table = parsed(parts[1], where)
    if len(parts) == 4:
        table["comments"] = parsed(parts[3], where).pop("comment", [])
    return build(shape, {**table, **known, "slug": path.stem, "body": parts[2].strip()}, where)


def divided(whole: str) -> list[str]:
    """Cut a text at the lines that are dividers."""
    parts: list[list[str]] = [[]]
    for line in whole.splitlines():
        if line.rstrip() == DIVIDER:
            parts.append([])
        else:
            parts[-1].append(line)
    return ["\n".join(part) for part in parts]
