"""Small programs that stand in for the site, its worker and the provider: real processes that start in an instant.

`python -m tests.supervisor.programs supervise DEED…` runs the supervisor on them; each DEED replaces one program by
another, such as `worker=die`.
"""

import contextlib
import http.server
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

DATA = Path(os.environ.get("DATA_DIR", "."))


class Ready(http.server.BaseHTTPRequestHandler):
    """Answers 200 to everything, or 503 where the file `unready` stands in the way."""

    def do_GET(self) -> None:
        self.send_response(503 if (DATA / "unready").exists() else 200)
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        pass


def note(event: str) -> None:
    """Leave a line that the test reads: what ran, as which process."""
    with (DATA / "events").open("a") as file:
        file.write(f"{event} {os.getpid()}\n")


def serve(port: str) -> None:
    http.server.HTTPServer(("127.0.0.1", int(os.environ[port])), Ready).serve_forever()


def migrate() -> None:
    with contextlib.closing(sqlite3.connect(DATA / "community.db")) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS alembic_version AS SELECT 'one' AS version_num")


def run_another() -> None:
    subprocess.run(command("stubborn"))


def refuse_to_stop() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(600)


def die_when_told() -> None:
    while not (DATA / "die").exists():
        time.sleep(0.02)
    sys.exit("the queue is gone")


DEEDS: dict[str, Callable[[], object]] = {
    "migrate": migrate,
    "demo": lambda: None,
    "web": lambda: serve("PORT"),
    "provider": lambda: serve("IDP_PORT"),
    "worker": lambda: time.sleep(600),
    "family": run_another,
    "stubborn": refuse_to_stop,
    "fail": lambda: sys.exit("no room on the disk"),
    "die": die_when_told,
}


def command(deed: str) -> list[str]:
    return [sys.executable, "-m", "tests.supervisor.programs", deed]


if __name__ == "__main__":
    if sys.argv[1] == "supervise":
        from community.supervisor.__main__ import Programs, main

        deeds = {name: name for name in ("migrate", "demo", "web", "worker", "provider")}
        deeds |= dict(pair.split("=") for pair in sys.argv[2:])
        sys.exit(main(Programs(**{name: command(deed) for name, deed in deeds.items()})))
    note(sys.argv[1])
    DEEDS[sys.argv[1]]()
