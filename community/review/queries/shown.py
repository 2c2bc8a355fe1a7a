"""How a text that waits is shown to who decides: its words where they may be read, and why it waits, in plain Dutch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from community.content.models import ContentItem
from community.core.ids import read_id
from community.policy import Actor, Permission, allows
from community.review.models import HeldText, Why
from community.richtext import text, to_plain

EXCERPT = 1500


@dataclass(frozen=True, slots=True)
class ShownReason:
    """Why a text waits; with the place where the same words stand, where the reader may see it."""

    words: str
    title: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class ShownText:
    """A text that waits as somebody sees it; without words where they open the group first."""

    held: HeldText
    what: str
    title: str
    words: str
    address: str
    reasons: Sequence[ShownReason]
    may_read: bool
    may_decide: bool


def shown_text(actor: Actor, held: HeldText, known: Mapping[int, ContentItem]) -> ShownText:
    """Give a text as the actor may see it."""
    may_read = may_read_text(actor, held)
    item = held.comment.item if held.comment is not None else held.item
    words = to_plain(held.comment.html) if held.comment is not None else text(item.body if item else "")
    place = f"?reactie={held.comment.id}#reactie-{held.comment.id}" if held.comment is not None else ""
    return ShownText(
        held=held,
        what=_("Een reactie") if held.comment is not None else _("Een gesprek"),
        title=item.title if may_read and item else "",
        words=shortened(words) if may_read else "",
        address=f"{item.address}{place}" if may_read and item else "",
        reasons=[shown_reason(reason, known, held.created_at) for reason in held.reasons],
        may_read=may_read,
        may_decide=allows(actor, Permission.HELD_TEXT_DECIDE, held),
    )


def may_read_text(actor: Actor, held: HeldText) -> bool:
    """Whether the actor reads the text itself now: a moderator opens a group first."""
    if held.comment is not None:
        return allows(actor, Permission.COMMENT_READ, held.comment)
    return held.item is not None and allows(actor, Permission.ITEM_READ, held.item)


def shortened(words: str) -> str:
    """Give the first words of a text."""
    return words if len(words) <= EXCERPT else words[:EXCERPT].rsplit(" ", 1)[0] + " …"


def places_in(texts: Sequence[HeldText]) -> set[int]:
    """Give the ids of the items in which the same words stand, of all of these."""
    found = [read_id(reason.get("what")) for held in texts for reason in held.reasons if reason["why"] == Why.SAME_TEXT]
    return {each for each in found if each}


def shown_reason(reason: Mapping[str, str], known: Mapping[int, ContentItem], held_at: datetime) -> ShownReason:
    """Say why a text waits."""
    if reason["why"] != Why.SAME_TEXT:
        return ShownReason(words_for(reason["why"], reason.get("what", "")))
    there = known.get(read_id(reason.get("what")) or 0)
    minutes = max(1, round((held_at - datetime.fromisoformat(reason["at"])).total_seconds() / 60))
    words = ngettext(
        "dezelfde tekst stond %(num)s minuut eerder ook bij",
        "dezelfde tekst stond %(num)s minuten eerder ook bij",
        minutes,
    )
    return ShownReason(words, there.title if there else _("een ander stuk"), there.address if there else "")


def words_for(why: str, what: str) -> str:
    """Give the words of a reason that leads nowhere."""
    if why == Why.LINKS:
        return str(
            ngettext("bevat %(num)s link naar een andere site", "bevat %(num)s links naar andere sites", int(what))
        )
    if why == Why.MENTIONS:
        return str(ngettext("noemt %(num)s persoon", "noemt %(num)s mensen", int(what)))
    if why == Why.WORD:
        return str(_("bevat het woord “%(word)s”", word=what))
    return str(_("nieuw lid") if why == Why.NEWCOMER else _("hier wordt alles eerst nagekeken"))
