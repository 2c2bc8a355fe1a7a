"""Sends the forms and pieces of documents as a browser would."""

from __future__ import annotations

import io
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from community.groups.models import Group
from tests.builders.fixtures import made_token, submit


def add(client: FlaskClient, group: Group, *files: tuple[str, bytes], folder: str = "", **more: str) -> TestResponse:
    """Send the form that adds files."""
    where = f"{group.address}/documenten/toevoegen" + (f"?map={folder}" if folder else "")
    return submit(
        client,
        where,
        {"files": [(io.BytesIO(content), name) for name, content in files], "audience": "group", "note": ""} | more,
        content_type="multipart/form-data",
    )


def renew(client: FlaskClient, address: str, name: str, content: bytes, note: str = "") -> TestResponse:
    """Send the form that puts a file in the place of what a document holds."""
    return submit(
        client,
        f"{address}/versies",
        {"file": (io.BytesIO(content), name), "note": note},
        content_type="multipart/form-data",
    )


class InPieces:
    """Sends one file in pieces."""

    def __init__(self, client: FlaskClient, group: Group, name: str, content: bytes, piece_size: int = 10) -> None:
        self.client, self.content, self.piece_size = client, content, piece_size
        self.token = made_token(client)
        self.about: dict[str, Any] = {"name": name, "size": len(content), "changed": "1", "audience": "group"}
        self.begun = self.post(f"{group.address}/documenten/uploads", data=self.about)
        said = self.begun.json or {}
        self.address: str = said.get("address", "")
        self.offset: int = said.get("offset", 0)

    def post(self, address: str, **more: Any) -> TestResponse:
        """Post with the token in the header, as the script does."""
        return self.client.post(address, headers={"X-CSRFToken": self.token}, **more)

    def send(self, start: int | None = None) -> TestResponse:
        """Send the piece that begins somewhere, by default where the last one ended."""
        start = self.offset if start is None else start
        answer = self.post(
            f"{self.address}?vanaf={start}",
            data=self.content[start : start + self.piece_size],
            content_type="application/octet-stream",
        )
        if answer.status_code == 200:
            self.offset = answer.json["offset"]
        return answer

    def send_all(self) -> None:
        """Send all pieces that are not there yet."""
        while self.offset < len(self.content):
            assert self.send().status_code == 200

    def finish(self) -> TestResponse:
        """Say that all pieces are there."""
        return self.post(f"{self.address}/klaar", data=self.about)
