"""Starts the web server that the figures in docs/performance.md chose."""

from granian import Granian
from granian.constants import Interfaces


def serve_site(*, host: str, port: int, workers: int) -> None:
    """Serve the application until it is told to stop."""
    Granian(
        "community.wsgi:app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=8,
        backlog=512,
        log_access=False,
    ).serve()
