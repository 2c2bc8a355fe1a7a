"""`python -m community.supervisor`: prepare, start, watch, stop."""

import http.client
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from community.supervisor.children import Children, Ended, Stopped
from community.supervisor.preparation import forget_preparation, is_prepared, mark_prepared
from community.supervisor.surroundings import Surroundings, Unusable, refuse_taken_ports, survey
from community.supervisor.welcome import welcome

SECONDS_TO_ANSWER = 60.0


class Silent(Exception):
    """A program runs but does not answer as it should."""


def python(*arguments: str) -> list[str]:
    """Make a command of this very Python."""
    return [sys.executable, *arguments]


@dataclass(frozen=True)
class Programs:
    """The commands; tests put others in their place."""

    migrate: Sequence[str] = field(default_factory=lambda: python("-m", "community.cli", "migrate"))
    demo: Sequence[str] = field(default_factory=lambda: python("-m", "community.cli", "demo"))
    web: Sequence[str] = field(default_factory=lambda: python("-m", "community.cli", "serve"))
    worker: Sequence[str] = field(default_factory=lambda: python("-m", "community.cli", "worker"))
    provider: Sequence[str] = field(default_factory=lambda: python("-m", "community.devidp"))


class Voice:
    """Prints what the programs say, once everything runs; before that only what is asked for."""

    def __init__(self) -> None:
        self.is_open = False

    def __call__(self, name: str, line: str) -> None:
        """Print one line of one program."""
        if self.is_open:
            say(f"{name:8} | {line}")


def main(programs: Programs | None = None) -> int:
    """Run everything until somebody stops it; 0 when stopped, 1 when something went wrong."""
    voice = Voice()
    try:
        surroundings = survey()
        refuse_taken_ports(surroundings)
    except Unusable as error:
        say(f"make run: {error}")
        return 1
    children = Children(surroundings.environment, voice)
    children.listen_for_the_end()
    try:
        run(surroundings, children, programs or Programs(), voice)
    except Stopped:
        say("\nStopping …")
        return 0
    except Ended as ended:
        say(f"\n{ended}. The last that it said:", *(f"    {line}" for line in ended.lines))
        return 1
    except Silent as silent:
        forget_preparation(surroundings)
        say(f"\n{silent}")
        return 1
    finally:
        children.stop()
        children.listen_no_more()


def run(surroundings: Surroundings, children: Children, programs: Programs, voice: Voice) -> NoReturn:
    """Prepare the database where needed, start all programs and watch them; only ever ends by raising."""
    children.start("provider", programs.provider)
    if not is_prepared(surroundings):
        prepare(surroundings, children, programs)
    children.start("web", programs.web)
    await_answer(children, surroundings.provider_port, "/.well-known/openid-configuration")
    await_answer(children, surroundings.port, "/readyz")
    # Nobody waits for the worker's first deed: the first page comes sooner when it does not load at the same time.
    children.start("worker", programs.worker)
    welcome(surroundings)
    voice.is_open = True
    while True:
        children.tend(0.2)


def prepare(surroundings: Surroundings, children: Children, programs: Programs) -> None:
    """Bring the database to its newest shape and fill it, as the site asks."""
    say("Preparing the database …")
    children.start("migrate", programs.migrate)
    children.finish("migrate")
    if surroundings.with_demo:
        say("Filling it with demo content …")
        children.start("demo", programs.demo)
        children.finish("demo")
    mark_prepared(surroundings)


def await_answer(children: Children, port: int, path: str) -> None:
    """Wait until a program answers 200; raise `Silent` with what it says instead, after a while."""
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while (answer := ask(port, path)) != "":
        if time.monotonic() > deadline:
            raise Silent(f"http://127.0.0.1:{port}{path} does not answer as it should: {answer}")
        children.tend(0.05)


def ask(port: int, path: str) -> str:
    """Ask a program how it is: empty when well, else what is wrong."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        text = answer.read(500).decode(errors="replace").strip()
    except (OSError, http.client.HTTPException) as error:
        return str(error) or type(error).__name__
    finally:
        connection.close()
    return "" if answer.status == 200 else f"{answer.status} {text}"


def say(*lines: str) -> None:
    """Print lines at once; a reader that is gone is no reason to stop in the middle."""
    try:
        print(*lines, sep="\n", flush=True)  # noqa: T201
    except BrokenPipeError:
        sys.stdout = None


if __name__ == "__main__":
    sys.exit(main())
