"""Asks a server as fast as it answers, with wrk, and reads what wrk says of it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).with_name("mix.lua")
UNITS = {"us": 1e-3, "ms": 1.0, "s": 1000.0, "m": 60_000.0}
CONNECTIONS = 8


@dataclass(frozen=True, slots=True)
class Request:
    """One request of a mix."""

    path: str
    cookie: str = ""
    method: str = "GET"
    body: str = ""

    @property
    def line(self) -> str:
        """The request as the script reads it."""
        return f"{self.method}\t{self.path}\t{self.cookie}\t{self.body}\n"


@dataclass(frozen=True, slots=True)
class Load:
    """What came of it: answers per second, latencies in milliseconds, answers that were no 2xx or 3xx, lost ones."""

    rate: float
    median: float
    p99: float
    refused: int
    lost: int


def install_wrk() -> None:
    """Get Debian's wrk where it is missing and may be installed; otherwise say what to do."""
    if shutil.which("wrk"):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "install", "-y", "-qq", "wrk"], check=False, capture_output=True)
    if not shutil.which("wrk"):
        raise SystemExit("make bench needs wrk: apt-get install wrk")


def load(port: int, mix: Sequence[Request], seconds: float) -> Load:
    """Send a mix over eight connections for some seconds."""
    with tempfile.NamedTemporaryFile("w", suffix=".mix") as file:
        file.writelines(request.line for request in mix)
        file.flush()
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{round(seconds)}s", "--latency", "--timeout", "10s"]
        command += ["-s", str(SCRIPT), f"http://127.0.0.1:{port}", "--", file.name]
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 40)
    if done.returncode:
        raise SystemExit(f"wrk failed: {done.stderr or done.stdout}")
    return read(done.stdout)


def read(said: str) -> Load:
    """Read wrk's report."""
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    lost = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said)
    return Load(
        rate=float(rate[1]) if rate else 0.0,
        median=latency(said, "50%"),
        p99=latency(said, "99%"),
        refused=int(refused[1]) if refused else 0,
        lost=sum(map(int, lost.groups())) if lost else 0,
    )


def latency(said: str, share: str) -> float:
    """Give a latency of the distribution, in milliseconds."""
    found = re.search(rf"{share}\s+([\d.]+)(us|ms|s|m)\b", said)
    return float(found[1]) * UNITS[found[2]] if found else 0.0
