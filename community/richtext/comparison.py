"""Shows what changed between two versions of a text: words within paragraphs, for eye and screen reader.

Blocks are matched first, then the words of those that differ. Work is bounded: past a budget a paragraph counts as
changed as a whole. The outcome holds only tags made here around escaped words. Not for conflicts between editors.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from html import escape
from itertools import groupby

from flask_babel import gettext as _

from community.richtext.blocks import Block, Mark, Word, read_blocks

# Pairs of words (or blocks) that may be compared in one call: about a second on a slow machine.
BUDGET = 3_000_000
ALIKE = 0.3

Change = tuple[str, Sequence[Word]]


class _Budget:
    def __init__(self, cells: int) -> None:
        self.left = cells

    def takes(self, old: int, new: int) -> bool:
        """Whether a comparison of so many with so many is within the budget, and if so, pay for it."""
        if old * new > self.left:
            return False
        self.left -= old * new
        return True


def compare(old_html: str, new_html: str) -> str:
    """Give the newer version with deleted and inserted words marked, as safe markup."""
    old, new = read_blocks(old_html), read_blocks(new_html)
    budget = _Budget(BUDGET)
    parts = []
    for kind, left, right in _matched([_key(block) for block in old], [_key(block) for block in new], budget):
        if kind == "equal":
            parts += [_show(block, [("equal", block.words)]) for block in new[right[0] : right[1]]]
        else:
            parts += _changed(old[left[0] : left[1]], new[right[0] : right[1]], budget)
    return "".join(parts)


def _key(block: Block) -> object:
    return (block.kind, block.lists, block.is_quoted, tuple(block.words))


def _matched(
    old: Sequence[object], new: Sequence[object], budget: _Budget
) -> list[tuple[str, tuple[int, int], tuple[int, int]]]:
    """Match two rows; what begins and ends alike costs nothing, and the rest only what the budget allows."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    old_end, new_end = len(old) - end, len(new) - end
    middle = _middle(old[start:old_end], new[start:new_end], budget)
    found = [("equal", (0, start), (0, start))] if start else []
    found += [(kind, (a + start, b + start), (c + start, d + start)) for kind, a, b, c, d in middle]
    return [*found, ("equal", (old_end, len(old)), (new_end, len(new)))] if end else found


def _middle(old: Sequence[object], new: Sequence[object], budget: _Budget) -> list[tuple[str, int, int, int, int]]:
    if not old and not new:
        return []
    if not old or not new or not budget.takes(len(old), len(new)):
        return [("replace", 0, len(old), 0, len(new))]
    return [tuple(code) for code in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()]  # type: ignore[misc]


def _changed(old: list[Block], new: list[Block], budget: _Budget) -> list[str]:
    """Show a stretch that changed: pairs that are alike word by word, the others as a whole."""
    parts: list[str] = []
    position = 0
    for block in new:
        partner = next(
            (number for number in range(position, min(len(old), position + 8)) if _alike(old[number], block)), None
        )
        if partner is None:
            parts.append(_show(block, [("insert", block.words)]))
            continue
        parts += [_show(gone, [("delete", gone.words)]) for gone in old[position:partner]]
        parts.append(_show(block, _words_changed(old[partner], block, budget)))
        position = partner + 1
    return parts + [_show(gone, [("delete", gone.words)]) for gone in old[position:]]


def _alike(old: Block, new: Block) -> bool:
    """Whether two blocks share enough words to be versions of one."""
    before = {word.text for word in old.words if word.text.strip()}
    after = {word.text for word in new.words if word.text.strip()}
    return len(before & after) >= ALIKE * max(len(before), len(after), 1)


def _words_changed(old: Block, new: Block, budget: _Budget) -> list[Change]:
    changes: list[Change] = []
    for kind, left, right in _matched(old.words, new.words, budget):
        if kind == "equal":
            changes.append(("equal", new.words[right[0] : right[1]]))
            continue
        if left[0] < left[1]:
            changes.append(("delete", old.words[left[0] : left[1]]))
        if right[0] < right[1]:
            changes.append(("insert", new.words[right[0] : right[1]]))
    return changes


def _show(block: Block, changes: list[Change]) -> str:
    """Write a block with its changes."""
    tag = block.kind if block.kind in ("h2", "h3") else "p"
    body = "".join(_mark(kind, words) for kind, words in changes)
    if block.lists:
        return f"<{block.lists[-1]}><li>{body}</li></{block.lists[-1]}>"
    shown = f"<{tag}>{body}</{tag}>"
    return f"<blockquote>{shown}</blockquote>" if block.is_quoted else shown


def _mark(kind: str, words: Sequence[Word]) -> str:
    body = "".join(_run(marks, list(run)) for marks, run in groupby(words, lambda word: word.marks))
    if kind == "equal":
        return body
    tag, begin, end = (
        ("ins", _("toegevoegd:"), _("einde toevoeging"))
        if kind == "insert"
        else ("del", _("verwijderd:"), _("einde verwijdering"))
    )
    return f"<{tag}>{_aside(f'{begin} ')}{body}{_aside(f' {end} ')}</{tag}>"


def _aside(words: str) -> str:
    """Words for a screen reader only."""
    return f'<span class="visually-hidden">{escape(words)}</span>'


def _run(marks: tuple[Mark, ...], words: list[Word]) -> str:
    shown = escape("".join(word.text for word in words)).replace("\n", "<br>")
    for tag, address in reversed(marks):
        attribute = f' href="{escape(address)}" rel="noopener noreferrer"' if tag == "a" and address else ""
        shown = f"<{tag}{attribute}>{shown}</{tag}>"
    return shown
