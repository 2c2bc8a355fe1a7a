"""How often one person, or one address, may do something: far more than people need, far less than a program wants.

Only views that write, search people or begin a sign-in are limited; reading pages costs nothing here, not even a look.
Counted by member, or by address for who has not signed in. In Redis where several processes serve the site, else in
this one; where Redis is away each process counts for itself, so that nobody is locked out.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, request
from limits import RateLimitItem, parse_many
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

from community.web import current

log = logging.getLogger(__name__)

# What is limited together, by the name of the limit.
LIMITS = {
    "sign_in": "300/minute",
    "comments": "30/minute;300/hour",
    "applications": "30/hour",
    "uploads": "30/minute;200/hour",
    "search": "120/minute",
    "deeds": "120/minute;2000/hour",
}
# Which views count for which limit; every other view that takes a form counts for "deeds".
VIEWS = {
    "accounts.sign_in": "sign_in",
    "accounts.callback": "sign_in",
    "accounts.backchannel_logout": "sign_in",
    "comments.add": "comments",
    "comments.edit": "comments",
    "membership.apply": "applications",
    "attachments.add": "uploads",
    "members.index": "search",
    "membership.people": "search",
    "groups.manage": "search",
    "search.index": "search",
}
SEARCH_WORDS = ("q", "zoek")
SECONDS_WITHOUT_REDIS = 30
REDIS_SECONDS = 0.5
SWEEP_SECONDS = 60


class MomentsHere:
    """The moving window of `limits`, for one process.

    Its own store in memory looks through everything counted a hundred times a second, in a thread for each time.
    """

    def __init__(self) -> None:
        """Begin with nothing counted."""
        self.moments: dict[tuple[RateLimitItem, tuple[str, ...]], deque[float]] = {}
        self.lock = threading.Lock()
        self.swept_at = time.time()

    def hit(self, item: RateLimitItem, *identifiers: str) -> bool:
        """Count one more, where there is room for it."""
        now = time.time()
        with self.lock:
            if now - self.swept_at > SWEEP_SECONDS:
                self.sweep(now)
            moments = self.moments.setdefault((item, identifiers), deque())
            forget(moments, now - item.get_expiry())
            if len(moments) >= item.amount:
                return False
            moments.append(now)
            return True

    def get_window_stats(self, item: RateLimitItem, *identifiers: str) -> tuple[float, int]:
        """Give when there is room again, in seconds since 1970, and how much room there is now."""
        with self.lock:
            moments = self.moments.get((item, identifiers), deque())
            begins = moments[0] if moments else time.time()
            return begins + item.get_expiry(), item.amount - len(moments)

    def sweep(self, now: float) -> None:
        """Let go of whom nothing is counted of any more."""
        self.swept_at = now
        for key, moments in list(self.moments.items()):
            forget(moments, now - key[0].get_expiry())
            if not moments:
                del self.moments[key]


def forget(moments: deque[float], before: float) -> None:
    """Take away what has left the window."""
    while moments and moments[0] <= before:
        moments.popleft()


class Limiter:
    """Counts what is done, in Redis or in this process."""

    def __init__(self, redis_url: str = "", factor: int = 1) -> None:
        """Begin with nothing counted here."""
        self.factor = factor
        self.limits = {name: [times(each, factor) for each in parse_many(text)] for name, text in LIMITS.items()}
        self.here = MomentsHere()
        self.shared = MovingWindowRateLimiter(shared_storage(redis_url)) if redis_url else None
        self.alone_until = 0.0

    def wait(self, name: str, who: str) -> int:
        """Count one more, and give the seconds to wait; 0 lets through."""
        if self.shared and time.monotonic() >= self.alone_until:
            try:
                return self.counted(self.shared, name, who)
            except Exception:  # whatever Redis' client raises: counting must never stop a deed
                log.warning("limits are counted per process for a while: Redis does not answer", exc_info=True)
                self.alone_until = time.monotonic() + SECONDS_WITHOUT_REDIS
        return self.counted(self.here, name, who)

    def counted(self, counter: MovingWindowRateLimiter | MomentsHere, name: str, who: str) -> int:
        """Count with one of the two counters."""
        broken = [each for each in self.limits[name] if not counter.hit(each, name, who)]
        return max((int(counter.get_window_stats(each, name, who)[0] - time.time()) + 1 for each in broken), default=0)


def shared_storage(redis_url: str) -> Any:
    """Give Redis, which must answer soon or not at all."""
    return storage_from_string(redis_url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS)


def times(limit: RateLimitItem, factor: int) -> RateLimitItem:
    """Give a limit that lets through so many times as much."""
    return type(limit)(limit.amount * factor, limit.multiples, "community")


def install(app: Flask) -> None:
    """Limit the views of the application that need it; to be called when all are known."""
    settings = app.config["SETTINGS"]
    limiter = app.extensions["limits"] = Limiter(settings.redis_url, settings.limit_factor)
    for rule in list(app.url_map.iter_rules()):
        name = VIEWS.get(rule.endpoint, "deeds" if "POST" in (rule.methods or ()) else "")
        if name:
            app.view_functions[rule.endpoint] = limited(app.view_functions[rule.endpoint], limiter, name)


def limited(view: Callable[..., Any], limiter: Limiter, name: str) -> Callable[..., Any]:
    """Give a view that makes who asks too often wait; a view with two addresses is limited once."""
    if getattr(view, "limit", None):
        return view

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        wait = limiter.wait(name, who()) if is_counted(name) else 0
        if wait:
            raise TooManyRequests(retry_after=wait)
        return view(*args, **kwargs)

    guarded.limit = name  # type: ignore[attr-defined]
    return guarded


def is_counted(name: str) -> bool:
    """Whether this request counts: a deed, a sign-in, a search; not the reading of a page."""
    if request.method not in ("GET", "HEAD", "OPTIONS") or name == "sign_in":
        return True
    return name == "search" and any(request.args.get(word) for word in SEARCH_WORDS)


def who() -> str:
    """Give by what this request is counted: the member, or the address of a visitor."""
    person = current.actor()
    return f"member-{person.id}" if person.is_signed_in else f"address-{request.remote_addr}"
