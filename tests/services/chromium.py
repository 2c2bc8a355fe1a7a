"""The machine's own Chromium for the browser tests, kept from reaching anything but this machine.

Playwright drives it; its fixtures (`page`, `context`, `browser`) are used as they are. Its own browser is never
downloaded.
"""

import os
import shutil
from typing import Any

import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    # A page that asks another host for anything gets nothing, here as in production.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


def chromium_path() -> str:
    """Where the browser is, or a failure that says how to get one."""
    named = os.environ.get("COMMUNITY_CHROMIUM")
    found = next(filter(None, map(shutil.which, [named, *_NAMES] if named else _NAMES)), None)
    if not found:
        pytest.fail("No Chromium on this machine: run tests/install-chromium.sh, or set SKIP_BROWSER=1.", pytrace=False)
    return found


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Launch the machine's Chromium; its sandbox cannot be used by root."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": chromium_path(), "args": [*_FLAGS, *sandbox]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Browse as somebody in the Netherlands."""
    return {**browser_context_args, "locale": "nl-NL", "timezone_id": "Europe/Amsterdam"}
