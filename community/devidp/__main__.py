"""Starts the provider: `python -m community.devidp --port 8001 --site http://127.0.0.1:8000 --data-dir var`.

Reads the command line, refuses production, serves with waitress on loopback until it is told to stop.
"""

import os
import signal
import sys
from types import FrameType
from urllib.parse import urlsplit

import waitress

from community.devidp.settings import Settings, StartRefused, read

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def main(arguments: list[str]) -> int:
    """Serve until stopped; the exit code."""
    try:
        settings, rotate = read(arguments)
    except StartRefused as refused:
        return fail(str(refused))
    if urlsplit(settings.issuer).hostname in LOOPBACK:
        os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # plain HTTP, which never leaves this machine
    return rotate_keys(settings) if rotate else serve(settings)


def rotate_keys(settings: Settings) -> int:
    """Make a new signing key for the next start."""
    from community.devidp.keys import KeyRing

    settings.folder.mkdir(parents=True, exist_ok=True)
    print(KeyRing(settings.folder / "keys.json", settings.key_days).rotate())  # noqa: T201
    return 0


def serve(settings: Settings) -> int:
    """Answer on loopback until a signal comes."""
    from community.devidp.app import create

    signal.signal(signal.SIGTERM, stop)
    try:
        server = waitress.create_server(
            create(settings), host="127.0.0.1", port=settings.port, threads=4, ident="devidp"
        )
    except OSError as error:
        return fail(f"devidp: cannot listen on port {settings.port}: {error.strerror}")
    print(f"devidp: {settings.issuer} for {settings.site}", flush=True)  # noqa: T201
    server.run()
    return 0


def stop(number: int, frame: FrameType | None) -> None:
    """End as after Ctrl-C."""
    raise KeyboardInterrupt


def fail(line: str) -> int:
    """Say in one line why there is no provider."""
    print(line, file=sys.stderr)  # noqa: T201
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
