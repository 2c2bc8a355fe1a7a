"""Programs that tests start: where they listen, when they are ready, and that they never outlive the tests.

Only for services that are not Python objects (PostgreSQL, Redis, the site as its own process). What a program is and
how it is set up stands in the module named after it.
"""

import contextlib
import ctypes
import importlib.util
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

_PR_SET_PDEATHSIG = 1


def free_port() -> int:
    """Return a TCP port on loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def installed(package: str) -> Path:
    """Folder of an installed package, of which only the programs are used."""
    found = importlib.util.find_spec(package)
    if not found or not found.submodule_search_locations:
        raise RuntimeError(f"{package} is not installed: make setup-dev")
    return Path(found.submodule_search_locations[0])


def wait_until(ready: Callable[[], object], what: str, seconds: float = 60) -> None:
    """Wait until `ready` answers something true, or fail saying `what` never came."""
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not happen within {seconds} s")
        time.sleep(0.02)


@contextlib.contextmanager
def running(
    command: Sequence[str], *, stop: signal.Signals = signal.SIGTERM, seconds: float = 10, **options: Any
) -> Iterator[subprocess.Popen[Any]]:
    """Run a program for as long as the block lasts; it ends with the tests, however these end."""
    process = subprocess.Popen(command, preexec_fn=_die_with_parent if sys.platform == "linux" else None, **options)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(stop)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
