"""Markdown for the editor without JavaScript: markup as Markdown, and back through the cleaner.

Markdown holds less than the editor makes: `lost_in_markdown` says what a person would lose by saving. Not for
comments, which are plain text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from flask_babel import gettext as _
from markdown_it import MarkdownIt

from community.richtext.cleaning import LONGEST, CleanHtml, TooLong, clean, readable_characters

_MARKDOWN = (
    MarkdownIt("commonmark", {"html": False, "maxNesting": 20})
    .enable(["table"])
    .disable(["code", "fence", "html_block"])
)
_SPECIAL = re.compile(r"([\\`*_\[\]<>&|])")
_LINE_START = re.compile(r"^(\s*)(#{1,6}(?=\s|$)|[-+](?=\s|$)|={3,}|-{3,}|~|>)", re.MULTILINE)
_LINE_NUMBER = re.compile(r"^(\s*[0-9]{1,9})([.)])(?=\s|$)", re.MULTILINE)


@dataclass(slots=True)
class Node:
    """An element of clean markup."""

    tag: str
    attributes: dict[str, str]
    children: list[Node | str] = field(default_factory=list)

    def all(self, *tags: str) -> Iterator[Node]:
        """Give the elements of these kinds within this one."""
        for child in self.children:
            if isinstance(child, Node):
                if child.tag in tags:
                    yield child
                yield from child.all(*tags)


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Node("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in ("br", "hr", "img"):
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if len(self.open) > 1 and self.open[-1].tag == tag:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def from_markdown(words: str) -> CleanHtml:
    """Make an article's markup of Markdown. Raises `TooLong`."""
    if len(words) > LONGEST:
        raise TooLong(len(words))
    return clean(_MARKDOWN.render(readable_characters(words)))


def to_markdown(html: str) -> str:
    """Give clean markup as Markdown, for a text field."""
    return "\n\n".join(_blocks(_tree(html).children)).strip()


def lost_in_markdown(html: str) -> list[str]:
    """Say what of this article Markdown cannot hold, in sentences for its author; empty where nothing is lost."""
    tree = _tree(html)
    checks: list[tuple[bool, str]] = [
        (
            any(cell.attributes.keys() & {"colspan", "rowspan"} for cell in tree.all("td", "th")),
            _("Samengevoegde cellen in een tabel worden losse cellen."),
        ),
        (
            any(_has_blocks(cell) for cell in tree.all("td", "th")),
            _("Alinea’s en lijsten in een tabel komen op één regel."),
        ),
        (
            any(not list(table.all("thead")) for table in tree.all("table")),
            _("De eerste rij van een tabel wordt de kop."),
        ),
        (
            any(True for _node in tree.all("figure", "figcaption")),
            _("Een bijschrift bij een foto wordt een gewone alinea."),
        ),
    ]
    return [sentence for is_lost, sentence in checks if is_lost]


def _tree(html: str) -> Node:
    tree = _Tree()
    tree.feed(html)
    tree.close()
    return tree.open[0]


def _has_blocks(cell: Node) -> bool:
    return len(list(cell.all("p"))) > 1 or any(True for _node in cell.all("ul", "ol", "h2", "h3", "blockquote"))


def _blocks(children: list[Node | str]) -> list[str]:
    """Write each block; loose words between blocks become one of their own."""
    done: list[str] = []
    loose: list[Node | str] = []
    for child in children:
        if isinstance(child, Node) and child.tag in _WRITERS:
            _end_loose(done, loose)
            done.append(_WRITERS[child.tag](child))
        else:
            loose.append(child)
    _end_loose(done, loose)
    return [block for block in done if block.strip()]


def _end_loose(done: list[str], loose: list[Node | str]) -> None:
    if loose:
        done.append(_paragraph(loose))
        loose.clear()


def _paragraph(children: list[Node | str]) -> str:
    words = _inline(children).strip()
    words = _LINE_START.sub(r"\1\\\2", words)
    return _LINE_NUMBER.sub(r"\1\\\2", words)


def _inline(children: list[Node | str]) -> str:
    return "".join(_escaped(child) if isinstance(child, str) else _inline_node(child) for child in children)


def _escaped(words: str) -> str:
    return _SPECIAL.sub(r"\\\1", re.sub(r"\s+", " ", words))


def _inline_node(node: Node) -> str:
    inner = _inline(node.children)
    if node.tag == "br":
        return "\\\n"
    if node.tag == "img":
        return f"![{_escaped(node.attributes.get('alt', ''))}](<{node.attributes.get('src', '')}>)"
    if node.tag == "code":
        return _code("".join(_words(node)))
    if node.tag == "a":
        return f"[{inner}](<{_address(node.attributes.get('href', ''))}>)" if inner.strip() else inner
    mark = {"strong": "**", "em": "*"}.get(node.tag, "")
    return _marked(inner, mark)


def _words(node: Node) -> Iterator[str]:
    for child in node.children:
        if isinstance(child, str):
            yield child
        else:
            yield from _words(child)


def _code(words: str) -> str:
    longest = max((len(run) for run in re.findall("`+", words)), default=0)
    fence, space = "`" * (longest + 1), " " if words.startswith("`") or words.endswith("`") else ""
    return f"{fence}{space}{words}{space}{fence}" if words.strip() else words


def _address(href: str) -> str:
    return href.replace("\\", "%5C").replace("<", "%3C").replace(">", "%3E").replace("&", "&amp;")


def _marked(inner: str, mark: str) -> str:
    """Put marks tight around the words, since `** woord **` is no mark."""
    words = inner.strip()
    if not mark or not words:
        return inner
    start = inner.index(words)
    return inner[:start] + mark + words + mark + inner[start + len(words) :]


def _list(node: Node) -> str:
    items = [child for child in node.children if isinstance(child, Node)]
    lines = []
    for number, item in enumerate(items, 1):
        marker = f"{number}. " if node.tag == "ol" else "- "
        body = _tight(item) if item.tag == "li" else "\n\n".join(_blocks([item]))
        lines.append(marker + body.replace("\n", "\n" + " " * len(marker)))
    return "\n".join(lines)


def _tight(item: Node) -> str:
    separator = "\n\n" if sum(isinstance(child, Node) and child.tag == "p" for child in item.children) > 1 else "\n"
    return separator.join(_blocks(item.children))


def _quote(node: Node) -> str:
    return "\n".join(f"> {line}".rstrip() for line in "\n\n".join(_blocks(node.children)).split("\n"))


def _table(node: Node) -> str:
    rows = [[_cell(cell) for cell in row.all("td", "th")] for row in node.all("tr")]
    width = max((len(row) for row in rows), default=0)
    if not width:
        return ""
    lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def _cell(cell: Node) -> str:
    return " ".join(" ".join(_blocks(cell.children)).replace("\\\n", " ").split())


def _heading(level: int) -> Callable[[Node], str]:
    return lambda node: "#" * level + " " + " ".join(_inline(node.children).replace("\\\n", " ").split())


_WRITERS: dict[str, Callable[[Node], str]] = {
    "p": lambda node: _paragraph(node.children),
    "figcaption": lambda node: _paragraph(node.children),
    "figure": lambda node: "\n\n".join(_blocks(node.children)),
    "h2": _heading(2),
    "h3": _heading(3),
    "ul": _list,
    "ol": _list,
    "blockquote": _quote,
    "hr": lambda node: "---",
    "table": _table,
}
