"""Starts the servers that are compared, waits until they answer, and weighs their processes."""

from __future__ import annotations

import contextlib
import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
SITE, REFERENCES = "community.wsgi:app", "bench.references:app"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def command(kind: str, target: str, port: int, workers: int) -> list[str]:
    """Give the command of a server with eight threads in each process."""
    if kind == "community":
        return [str(BIN / "community"), "serve", "--workers", str(workers)]
    if kind == "granian":
        options = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", str(workers)]
        return [str(BIN / "granian"), *options, "--blocking-threads", "8", "--backlog", "512", "--no-ws", target]
    if kind == "gunicorn":
        options = ["-b", f"127.0.0.1:{port}", "-w", str(workers), "-k", "gthread", "--threads", "8"]
        return [str(BIN / "gunicorn"), *options, "--log-level", "warning", target]
    return [str(BIN / "waitress-serve"), f"--listen=127.0.0.1:{port}", "--threads=8", target]


@contextlib.contextmanager
def running(arguments: list[str], environment: Mapping[str, str], port: int = 0) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program while the block lasts; where it has a port, wait until it answers there."""
    log = Path(environment["BENCH_FOLDER"]) / f"{Path(arguments[0]).name}-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            arguments, env=environment, cwd=CHECKOUT, stdout=output, stderr=output, preexec_fn=die_with_parent
        )
    try:
        if port:
            wait_for(port, process, log)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            for each in tree(process.pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(each, signal.SIGKILL)
            process.wait()


def die_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGTERM, 0, 0, 0)


def wait_for(port: int, process: subprocess.Popen[bytes], log: Path, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"a server ended: {log.read_text()[-2000:]}")
        with contextlib.suppress(OSError):
            get(port, "/healthz")
            return
        time.sleep(0.02)
    raise SystemExit("a server did not answer in time")


def get(port: int, path: str, cookie: str = "", timeout: float = 10) -> tuple[int, bytes]:
    """Ask for one page."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def tree(pid: int) -> list[int]:
    """Give a process and all its descendants."""
    children: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        children += [int(child) for child in task.read_text().split()]
    return [pid, *(each for child in children for each in tree(child))]


def pss(pid: int) -> float:
    """Give the memory of one process in MB, shared pages counted in proportion."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
