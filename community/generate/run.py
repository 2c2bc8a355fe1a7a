"""Runs a generation as one transaction, with a progress bar. What is made stands in `community.generate.writer`.

The triggers that note changes are taken away meanwhile and made anew at the end; processes that are running then take
it that everything changed.
"""

from __future__ import annotations

from collections.abc import Callable

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from community.core.change_notes import install_notes, remove_notes
from community.core.db import db
from community.generate.writer import Generator


def generate(*, members: int, groups: int, items: int, comments: int, seed: int) -> None:
    """Write so much synthetic content, and show how far it is."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns) as progress:
        bars = {
            what: progress.add_task(what, total=count)
            for what, count in (("members", members), ("groups", groups), ("items", items), ("comments", comments))
        }

        def advance(what: str, count: int) -> None:
            if what in bars:
                progress.advance(bars[what], count)

        write(advance, members, groups, items, comments, seed)


def write(advance: Callable[[str, int], None], members: int, groups: int, items: int, comments: int, seed: int) -> None:
    """Write everything in one transaction: whoever looks meanwhile sees nothing of it."""
    with db.engine.connect().execution_options(sqlite_begin="IMMEDIATE") as connection, connection.begin():
        remove_notes(connection)
        writer = Generator(connection, seed, advance)
        people = writer.people(members)
        working_groups = writer.groups(groups, people)
        written = writer.items(items, people, working_groups)
        writer.comments(comments, people, written)
        install_notes(connection, db.metadata)
        connection.exec_driver_sql("ANALYZE")
