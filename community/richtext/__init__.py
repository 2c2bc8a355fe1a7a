"""Text with markup, made safe: the only room that knows bleach and nh3.

What people write comes in through `clean`, `from_markdown` or `from_plain` and is kept as `CleanHtml`; templates show
that and nothing else as markup. `text`, `to_plain` and `to_markdown` give it back in other shapes, `compare` shows
what changed between two versions. Not for who may write, nor for what a page looks like.
"""

from community.richtext.cleaning import (
    CLEANER_VERSION,
    LONGEST,
    CleanHtml,
    Profile,
    TooLong,
    attachment_ids,
    clean,
    readable_characters,
)
from community.richtext.comparison import compare
from community.richtext.markdown import from_markdown, lost_in_markdown, to_markdown
from community.richtext.mentions import mention_words, mentioned_slugs, with_mentions
from community.richtext.plain import from_plain, own_words, quoted, text, to_plain
from community.richtext.rewriting import Heading, NamedLink, names_in, with_anchors, with_named_links

__all__ = [
    "CLEANER_VERSION",
    "LONGEST",
    "CleanHtml",
    "Heading",
    "NamedLink",
    "Profile",
    "TooLong",
    "attachment_ids",
    "clean",
    "compare",
    "from_markdown",
    "from_plain",
    "lost_in_markdown",
    "mention_words",
    "mentioned_slugs",
    "names_in",
    "own_words",
    "quoted",
    "readable_characters",
    "text",
    "to_markdown",
    "to_plain",
    "with_anchors",
    "with_mentions",
    "with_named_links",
]
