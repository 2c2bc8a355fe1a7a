"""What the worker can do: tasks, asked for by the outbox, and rounds, made every so many seconds.

Slices declare theirs in `tasks.py`. A task gets ids and must be safe to run twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

Task = TypeVar("Task", bound=Callable[..., None])

SHORTEST_ROUND = 5


@dataclass(frozen=True, slots=True)
class Round:
    """Something that is done again and again."""

    name: str
    seconds: int
    deed: Callable[[], None]


TASKS: dict[str, Callable[..., None]] = {}
ROUNDS: dict[str, Round] = {}


def task(name: str) -> Callable[[Task], Task]:
    """Declare a task under the name by which the outbox asks for it."""

    def declare(deed: Task) -> Task:
        if TASKS.setdefault(name, deed) is not deed:
            raise ValueError(f"two tasks are called {name}")
        return deed

    return declare


def every(*, seconds: int) -> Callable[[Task], Task]:
    """Declare a round: what the clock changes is done at most so many seconds late."""
    if seconds < SHORTEST_ROUND:
        raise ValueError(f"a round takes at least {SHORTEST_ROUND} seconds")

    def declare(deed: Task) -> Task:
        name = f"{deed.__module__}.{deed.__name__}"
        ROUNDS[name] = Round(name, seconds, deed)
        return deed

    return declare


def run_task(name: str, payload: dict[str, Any]) -> None:
    """Run one task with its ids."""
    if name not in TASKS:
        raise LookupError(f"no task is called {name}")
    TASKS[name](**payload)
