"""What the programs say of themselves: one line for each thing, as JSON where real people depend on the site.

No line holds what people wrote or who they are: of an error of the program its kind and place are told, since Python
puts values into messages (`invalid literal: 'Jan'`). Only what the system or the database says keeps its words: without
those nobody can cure anything, and `hide_parameters` keeps values out of the latter.
"""

from __future__ import annotations

import json
import logging
import logging.config
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.exc import DBAPIError

from config import Settings

# What every record has; anything else was given with `extra`.
USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLine(logging.Formatter):
    """Writes a record as one line of JSON: `time` (UTC), `level`, `logger`, `message`, what was given, `errors`."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: value for name, value in vars(record).items() if name not in USUAL}
        if record.exc_info and record.exc_info[1]:
            line["errors"] = [described(error) for error in causes(record.exc_info[1])]
        return json.dumps(line, default=str, ensure_ascii=False)


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """Give an error and what brought it about, the outermost first."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def described(error: BaseException) -> dict[str, Any]:
    """Give the kind of an error, where it went wrong, and its words where those are not of people."""
    frames = traceback.extract_tb(error.__traceback__)
    found: dict[str, Any] = {"kind": type(error).__name__, "at": [f"{each.filename}:{each.lineno}" for each in frames]}
    if isinstance(error, DBAPIError):
        found["words"] = str(error)
    elif isinstance(error, OSError) and error.strerror:
        found["words"] = error.strerror
    return found


def configuration(settings: Settings) -> dict[str, Any]:
    """Give the configuration of logging for `logging.config.dictConfig`: lines on standard error."""
    form = "json" if settings.is_production else "plain"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": JsonLine},
            "plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s", "datefmt": "%H:%M:%S"},
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": form}},
        "root": {"level": "WARNING", "handlers": ["console"]},
        # Who develops sees what goes wrong; what goes well fills the terminal.
        "loggers": {"community": {"level": "INFO" if settings.is_production else "WARNING"}, "_granian": {}},
    }


def configure(settings: Settings) -> None:
    """Let this process write its lines so."""
    logging.config.dictConfig(configuration(settings))
