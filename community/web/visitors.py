"""Pages for visitors, kept whole and answered before Flask: one copy per address and language.

Only what every visitor gets alike is kept: GET without session cookie, answered with 200 and without a cookie, under an
address whose parameters are known. Everything else goes on to the application as it came. A kept page is answered only
while the database has not changed in what the page shows, and until "vandaag" becomes "gisteren".
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

from prometheus_client import Counter
from werkzeug.http import parse_cookie

from community.core.kept import ANYTHING, Kept, Made
from community.web.keeping import ABOUT, next_midnight
from community.web.languages import COOKIE, LANGUAGES

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# Parameters of pages that everybody gets alike; any other passes through.
KNOWN = frozenset(("na", "voor", "reactie", "thema", "regio", "soort", "jaar"))
# Signing in is never kept; and as it may wait for a provider, nobody must wait for who waits there.
NEVER_KEPT = ("/static/", "/healthz", "/readyz", "/metrics", "/inloggen", "/oidc/")
LONGEST_ADDRESS = 600
KEPT_TYPES = ("text/html", "application/atom+xml")
# What says something about one answer only.
OF_ONE_ANSWER = ("content-length", "etag", "content-encoding", "date")
Header = tuple[str, str]
GZIPPED = [("Content-Encoding", "gzip")]

ANSWERED = Counter("community_visitor_pages", "Pages for visitors: kept, made to be kept, or passed on.", ["result"])
HIT, MADE, PASSED = (ANSWERED.labels(result) for result in ("kept", "made", "passed"))


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page as visitors get it, in the form in which every browser asks for it: a fifth of its bytes."""

    etag: str
    headers: list[Header]
    packed: bytes

    def in_encoding(self, accepted: str) -> tuple[str, bytes, list[Header]]:
        """Give the tag, the body and the further headers for who accepts these encodings."""
        if accepts_gzip(accepted):
            return f'{self.etag[:-1]}-gz"', self.packed, GZIPPED
        return self.etag, gzip.decompress(self.packed), []


# A page that is not kept; who asks for it need not wait for another who does.
NOT_KEPT = KeptPage("", [], b"")


@dataclass(slots=True)
class Answer:
    """An answer of the application, read to its end."""

    status: str
    headers: list[Header]
    body: bytes

    def header(self, name: str) -> str:
        """Give a header, or an empty text."""
        return next((value for key, value in self.headers if key.lower() == name), "")


class VisitorPages:
    """Stands before the application and answers visitors from what is kept."""

    def __init__(self, app: WSGIApplication, kept: Kept, *, host: str, session_cookie: str) -> None:
        self.app, self.kept, self.host = app, kept, host
        self.session_cookie = f"{session_cookie}="
        self.patience = kept.source.patience

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from what is kept, make it so, or pass the request on."""
        key = self.key_of(environ)
        if key is None:
            return self.app(environ, start_response)
        entry = self.kept.find(key) if (moment := self.kept.look(self.patience)) else None
        if entry is not None and entry.value is not NOT_KEPT:
            HIT.inc()
            return answer(entry.value, environ, start_response)
        if moment is None or entry is not None:
            PASSED.inc()
            return self.app(environ, start_response)
        return self.make(key, moment, environ, start_response)

    def key_of(self, environ: WSGIEnvironment) -> tuple[str, str, str] | None:
        """Give the key of a request that any visitor might make; None for every other."""
        cookies = environ.get("HTTP_COOKIE", "")
        path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
        if (
            environ["REQUEST_METHOD"] not in ("GET", "HEAD")
            or self.session_cookie in cookies
            or environ.get("HTTP_HOST") != self.host
            or path.startswith(NEVER_KEPT)
            or "HTTP_AUTHORIZATION" in environ
            or "HTTP_HX_REQUEST" in environ
            or len(path) + len(query) > LONGEST_ADDRESS
            or (query and not is_known(query))
            or environ.get("SCRIPT_NAME")
        ):
            return None
        return path, query, language_of(cookies)

    def make(
        self, key: tuple[str, str, str], moment: int, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Let the application answer, and keep the page where everybody gets it alike."""
        own: list[Answer] = []

        def make_page() -> Made:
            asked = environ | {"REQUEST_METHOD": "GET"}
            asked.pop("HTTP_IF_NONE_MATCH", None)
            # Of the day on which it is begun, though it should be finished on the next.
            until = next_midnight()
            own.append(read(self.app, asked))
            return made_of(own[0], int(asked.get(ABOUT, ANYTHING)), until)

        page: KeptPage = self.kept.give(key, moment, make_page)
        if page is not NOT_KEPT:
            (MADE if own else HIT).inc()
            return answer(page, environ, start_response)
        PASSED.inc()
        if not own:
            return self.app(environ, start_response)
        start_response(own[0].status, own[0].headers)
        return [own[0].body] if environ["REQUEST_METHOD"] == "GET" else []


def is_known(query: str) -> bool:
    """Whether an address has only parameters that pages for everybody know, each once."""
    names = [unquote_plus(part.partition("=")[0]) for part in query.split("&")]
    return KNOWN.issuperset(names) and len(set(names)) == len(names)


def language_of(cookies: str) -> str:
    """Give the language that a visitor chose."""
    if COOKIE not in cookies:
        return LANGUAGES[0]
    chosen = parse_cookie(cookies).get(COOKIE, "")
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def accepts_gzip(accepted: str) -> bool:
    """Whether somebody who sends this header takes gzip."""
    for part in accepted.split(","):
        name, _, rest = part.partition(";")
        if name.strip().lower() == "gzip":
            return rest.replace(" ", "").lower() not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def read(app: WSGIApplication, environ: WSGIEnvironment) -> Answer:
    """Let an application answer, and read the answer to its end."""
    given: list[Any] = []
    parts: list[bytes] = []

    def start(status: str, headers: list[Header], exc_info: Any = None) -> Callable[[bytes], object]:
        given[:] = [status, headers]
        return parts.append

    body = app(environ, start)
    try:
        parts.extend(body)
    finally:
        if hasattr(body, "close"):
            body.close()
    return Answer(given[0], given[1], b"".join(parts))


def made_of(found: Answer, about: int, until: float) -> Made:
    """Give what is kept of an answer: the page, or that it is none for everybody."""
    is_for_all = (
        found.status.startswith("200 ")
        and not found.header("set-cookie")
        and found.header("cache-control") == "no-cache"
        and found.header("content-type").startswith(KEPT_TYPES)
        and found.header("etag").startswith('"')
        and not found.header("content-encoding")
    )
    if not is_for_all:
        return Made(NOT_KEPT, 0, valid_until=until)
    headers = [(name, value) for name, value in found.headers if name.lower() not in OF_ONE_ANSWER]
    page = KeptPage(found.header("etag"), headers, gzip.compress(found.body, 6, mtime=0))
    return Made(page, len(page.packed) + 1500, about, until)


def answer(page: KeptPage, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer with a kept page, or that it has not changed."""
    etag, body, more = page.in_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
    tags = environ.get("HTTP_IF_NONE_MATCH", "")
    if tags and (tags.strip() == "*" or etag in (tag.strip().removeprefix("W/") for tag in tags.split(","))):
        kind = [header for header in page.headers if header[0].lower() != "content-type"]
        start_response("304 NOT MODIFIED", [*kind, ("ETag", etag)])
        return []
    start_response("200 OK", [*page.headers, *more, ("ETag", etag), ("Content-Length", str(len(body)))])
    return [body] if environ["REQUEST_METHOD"] == "GET" else []
