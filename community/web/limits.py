"""How often one person, or one address, may do something: far more than people need, far less than a program wants.

Only views that write, search people or begin a sign-in are limited; reading pages costs nothing here, not even a look.
Counted by member, or by address for who has not signed in, with fewer for who is new here. All members behind one
address together are counted too, with room for a whole office. An address of IPv6 is its network of 64 bits, since
whoever has one has all of it. In Redis where several processes serve the site, else in
this one; where Redis is away each process counts for itself, so that nobody is locked out.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from ipaddress import IPv4Address, ip_address, ip_network
from math import ceil
from typing import Any, Protocol

from flask import Flask, current_app, request
from werkzeug.exceptions import TooManyRequests

from community.review.queries.newcomers import is_newcomer
from community.review.words import mentions_in
from community.web import current

log = logging.getLogger(__name__)

MINUTE, HOUR = 60, 3600


@dataclass(frozen=True, slots=True)
class Limit:
    """So many times in so many seconds, whenever they begin."""

    amount: int
    seconds: int


# What is limited together, by the name of the limit.
LIMITS = {
    "sign_in": (Limit(300, MINUTE),),
    "comments": (Limit(30, MINUTE), Limit(300, HOUR)),
    "discussions": (Limit(10, MINUTE), Limit(60, HOUR)),
    "reports": (Limit(10, MINUTE), Limit(60, HOUR)),
    # Each person that a text mentions.
    "mentions": (Limit(60, MINUTE), Limit(300, HOUR)),
    "applications": (Limit(30, HOUR),),
    "uploads": (Limit(30, MINUTE), Limit(200, HOUR)),
    "search": (Limit(120, MINUTE),),
    # A file of 100 MB comes in 25 pieces, and some are sent twice.
    "pieces": (Limit(900, MINUTE), Limit(12_000, HOUR)),
    # What sends mail to addresses that somebody typed, or to many people at once.
    "mailings": (Limit(20, MINUTE), Limit(100, HOUR)),
    "deeds": (Limit(120, MINUTE), Limit(2000, HOUR)),
}
# The same for who joined lately and has written little that stood (`community.review.queries.newcomers`).
LIMITS_OF_NEWCOMERS = {
    "comments": (Limit(10, MINUTE), Limit(60, HOUR)),
    "discussions": (Limit(3, MINUTE), Limit(10, HOUR)),
    "reports": (Limit(5, MINUTE), Limit(20, HOUR)),
    "mentions": (Limit(15, MINUTE), Limit(60, HOUR)),
    "uploads": (Limit(10, MINUTE), Limit(60, HOUR)),
    "mailings": (Limit(5, MINUTE), Limit(20, HOUR)),
}
# How many times a person's limit all members behind one address may do together.
ADDRESS_FACTOR = 20
IPV6_NETWORK = 64
NEW, TOGETHER = "new-", "together-"
# Which views count for which limit; every other view that takes a form counts for "deeds".
VIEWS = {
    "accounts.sign_in": "sign_in",
    "accounts.callback": "sign_in",
    "accounts.backchannel_logout": "sign_in",
    "comments.add": "comments",
    "comments.edit": "comments",
    "discussions.start": "discussions",
    "discussions.edit": "discussions",
    "reports.give_item": "reports",
    "reports.give_comment": "reports",
    "reports.give_member": "reports",
    "reports.give_attachment": "reports",
    "reports.give_message": "reports",
    "reports.give_picture": "reports",
    "membership.apply": "applications",
    "attachments.add": "uploads",
    "documents.add": "uploads",
    "documents.renew": "uploads",
    "documents.begin": "pieces",
    "documents.piece": "pieces",
    "documents.finish": "pieces",
    "documents.index": "search",
    "documents.take_along": "uploads",
    "groups.picture": "uploads",
    # A copy takes the worker a while.
    "privacy.ask": "mailings",
    "groups.invite_address": "mailings",
    "groups.send_message": "mailings",
    "members.index": "search",
    "membership.people": "search",
    "groups.manage": "search",
    "search.index": "search",
    "notifications.people_to_mention": "search",
}
SEARCH_WORDS = ("q", "zoek")
SECONDS_WITHOUT_REDIS = 30
REDIS_SECONDS = 0.5
SWEEP_SECONDS = 60


class Counter(Protocol):
    """Counts over a moving window."""

    def wait(self, limit: Limit, name: str, who: str) -> float:
        """Count one more where there is room for it, and give 0; else the seconds until there is."""


class CounterHere:
    """Counts in this process: the moments of what each did lately."""

    def __init__(self) -> None:
        """Begin with nothing counted."""
        self.moments: dict[tuple[Limit, str, str], deque[float]] = {}
        self.lock = threading.Lock()
        self.swept_at = time.monotonic()

    def wait(self, limit: Limit, name: str, who: str) -> float:
        """Count one more where there is room for it, and give 0; else the seconds until there is."""
        now = time.monotonic()
        with self.lock:
            if now - self.swept_at > SWEEP_SECONDS:
                self.sweep(now)
            moments = self.moments.setdefault((limit, name, who), deque())
            forget(moments, now - limit.seconds)
            if len(moments) >= limit.amount:
                return moments[0] + limit.seconds - now
            moments.append(now)
            return 0

    def sweep(self, now: float) -> None:
        """Let go of whom nothing is counted of any more."""
        self.swept_at = now
        for key, moments in list(self.moments.items()):
            forget(moments, now - key[0].seconds)
            if not moments:
                del self.moments[key]


def forget(moments: deque[float], before: float) -> None:
    """Take away what has left the window."""
    while moments and moments[0] <= before:
        moments.popleft()


class CounterInRedis:
    """Counts in Redis, together with all other processes."""

    def __init__(self, url: str) -> None:
        """Connect when something is counted; Redis must answer soon or not at all."""
        # Here alone: without Redis the library is an eighth of the time until the first page.
        from limits import RateLimitItemPerSecond
        from limits.storage import storage_from_string
        from limits.strategies import MovingWindowRateLimiter

        storage: Any = storage_from_string(url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS)
        self.windows, self.per_second = MovingWindowRateLimiter(storage), RateLimitItemPerSecond

    def wait(self, limit: Limit, name: str, who: str) -> float:
        """Count one more where there is room for it, and give 0; else the seconds until there is."""
        item = self.per_second(limit.amount, limit.seconds, "community")
        if self.windows.hit(item, name, who):
            return 0
        free_at: float = self.windows.get_window_stats(item, name, who).reset_time
        return max(0.1, free_at - time.time())


class Limiter:
    """Counts what is done, in Redis or in this process."""

    def __init__(self, redis_url: str = "", factor: int = 1) -> None:
        """Begin with nothing counted here."""
        all_limits = {name: (limits, factor) for name, limits in LIMITS.items()}
        all_limits |= {f"{NEW}{name}": (limits, factor) for name, limits in LIMITS_OF_NEWCOMERS.items()}
        all_limits |= {f"{TOGETHER}{name}": (LIMITS[name], factor * ADDRESS_FACTOR) for name in LIMITS}
        self.limits = {
            name: [replace(limit, amount=limit.amount * times) for limit in limits]
            for name, (limits, times) in all_limits.items()
        }
        self.here = CounterHere()
        self.shared = CounterInRedis(redis_url) if redis_url else None
        self.alone_until = 0.0

    def wait(self, name: str, who: str) -> int:
        """Count one more, and give the seconds to wait; 0 lets through."""
        limits = self.limits[name]
        if self.shared and time.monotonic() >= self.alone_until:
            try:
                return counted(self.shared, limits, name, who)
            except Exception:  # whatever Redis' client raises: counting must never stop a deed
                log.warning("limits are counted per process for a while: Redis does not answer", exc_info=True)
                self.alone_until = time.monotonic() + SECONDS_WITHOUT_REDIS
        return counted(self.here, limits, name, who)


def counted(counter: Counter, limits: Sequence[Limit], name: str, who: str) -> int:
    """Count with one of the two counters, in whole seconds."""
    return ceil(max(counter.wait(limit, name, who) for limit in limits))


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
        if is_counted(name):
            count(limiter, name)
        return view(*args, **kwargs)

    guarded.limit = name  # type: ignore[attr-defined]
    return guarded


def count(limiter: Limiter, name: str, times: int = 1) -> None:
    """Count what is done, or raise 429 with the seconds to wait."""
    counted_as = [(who(), name)]
    if current.actor().is_signed_in:
        counted_as.append((address_of_request(), f"{TOGETHER}{name}"))
    if name in LIMITS_OF_NEWCOMERS and is_new():
        counted_as.append((who(), f"{NEW}{name}"))
    for _ in range(times):
        wait = max(limiter.wait(each, person) for person, each in counted_as)
        if wait:
            raise TooManyRequests(retry_after=wait)


def count_mentions(html: str) -> None:
    """Count whom a text mentions, or raise 429 with the seconds to wait."""
    mentioned = mentions_in(html) if "@" in html else 0
    if mentioned:
        count(current_app.extensions["limits"], "mentions", mentioned)


def is_new() -> bool:
    """Whether who asks is a member who is new here; looked up for what is written only, never for reading."""
    person = current.actor()
    return person.is_member and is_newcomer(person.id)


def is_counted(name: str) -> bool:
    """Whether this request counts: a deed, a sign-in, a search; not the reading of a page."""
    if request.method not in ("GET", "HEAD", "OPTIONS") or name == "sign_in":
        return True
    return name == "search" and any(request.args.get(word) for word in SEARCH_WORDS)


def who() -> str:
    """Give by what this request is counted: the member, or the address of a visitor."""
    person = current.actor()
    return f"member-{person.id}" if person.is_signed_in else address_of_request()


def address_of_request() -> str:
    """Give the name of the address of this request, or of its network where it is one of IPv6."""
    return f"address-{network_of(request.remote_addr or '')}"


def network_of(address: str) -> str:
    """Give an address of IPv4 as it is, also where it is written as one of IPv6, and of IPv6 the network of 64 bits."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ip_network((found, IPV6_NETWORK), strict=False))
