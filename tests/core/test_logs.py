"""The lines that the programs write about themselves: for machines to read, and without anything of people."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import sys
from pathlib import Path
from typing import Any

import requests
from sqlalchemy.exc import DataError

from community.core.logs import JsonLine
from tests.services.process import free_port, running, wait_until

NAME = "Jannigje Uit Het Register"


def line_about(error: BaseException) -> dict[str, Any]:
    """Give the line that tells of an error."""
    record = logging.makeLogRecord({"name": "community.tests", "levelno": logging.ERROR, "levelname": "ERROR"})
    record.msg, record.exc_info = "mishap", (type(error), error, error.__traceback__)
    text = JsonLine().format(record)
    assert "\n" not in text
    found: dict[str, Any] = json.loads(text)
    return found


def raised(fail: Any) -> BaseException:
    """Give the error that something ends in."""
    try:
        fail()
    except Exception as error:
        return error
    raise AssertionError("nothing went wrong")


def test_an_error_tells_its_kind_and_places_and_nothing_of_whom_it_was_about() -> None:
    def read() -> None:
        try:
            int(NAME)
        except ValueError as error:
            raise KeyError(NAME) from error

    line = line_about(raised(read))
    assert [each["kind"] for each in line["errors"]] == ["KeyError", "ValueError"]
    assert line["errors"][0]["at"][-1].partition(":")[0] == __file__
    assert NAME not in json.dumps(line)


def test_what_the_system_and_the_database_say_is_told_since_nobody_can_cure_it_otherwise(tmp_path: Path) -> None:
    absent = line_about(raised((tmp_path / NAME).read_text))
    assert absent["errors"][0]["words"] == "No such file or directory"
    assert NAME not in json.dumps(absent)
    away = DataError("SELECT 1", {"name": NAME}, Exception("no connection"), hide_parameters=True)
    said = line_about(away)
    assert "no connection" in said["errors"][0]["words"] and NAME not in json.dumps(said)


def test_a_site_for_real_people_writes_every_line_as_json_with_the_route_and_never_the_address(tmp_path: Path) -> None:
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COMMUNITY_")} | {
        "COMMUNITY_ENV": "production",
        "COMMUNITY_BASE_URL": "https://gemeenschap.example",
        "COMMUNITY_SECRET_KEY": "a-key-for-tests-only-0123456789abcdefghij",
        "COMMUNITY_OIDC_ISSUER": "https://aanbieder.example",
        "COMMUNITY_OIDC_CLIENT_ID": "community",
        "COMMUNITY_OIDC_CLIENT_SECRET": "a-secret-for-tests",
        "DATA_DIR": str(tmp_path),
        "PORT": str(port),
    }
    said, base = tmp_path / "said.txt", f"http://127.0.0.1:{port}"
    command, headers = [sys.executable, "-m", "community.cli", "serve"], {"Host": "gemeenschap.example"}

    def is_there() -> bool:
        with contextlib.suppress(requests.ConnectionError):
            return requests.get(f"{base}/healthz", headers=headers, timeout=5).ok
        return False

    with said.open("w") as file, running(command, env=environment, stdout=file, stderr=file):
        wait_until(is_there, "the first answer")
        requests.post(f"{base}/leden/{NAME}?q={NAME}", headers=headers, data={"q": NAME}, timeout=10)
    lines = [json.loads(line) for line in said.read_text().splitlines()]
    assert all({"time", "level", "logger", "message"} <= set(line) for line in lines)
    (asked,) = [line for line in lines if line["message"] == "request"]
    assert asked["method"] == "POST" and asked["status"] >= 400
    assert "Jannigje" not in said.read_text()
