"""The report at the end: how many tests ran on which database, and loudly what was left out."""

import os
from collections import Counter

import pytest

NO_DATABASE = "no database"
_BROWSER_FIXTURES = {"browser", "page", "context", "new_context", "launch_browser"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a browser, leave it out where asked, and note on which database each test runs."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if fixtures & _BROWSER_FIXTURES:
            item.add_marker("browser")
        if item.get_closest_marker("browser") and os.environ.get("SKIP_BROWSER") == "1":
            item.add_marker(pytest.mark.skip(reason="SKIP_BROWSER=1"))
            item.user_properties.append(("left out", "browser"))
        item.user_properties.append(("database", _database(item)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Write a line per database, and a warning nobody overlooks for what was left out."""
    counts: dict[str, Counter[str]] = {}
    left_out = 0
    for outcome in ("passed", "failed", "error", "skipped", "xfailed"):
        for report in terminalreporter.stats.get(outcome, []):
            properties = dict(getattr(report, "user_properties", ()))
            left_out += "left out" in properties
            counts.setdefault(properties.get("database", NO_DATABASE), Counter())[outcome] += 1
    terminalreporter.section("tests per database")
    for name in ("sqlite", "postgresql", NO_DATABASE):
        outcomes = counts.get(name, Counter({"passed": 0}))
        terminalreporter.line(f"{name}: " + ", ".join(f"{count} {outcome}" for outcome, count in outcomes.items()))
    if left_out:
        terminalreporter.line(
            f"NOT TESTED: {left_out} browser tests were left out (SKIP_BROWSER=1).", red=True, bold=True
        )


def _database(item: pytest.Item) -> str:
    call = getattr(item, "callspec", None)
    return str(call.params.get("database_kind", NO_DATABASE)) if call else NO_DATABASE
