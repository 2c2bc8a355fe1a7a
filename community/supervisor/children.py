"""The programs that run side by side: started, listened to, and stopped together so that none is left.

Each runs in a session of its own: Ctrl-C in the terminal reaches only the supervisor, which stops the others in order.
What the programs are for is not known here.
"""

import contextlib
import ctypes
import os
import selectors
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

LINES_KEPT = 15
SECONDS_TO_STOP = 10.0
ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)

Writer = Callable[[str, str], None]


class Stopped(Exception):
    """Somebody asked for the end: Ctrl-C, a signal, or the program that started this one is gone."""


class Ended(Exception):
    """A program ended that should have gone on, or failed at what it had to do."""

    def __init__(self, name: str, status: int, lines: Sequence[str]) -> None:
        super().__init__(f"{name} ended {describe_status(status)}")
        self.lines = list(lines)


@dataclass
class Child:
    """One running program and the last that it said."""

    name: str
    process: subprocess.Popen[bytes]
    lines: deque[str] = field(default_factory=lambda: deque(maxlen=LINES_KEPT))
    unfinished: bytes = b""

    @property
    def output(self) -> int:
        """File descriptor of what it says."""
        assert self.process.stdout is not None
        return self.process.stdout.fileno()

    def hear(self, data: bytes) -> list[str]:
        """Take in output and give the lines that are complete."""
        *complete, self.unfinished = (self.unfinished + data).split(b"\n")
        lines = [line.decode(errors="replace").rstrip() for line in complete]
        self.lines.extend(lines)
        return lines


class Children:
    """All programs of one supervisor; `write(name, line)` is told each line that they say."""

    def __init__(self, environment: Mapping[str, str], write: Writer) -> None:
        self.environment = environment
        self.write = write
        self.running: dict[str, Child] = {}
        self.selector = selectors.DefaultSelector()
        self.times_asked = 0
        self.parent = os.getppid()

    def listen_for_the_end(self) -> None:
        """Take Ctrl-C, the usual signals and a closed terminal as a wish to stop."""
        for number in ENDING_SIGNALS:
            signal.signal(number, lambda *_: self.ask_to_stop())

    def listen_no_more(self) -> None:
        """Let signals pass: all is stopped, and Python gives their default back, which kills, while it shuts down."""
        for number in ENDING_SIGNALS:
            signal.signal(number, signal.SIG_IGN)

    def ask_to_stop(self) -> None:
        """Stop at the next occasion; asked again while stopping, at once."""
        self.times_asked += 1

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start a program that goes on until it is stopped."""
        process = subprocess.Popen(
            command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_end_with_supervisor if sys.platform == "linux" else None,
        )
        child = Child(name, process)
        os.set_blocking(child.output, False)
        self.selector.register(child.output, selectors.EVENT_READ, child)
        self.running[name] = child

    def finish(self, name: str) -> None:
        """Wait until a program has done what it had to do; raise `Ended` where it failed, or another ended."""
        while name in self.running:
            self.tend(0.1, may_end=name)

    def tend(self, seconds: float, *, may_end: str | None = None) -> None:
        """Listen for a while; raise `Stopped` when asked to stop, `Ended` when a program ended by itself."""
        self._listen(seconds)
        if self.times_asked or os.getppid() != self.parent:
            raise Stopped
        for child in [child for child in self.running.values() if child.process.poll() is not None]:
            self._forget(child)
            if child.name != may_end or child.process.returncode != 0:
                raise Ended(child.name, child.process.returncode, child.lines)

    def stop(self) -> None:
        """Ask every program to stop, wait for it, and end by force what does not."""
        asked_before = self.times_asked
        for child in self.running.values():
            _signal(child.process.pid, signal.SIGTERM, group=False)
        deadline = time.monotonic() + SECONDS_TO_STOP
        while self._is_any_alive() and time.monotonic() < deadline and self.times_asked <= max(asked_before, 1):
            self._listen(0.05)
        for child in list(self.running.values()):
            self._forget(child)

    def _is_any_alive(self) -> bool:
        return any(child.process.poll() is None for child in self.running.values())

    def _listen(self, seconds: float) -> None:
        if not self.selector.get_map():
            time.sleep(seconds)
        for key, _ in self.selector.select(seconds):
            self._hear(key.data)

    def _hear(self, child: Child) -> None:
        try:
            data = os.read(child.output, 65536)
        except BlockingIOError:
            return
        if not data:
            self.selector.unregister(child.output)
        for line in child.hear(data or (b"\n" if child.unfinished else b"")):
            self.write(child.name, line)

    def _forget(self, child: Child) -> None:
        """Let go of a program that has ended or must now; what it started itself ends with it."""
        _signal(child.process.pid, signal.SIGKILL, group=True)
        child.process.wait()
        if child.output in self.selector.get_map():
            self._hear(child)
        if child.output in self.selector.get_map():
            self.selector.unregister(child.output)
        assert child.process.stdout is not None
        child.process.stdout.close()
        del self.running[child.name]


def describe_status(status: int) -> str:
    """Say how a program ended: its exit status, or the signal that ended it."""
    return f"with status {status}" if status >= 0 else f"by {signal.Signals(-status).name}"


def _signal(process_id: int, number: signal.Signals, *, group: bool) -> None:
    with contextlib.suppress(ProcessLookupError):
        (os.killpg if group else os.kill)(process_id, number)


def _end_with_supervisor() -> None:
    """Ask the kernel to stop this program when the supervisor is killed and cannot do so itself."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
