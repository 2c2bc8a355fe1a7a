"""Makes markup safe: bleach cleans it and finds the links in it, then nh3 has the last word.

Three things are done before, since bleach is slow or wrong with them: nh3 drops scripts with their text (bleach would
keep the text), nesting is bounded, and characters that no page can hold are taken out. A page of markup takes
milliseconds, the longest that is taken less than a few seconds; what is longer raises `TooLong`. Not for the look of
markup, nor for plain text.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import MutableMapping
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Any, NewType

import nh3
from bleach.linkifier import LinkifyFilter
from bleach.sanitizer import Cleaner

CleanHtml = NewType("CleanHtml", str)

# Grows when the outcome changes; `community reclean` cleans again what an older one cleaned.
CLEANER_VERSION = 1
LONGEST = 300_000
LONGEST_ESCAPED = 2 * LONGEST
DEEPEST = 24
DEEPEST_RAW = 400
ROUNDS = 4

SCHEMES = frozenset({"http", "https", "mailto", "tel"})
GONE_WITH_THEIR_TEXT = {
    "script",
    "style",
    "title",
    "textarea",
    "template",
    "noscript",
    "iframe",
    "object",
    "svg",
    "math",
}
RENAMED = {"b": "strong", "i": "em", "h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3"}

_RENAMED = re.compile(f"<(/?)({'|'.join(RENAMED)})>")
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_STRAY_AMPERSAND = re.compile(r"&(?!(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});)")
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)")
_ANY_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>?")
_NEVER_NESTED = frozenset(("p", "li", "br", "hr", "img", "tr", "td", "th"))
_PICTURE_ADDRESS = re.compile(r"/bijlagen/([0-9]{1,19})(?:/[\w.%-]{1,200}){0,2}", re.ASCII)
_SPAN = re.compile(r"[2-9]|[1-4][0-9]", re.ASCII)

# An address is found where it names its scheme, and a bare domain only under these ends: `verslag.md` is a file.
# A closing bracket belongs to the address only where it opened in it.
_ENDS = "nl|eu|com|org|net|frl|amsterdam|be|de|gov|edu|info"
_CHARACTER = r"(?:(?!&(?:lt|gt|quot|nbsp|\#39);)[^\s<>\"'`\\^{}|()\[\]«»“”‘’])"
_REST = rf"(?:{_CHARACTER}|\({_CHARACTER}{{0,200}}\)){{0,2000}}(?<![.,;:!?])"
_URL = re.compile(
    rf"""(?<![\w@./:&-])(?:
        https?://(?=\w){_REST}
        | (?:[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?\.){{1,5}}(?:{_ENDS})\b(?![@\w-])(?!\.\w)(?:[/?]{_REST})?
    )""",
    re.IGNORECASE | re.VERBOSE,
)


class TooLong(ValueError):
    """The text is longer than is taken; nothing of it was kept."""


class Profile(Enum):
    """What a text may hold."""

    ARTICLE = "article"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class _Allowed:
    tags: frozenset[str]
    rel: str
    attributes: dict[str, frozenset[str]]


_ARTICLE_TAGS = ("p", "h2", "h3", "ul", "ol", "li", "a", "blockquote", "strong", "em", "code", "br", "hr")
_TABLE_TAGS = ("table", "thead", "tbody", "tr", "th", "td")
_PICTURE_TAGS = ("figure", "figcaption", "img")

_ALLOWED = {
    Profile.ARTICLE: _Allowed(
        tags=frozenset((*_ARTICLE_TAGS, *_TABLE_TAGS, *_PICTURE_TAGS)),
        rel="noopener noreferrer",
        attributes={
            "a": frozenset({"href"}),
            "img": frozenset({"src", "alt"}),
            "th": frozenset({"scope", "colspan", "rowspan"}),
            "td": frozenset({"colspan", "rowspan"}),
        },
    ),
    Profile.COMMENT: _Allowed(
        tags=frozenset(("p", "ul", "ol", "li", "a", "br", "blockquote")),
        rel="nofollow ugc noopener noreferrer",
        attributes={"a": frozenset({"href"})},
    ),
}


def clean(html: str, profile: Profile = Profile.ARTICLE) -> CleanHtml:
    """Give the safe part of some markup; cleaning it again changes nothing. Raises `TooLong`."""
    html = readable_characters(html)
    for _ in range(ROUNDS):
        cleaned = _clean_once(html, profile)
        if cleaned == html:
            break
        html = cleaned
    return CleanHtml(html)


def readable_characters(words: str) -> str:
    """Take out the characters that no page can hold, and give all line ends one shape. Raises `TooLong`."""
    if len(words) > LONGEST_ESCAPED:
        raise TooLong(len(words))
    words = _SURROGATE.sub("\ufffd", words.replace("\r\n", "\n").replace("\r", "\n"))
    return _UNWANTED.sub("", words)


def attachment_ids(html: str) -> set[int]:
    """Give the ids of the attachments that some markup shows."""
    return {int(found) for found in re.findall(r"""src=["']/bijlagen/([0-9]{1,19})(?=[/"'])""", html)}


def _clean_once(html: str, profile: Profile) -> str:
    allowed = _ALLOWED[profile]
    html = _bounded(_prepared(html), allowed)
    return _last_word(_cleaner(profile).clean(html), allowed)


def _prepared(html: str) -> str:
    """Without scripts, comments and strange tags, well nested, and with one name for things of one meaning."""
    html = _STRAY_AMPERSAND.sub("&amp;", _shallow(html))
    tags = set(_ALLOWED[Profile.ARTICLE].tags) | set(RENAMED)
    html = nh3.clean(
        html,
        tags=tags,
        clean_content_tags=GONE_WITH_THEIR_TEXT,
        attributes={tag: set(names) for tag, names in _ALLOWED[Profile.ARTICLE].attributes.items()},
        url_schemes=set(SCHEMES),
        link_rel=None,
    )
    if len(html) > LONGEST_ESCAPED:
        raise TooLong(len(html))
    return _RENAMED.sub(lambda tag: f"<{tag[1]}{RENAMED[tag[2]]}>", html)


def _shallow(html: str) -> str:
    """Without any markup where it opens far more than it closes: nh3 needs quadratic time for that."""
    open_tags: Counter[str] = Counter()
    for tag in _TAG.finditer(html.lower()):
        if tag[2] in _NEVER_NESTED:
            continue
        open_tags[tag[2]] = max(0, open_tags[tag[2]] + (-1 if tag[1] else 1))
        if open_tags[tag[2]] > DEEPEST_RAW:
            return _ANY_TAG.sub(" ", html)
    return html


def _bounded(html: str, allowed: _Allowed) -> str:
    """Markup that is nested deeper than anybody writes loses all of it but its paragraphs."""
    if _depth(html) <= DEEPEST:
        return html
    return nh3.clean(html, tags={"p", "br"}, attributes={}, link_rel=None)


def _depth(html: str) -> int:
    depth = deepest = 0
    for tag in _TAG.finditer(html):
        if tag[2] not in ("br", "hr", "img"):
            depth += -1 if tag[1] else 1
            deepest = max(deepest, depth)
    return deepest


_of_thread = threading.local()


def _cleaner(profile: Profile) -> Cleaner:
    """Give this thread's own cleaner: bleach's parser keeps state, so two threads must not share one."""
    cleaners: dict[Profile, Cleaner] = _of_thread.__dict__.setdefault("cleaners", {})
    if profile not in cleaners:
        cleaners[profile] = Cleaner(
            tags=_ALLOWED[profile].tags,
            attributes=partial(_is_allowed, _ALLOWED[profile]),
            protocols=SCHEMES,
            strip=True,
            filters=[
                _without_broken_pictures,
                partial(LinkifyFilter, callbacks=[_link], skip_tags={"code"}, url_re=_URL),
            ],
        )
    return cleaners[profile]


def _is_allowed(allowed: _Allowed, tag: str, name: str, value: str) -> bool:
    return name in allowed.attributes.get(tag, ()) and _value(tag, name, value) is not None


def _value(tag: str, name: str, value: str) -> str | None:
    """Give the value that an attribute may have, or None where it may not stay."""
    if name == "src":
        return value if _PICTURE_ADDRESS.fullmatch(value) else None
    if name == "href":
        return value if _is_address(value) else None
    if name == "scope":
        return value if value in ("col", "row") else None
    if name in ("colspan", "rowspan"):
        return value if _SPAN.fullmatch(value) else None
    return value if name in ("alt", "rel") else None


def _is_address(value: str) -> bool:
    """Whether a link leads to a page here or, with a scheme that is allowed, elsewhere."""
    if re.search(r"[\x00-\x20\x7f-\xa0\\]", value):
        return False
    if value.startswith(("/", "#")):
        return not value.startswith("//")
    scheme, colon, rest = value.partition(":")
    return bool(colon and rest) and scheme.lower() in SCHEMES


def _without_broken_pictures(source: Any) -> Any:
    """Leave out pictures whose address was not allowed."""
    for token in source:
        if token.get("name") != "img" or (None, "src") in token.get("data", {}):
            yield token


def _link(
    attributes: MutableMapping[tuple[str | None, str], str], new: bool = False
) -> MutableMapping[tuple[str | None, str], str]:
    """Finish a link that was found in the text; bleach would send a bare domain to http."""
    words = attributes.get("_text", "")  # type: ignore[call-overload]
    if new and not words.lower().startswith(("http://", "https://")):
        attributes[None, "href"] = f"https://{words}"
    return attributes


def _last_word(html: str, allowed: _Allowed) -> str:
    return nh3.clean(
        html,
        tags=set(allowed.tags),
        clean_content_tags={"script", "style"},
        attributes={tag: set(names) for tag, names in allowed.attributes.items()},
        attribute_filter=_value,
        url_schemes=set(SCHEMES),
        link_rel=allowed.rel,
    )
