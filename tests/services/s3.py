"""A store that speaks S3, over HTTP: the server of moto, a program of its own in `.venv/s3`."""

from __future__ import annotations

import http.client
import itertools
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.process import free_port, running, wait_until

PROGRAM = Path(sys.prefix) / "s3" / "bin" / "moto_server"
NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def s3() -> Iterator[int]:
    """Run the store for the session, and give its port."""
    if not PROGRAM.exists():
        raise RuntimeError(f"{PROGRAM} is not installed: make setup-dev")
    port = free_port()
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with running([str(PROGRAM), "-H", "127.0.0.1", "-p", str(port)], **silent):
        wait_until(lambda: answers(port), "the start of the store")
        yield port


@pytest.fixture
def bucket(s3: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give the address of a place in a new bucket, with what a program needs to reach it."""
    name = f"files-{next(NUMBERS)}"
    assert ask(s3, "PUT", f"/{name}") == 200
    for variable, value in {
        "AWS_ENDPOINT": f"http://127.0.0.1:{s3}",
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "somebody",
        "AWS_SECRET_ACCESS_KEY": "a-secret-for-tests",
        "AWS_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(variable, value)
    return f"s3://{name}/community"


def answers(port: int) -> bool:
    """Whether the store is ready."""
    try:
        return ask(port, "GET", "/") == 200
    except OSError:
        return False


def ask(port: int, method: str, path: str) -> int:
    """Ask the store something, and give the status of its answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path)
        return connection.getresponse().status
    finally:
        connection.close()
