"""Reads TOML into dataclasses, strictly: a key that is misspelt, missing or of another type is named with its place.

For content that people write in files and a command reads in. Not for the settings of a deployment: see `config`.
"""

from __future__ import annotations

import tomllib
import typing
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, TypeVar, cast

Shape = TypeVar("Shape")


class ContentError(ValueError):
    """A file of content is wrong; says in which, and what."""


def table_of(path: Path) -> dict[str, Any]:
    """Read a TOML file."""
    try:
        return parsed(path.read_text("utf-8"), path.name)
    except UnicodeDecodeError as error:
        raise ContentError(f"{path.name}: is no text in UTF-8") from error


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
    if hasattr(kind, "parse"):
        return parsed_by(kind, value, where)
    if is_dataclass(kind):
        return build(cast(type[Any], kind), of_type(dict, value, where), where)
    kept = of_type(kind, value, where)
    return kept.strip() if isinstance(kept, str) else kept


def parsed_by(kind: Any, value: Any, where: str) -> Any:
    """Let a kind of value read itself from text, naming the place where it cannot."""
    try:
        return kind.parse(of_type(str, value, where))
    except ValueError as error:
        raise ContentError(f"{where}: {error}") from error


def of_type(kind: Callable[..., Any], value: Any, where: str) -> Any:
    """Give the value where it is of that type."""
    if type(value) is not kind:
        raise ContentError(f"{where}: {value!r} should be {getattr(kind, '__name__', kind)}")
    if isinstance(value, str) and "\0" in value:
        raise ContentError(f"{where}: holds a zero byte, which no database keeps")
    return value
