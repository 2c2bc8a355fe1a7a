"""Lines of the log as a file, made while it is sent: CSV that no spreadsheet takes for formulas, or JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator

from flask_babel import gettext as _

from community.audit import messages
from community.audit.models import AuditEntry
from community.audit.queries import LogPage

FORMS = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
# A file of more is for who reads the database. The last line says that there is more.
MOST_LINES = 100_000
# What a spreadsheet takes for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def written(form: str, pages: Iterable[LogPage]) -> Iterator[str]:
    """Write lines of the log in the form that was asked for."""
    return as_csv(pages) if form == "csv" else as_json(pages)


def as_csv(pages: Iterable[LogPage]) -> Iterator[str]:
    """Write lines of the log as a table; it begins with the mark by which spreadsheets know the letters."""
    yield "\ufeff" + row([_("Wanneer"), _("Wie"), _("Wat"), _("Stuk"), _("Gegevens"), _("Gebeurtenis")])
    page = None
    for page in pages:
        yield "".join(row(line.values()) for line in lines(page))
    if page is not None and page.page.next:
        yield row([_("Er zijn meer regels. Kies een kortere periode.")])


def as_json(pages: Iterable[LogPage]) -> Iterator[str]:
    """Write lines of the log as one object with a list, and whether that is all."""
    yield '{"lines": ['
    page, mark = None, "\n"
    for page in pages:
        for line in lines(page):
            yield mark + json.dumps(line, ensure_ascii=False)
            mark = ",\n"
    yield f'\n], "is_complete": {json.dumps(page is None or not page.page.next)}}}\n'


def lines(log: LogPage) -> Iterator[dict[str, str]]:
    """Give what is written of each entry: no more than the page shows."""
    for entry in log.page.rows:
        yield line(log, entry)


def line(log: LogPage, entry: AuditEntry) -> dict[str, str]:
    """Give what is written of one entry."""
    item = log.items.get(entry.item_id or 0)
    return {
        "at": entry.at.isoformat(timespec="seconds"),
        "who": messages.author_of(log, entry),
        "what": messages.sentence_of(log, entry),
        "item": item.title if item else "",
        "details": "; ".join(f"{label}: {words}" for label, words in messages.details_of(log, entry)),
        "event": entry.event,
    }


def row(values: Iterable[str]) -> str:
    """Write one row of a table."""
    target = io.StringIO()
    csv.writer(target).writerow([harmless(value) for value in values])
    return target.getvalue()


def harmless(value: str) -> str:
    """Give a value that a spreadsheet reads as text, whatever somebody wrote in it."""
    return f"'{value}" if value.lstrip(" ").startswith(FORMULA) else value
