"""How several processes share the tests: who takes a database takes all that runs on it, and a file stays together.

So neither makes the tables of a database twice, and what tests of one file keep for each other is kept. The order is
that in which tests are collected.
"""

from __future__ import annotations

import os

import pytest
from xdist.scheduler import LoadScopeScheduling

KINDS = ("sqlite", "postgresql")


class BesideEachOther(LoadScopeScheduling):
    """Gives out the tests of one database, or of one file, as one piece of work."""

    def _split_scope(self, nodeid: str) -> str:
        path, _, test = nodeid.partition("::")
        kind = test.partition("[")[2].partition("-")[0].rstrip("]")
        # Browsers share the running site of their file, on whichever database.
        return kind if kind in KINDS and not path.startswith("tests/browser/") else path


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Give one process more than there are processors: each waits a quarter of its time, for a server or a browser."""
    return len(os.sched_getaffinity(0)) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> BesideEachOther:
    """Share the work so."""
    config.option.loadscopereorder = False
    return BesideEachOther(config, log)
