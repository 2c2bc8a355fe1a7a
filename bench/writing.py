"""People who comment while others read, and where the time of one comment goes."""

from __future__ import annotations

import contextlib
import cProfile
import http.client
import pstats
import threading
import time
from collections.abc import Iterator, Sequence

from flask import Flask

from bench.load import Request

RATE = 20


class Writers:
    """Posts comments at a steady rate, and counts what was accepted."""

    def __init__(self, port: int, mix: Sequence[Request]) -> None:
        self.port, self.mix = port, mix
        self.accepted = self.refused = 0
        self.stop = threading.Event()

    def run(self) -> None:
        """Post until told to stop."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        next_at, number = time.monotonic(), time.time_ns() % 10**9
        while not self.stop.is_set():
            request = self.mix[number % len(self.mix)]
            number += 1
            headers = {"Cookie": request.cookie, "Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", request.path, request.body.replace("@", str(number)), headers)
            answer = connection.getresponse()
            answer.read()
            self.accepted += answer.status == 303
            self.refused += answer.status != 303
            next_at += 1 / RATE
            self.stop.wait(max(0.0, next_at - time.monotonic()))
        connection.close()


@contextlib.contextmanager
def writing(port: int, mix: Sequence[Request]) -> Iterator[Writers]:
    """Let twenty comments a second come in while the block lasts."""
    writers = Writers(port, mix)
    thread = threading.Thread(target=writers.run, daemon=True)
    thread.start()
    yield writers
    writers.stop.set()
    thread.join(15)


def profile(app: Flask, mix: Sequence[Request], count: int = 150) -> list[tuple[str, float]]:
    """Give where the time of one comment goes: a place in the program, and its milliseconds with all it calls."""
    client = app.test_client(use_cookies=False)
    profiler = cProfile.Profile()

    def post(number: int) -> None:
        request = mix[number % len(mix)]
        answer = client.post(
            request.path,
            data=request.body.replace("@", f"p{time.time_ns() % 10**10}"),
            content_type="application/x-www-form-urlencoded",
            headers={"Cookie": request.cookie, "Host": app.config["SETTINGS"].host},
        )
        assert answer.status_code == 303, answer.status_code

    for number in range(20):
        post(number)
    profiler.enable()
    for number in range(20, 20 + count):
        post(number)
    profiler.disable()
    stats = pstats.Stats(profiler).stats  # type: ignore[attr-defined]
    wanted = {
        "the whole request": ("wsgi_app", "flask/app.py"),
        "reading the person and the form's token": ("preprocess_request", "flask/app.py"),
        "reading what the deed needs, and taking the lock": ("begin_writing_after", "web/current.py"),
        "the deed: comment, counter, log": ("add_comment", "services/comments.py"),
        "cleaning the text": ("from_plain", "richtext/"),
        "of which writing the rows (flush)": ("flush", "orm/session.py"),
        "committing, with its wait for the disk": ("do_commit", "engine/default.py"),
        "telling the worker": ("send", "jobs/queue.py"),
    }
    found = []
    for words, (name, file) in wanted.items():
        times = [row[3] for (path, _, function), row in stats.items() if function == name and file in path]
        if times:
            found.append((words, 1000 * max(times) / count))
    return found
