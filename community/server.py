"""Starts the web server that the figures in docs/performance.md chose."""

import gc
import importlib

from granian import Granian
from granian.constants import Interfaces

from community.core import logs
from config import Settings


def serve_site(settings: Settings, *, host: str, workers: int) -> None:
    """Serve the application until it is told to stop.

    It is made before the processes part, so that they share what it takes and nobody makes it twice. Nothing in it may
    be open by then: connections are opened by each process when it first needs one.
    """
    importlib.import_module("community.wsgi")
    gc.collect()
    gc.freeze()
    Granian(
        "community.wsgi:app",
        address=host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=8,
        backlog=512,
        log_access=False,
        log_dictconfig=logs.configuration(settings),
    ).serve()
