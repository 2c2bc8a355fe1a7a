"""Several browsers that post in the same moment, each in a thread with a connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask.testing import FlaskClient

from tests.builders.fixtures import token_of


def post_all_at_once(
    browsers: list[FlaskClient], path_of: Callable[[int], str], *, form_at: str = "/werkgroepen", **values: str
) -> list[int]:
    """Post with all browsers in the same moment, each in a thread with a connection of its own."""
    tokens = [token_of(browser.get(form_at)) for browser in browsers]
    together = Barrier(len(browsers))

    def post(number: int) -> int:
        together.wait(timeout=30)
        data = {"csrf_token": tokens[number]} | values
        return browsers[number].post(path_of(number), data=data).status_code

    with ThreadPoolExecutor(len(browsers)) as pool:
        return list(pool.map(post, range(len(browsers))))
