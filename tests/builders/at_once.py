"""Several browsers that post in the same moment to a site that is served by two processes, as the real one is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from tests.builders.fixtures import empty
from tests.reliability.site_process import Browser, Site, site

PROCESSES = 2


@pytest.fixture(scope="session")
def two_processes(
    database_kind: str,
    request: pytest.FixtureRequest,
    fast_folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:
    """Serve one site by two processes for the session; tests take `busy_site`, which is empty."""
    url = f"sqlite:///{fast_folder}/two-processes.sqlite3"
    if database_kind == "postgresql":
        server = request.getfixturevalue("postgres_server")
        url = server.url(server.create())
    folder = tmp_path_factory.mktemp("two-processes")
    with site(url, folder, COMMUNITY_LIMIT_FACTOR="100") as here, here.serving(processes=PROCESSES) as parent:
        children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()
        assert len(children) >= PROCESSES, "the site is not served by two processes"
        yield here


@pytest.fixture
def busy_site(two_processes: Site) -> Iterator[Site]:
    """Give the site that two processes serve, on an empty database."""
    yield two_processes
    empty(two_processes.world.app)


def post_all_at_once(
    browsers: list[Browser], path_of: Callable[[int], str], **values: str | Callable[[int], str]
) -> list[int]:
    """Post with all browsers in the same moment, each over a connection of its own; a value may differ by number."""
    together = Barrier(len(browsers))

    def post(number: int) -> int:
        together.wait(timeout=30)
        own = {name: value(number) if callable(value) else value for name, value in values.items()}
        return browsers[number].post(path_of(number), **own).status_code

    with ThreadPoolExecutor(len(browsers)) as pool:
        return list(pool.map(post, range(len(browsers))))
