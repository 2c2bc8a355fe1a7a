"""Ninety people on bad lines, who send a form a byte at a time, and what others notice of them."""

from __future__ import annotations

import contextlib
import socket
import threading
import time

from bench.servers import get

SLOW, GOOD = 90, 20


def lost_among_slow(port: int, path: str) -> tuple[int, float]:
    """Ask twenty times for a page while ninety slow forms come in: how many were lost, and the longest wait in s."""
    stop = threading.Event()
    threads = [threading.Thread(target=trickle, args=(port, stop), daemon=True) for _ in range(SLOW)]
    for thread in threads:
        thread.start()
    time.sleep(1.5)
    lost, longest = 0, 0.0
    for _ in range(GOOD):
        begun = time.monotonic()
        try:
            status, _ = get(port, path, timeout=2)
            lost += status != 200
        except OSError:
            lost += 1
        longest = max(longest, time.monotonic() - begun)
    stop.set()
    for thread in threads:
        thread.join(2)
    return lost, longest


def trickle(port: int, stop: threading.Event) -> None:
    """Send a form a byte at a time."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        head = f"POST /reacties/bij/1 HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 5000\r\n"
        line.sendall((head + "Content-Type: application/x-www-form-urlencoded\r\n\r\n").encode())
        while not stop.wait(0.2):
            line.sendall(b"a")
