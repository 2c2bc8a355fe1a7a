"""Reads the demo content from its files into `shapes`, and refuses what is misspelt, missing or points nowhere.

Every file is TOML, or a text file in up to three parts divided by lines that say `+++`: the facts of the item as TOML,
its text as Markdown, and the comments below it as TOML. It knows no database and no site.
"""

from __future__ import annotations

import json
import tomllib
import typing
from collections.abc import Callable, Iterable
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, TypeVar, cast

from community.demo import shapes
from community.demo.faults import faults_of
from community.demo.shapes import Demo, Moment

HERE = Path(__file__).resolve().parent
CONTENT = HERE / "content"
PICTURES = HERE / "pictures"
PEOPLE = HERE.parent / "devidp" / "people.json"
DIVIDER = "+++"

Shape = TypeVar("Shape")


class ContentError(ValueError):
    """The demo content is wrong; says in which file, and what."""


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
        discussions=tuple(discussions(content / "discussions")),
        pages=texts(shapes.Page, content / "pages"),
    )
    faults = faults_of(demo, pictures=PICTURES)
    if faults:
        raise ContentError("\n".join(faults))
    return demo


def discussions(folder: Path) -> Iterable[shapes.Discussion]:
    """Read the discussions of each group from the folder that bears the group's name."""
    for group in sorted(path for path in folder.iterdir() if path.is_dir()):
        yield from texts(shapes.Discussion, group, group=group.name)


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


def table_of(path: Path) -> dict[str, Any]:
    """Read a TOML file."""
    return parsed(path.read_text("utf-8"), path.name)


def parsed(source: str, where: str) -> dict[str, Any]:
    """Read TOML, naming the file where it is none."""
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise ContentError(f"{where}: {error}") from error


def build(shape: type[Shape], table: dict[str, Any], where: str) -> Shape:
    """Make a thing of a shape from a table with exactly its keys."""
    columns = fields(cast(Any, shape))
    unknown = table.keys() - {column.name for column in columns}
    missing = {column.name for column in columns if column.default is MISSING} - table.keys()
    for fault, names in (("unknown", unknown), ("missing", missing)):
        if names:
            raise ContentError(f"{where}: {fault}: {', '.join(sorted(names))}")
    hints = typing.get_type_hints(shape)
    return shape(**{name: value_of(hints[name], value, f"{where}: {name}") for name, value in table.items()})


def value_of(kind: Any, value: Any, where: str) -> Any:
    """Make a value of the kind that its place asks for."""
    if isinstance(kind, UnionType):
        kind = next(one for one in typing.get_args(kind) if one is not NoneType)
    if typing.get_origin(kind) is tuple:
        return tuple(value_of(typing.get_args(kind)[0], one, where) for one in of_type(list, value, where))
    if kind is Moment:
        return moment(value, where)
    if is_dataclass(kind):
        return build(cast(type[Any], kind), of_type(dict, value, where), where)
    kept = of_type(kind, value, where)
    return kept.strip() if isinstance(kept, str) else kept


def moment(value: Any, where: str) -> Moment:
    """Read a moment, naming the place where it is none."""
    try:
        return Moment.parse(of_type(str, value, where))
    except ValueError as error:
        raise ContentError(f"{where}: {error}") from error


def of_type(kind: Callable[..., Any], value: Any, where: str) -> Any:
    """Give the value where it is of that type."""
    if type(value) is not kind:
        raise ContentError(f"{where}: {value!r} should be {getattr(kind, '__name__', kind)}")
    return value
