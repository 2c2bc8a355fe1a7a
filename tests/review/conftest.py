"""Mails of an earlier test are no mails of this one."""

from pathlib import Path

import pytest
from flask import Flask


@pytest.fixture(autouse=True)
def no_old_mails(request: pytest.FixtureRequest) -> None:
    """Empty the folder into which this application mails."""
    if "app" not in request.fixturenames:
        return
    app: Flask = request.getfixturevalue("app")
    for path in (Path(app.config["SETTINGS"].data_dir) / "mail").glob("*.eml"):
        path.unlink()
