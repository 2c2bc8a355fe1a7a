"""The pages of a wiki as a reader sees them: a tree, the way up from a page, and names that lead to pages.

A page whose parent this reader may not see stands where the nearest page above it stands that may be seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from community.core.slugs import fold, slugify
from community.richtext import NamedLink


@dataclass(slots=True)
class Node:
    """A page with those below it, each sorted by title."""

    id: int
    parent_id: int | None
    title: str
    slug: str
    address: str
    children: list[Node] = field(default_factory=list)


class Tree:
    """All pages of one wiki that one reader may see."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.nodes: dict[int, Node] = {node.id: node for node in sorted(nodes, key=lambda node: fold(node.title))}
        self.roots: list[Node] = []
        for node in self.nodes.values():
            parent = self.nodes.get(node.parent_id or 0)
            (parent.children if parent is not None else self.roots).append(node)

    def __len__(self) -> int:
        return len(self.nodes)

    def above(self, page_id: int) -> list[Node]:
        """Give the pages on the way from the top to a page, without the page itself."""
        found: list[Node] = []
        node = self.nodes.get(page_id)
        while node is not None and (node := self.nodes.get(node.parent_id or 0)) is not None and node not in found:
            found.insert(0, node)
        return found

    def below(self, page_id: int) -> list[Node]:
        """Give the pages right below a page."""
        node = self.nodes.get(page_id)
        return node.children if node is not None else []

    def is_below(self, page_id: int, other_id: int) -> bool:
        """Whether a page stands somewhere below another, or is that other."""
        return page_id == other_id or any(node.id == other_id for node in self.above(page_id))

    def walk(self, *, without: int | None = None) -> Iterator[tuple[int, Node]]:
        """Give all pages from the top down with how deep they stand; without one page and what is below it."""
        waiting = [(0, node) for node in reversed(self.roots)]
        while waiting:
            depth, node = waiting.pop()
            if node.id != without:
                yield depth, node
                waiting += [(depth + 1, child) for child in reversed(node.children)]

    def titled(self, title: str) -> Node | None:
        """Give the page with a title, however its capitals and accents are written."""
        wanted = fold(" ".join(title.split()))
        return next((node for node in self.nodes.values() if fold(" ".join(node.title.split())) == wanted), None)

    def named(self, name: str, old_slugs: Mapping[str, int]) -> Node | None:
        """Give the page that a name in a text means: by its title, or by one that it had before."""
        titled = self.titled(name)
        if titled is not None:
            return titled
        once = next((page_id for slug, page_id in old_slugs.items() if slug[:-6] == slugify(name)), 0)
        return self.nodes.get(once)


@dataclass(frozen=True, slots=True)
class Names:
    """Where the names in the texts of a wiki lead, for one reader."""

    tree: Tree
    old_slugs: Mapping[str, int]
    # Where a page is begun that is not there yet; None for who may not begin one.
    new_address: str | None

    def link(self, name: str) -> NamedLink | None:
        """Give where a name leads: to a page, to the form for a new one, or nowhere."""
        node = self.tree.named(name, self.old_slugs)
        if node is not None:
            return NamedLink(node.address)
        return NamedLink(self.new_address + name_in_address(name), is_missing=True) if self.new_address else None


def name_in_address(name: str) -> str:
    """Give a name as it stands behind `titel=` in an address."""
    return quote(name, safe="")
