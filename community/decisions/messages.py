"""How a vote is told in words: what the numbers on a ballot mean, and what came out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from community.decisions.counting import ABSTAIN, NO, YES, Result, Round, Verdict
from community.decisions.models import Decision, Method

CONSENT_WORDS = {YES: _l("Geen bezwaar"), NO: _l("Bezwaar"), ABSTAIN: _l("Onthouding")}
MAJORITY_WORDS = {YES: _l("Voor"), NO: _l("Tegen"), ABSTAIN: _l("Onthouding")}
VERDICT_WORDS = {
    Verdict.ACCEPTED: _l("Aangenomen"),
    Verdict.REJECTED: _l("Niet aangenomen"),
    Verdict.CHOSEN: _l("Gekozen: %(winner)s"),
    Verdict.TIED: _l("Gelijke stand: er is niets gekozen"),
    Verdict.NO_QUORUM: _l("Geen geldige uitslag: er stemden te weinig mensen mee"),
    Verdict.UNREADABLE: _l("De stemmen zijn niet meer te lezen. Houd de stemming opnieuw."),
}
# Longer words would not fit a drawing; the table beside it has them whole.
LONGEST_IN_DRAWING = 38


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One answer or option with its total: in the table, and as a bar that is so long in the drawing."""

    label: str
    short_label: str
    total: int
    share: int
    length: int
    is_winner: bool


@dataclass(frozen=True, slots=True)
class ShownRound:
    """One round of ranked choice in words."""

    number: int
    totals: list[str]
    sentence: str


@dataclass(frozen=True, slots=True)
class ShownResult:
    """What came out, as a page shows it."""

    verdict: str
    is_good: bool
    unit: str
    lines: list[ShownLine]
    summary: str
    rounds: list[ShownRound]
    round_labels: list[str]
    reasons: tuple[str, ...]
    ballot_count: int


def answers_of(decision: Decision) -> dict[int, Any]:
    """Give what each number on a ballot means, in words."""
    if decision.method == Method.CONSENT:
        return dict(CONSENT_WORDS)
    if not decision.options:
        return dict(MAJORITY_WORDS)
    words: dict[int, Any] = {each.number: each.text for each in decision.options}
    return words | {ABSTAIN: MAJORITY_WORDS[ABSTAIN]} if decision.method == Method.MAJORITY else words


def shown_ballot(decision: Decision, choice: Sequence[int]) -> str:
    """Say what a ballot says."""
    words = {number: str(word) for number, word in answers_of(decision).items()}
    if decision.method == Method.RANKED:
        return "; ".join(f"{place}. {words[number]}" for place, number in enumerate(choice, 1))
    if decision.method == Method.DOTS:
        return "; ".join(f"{words[number]}: {dots}" for number, dots in enumerate(choice, 1) if dots)
    return words[choice[0]]


def shown_result(decision: Decision, result: Result) -> ShownResult:
    """Say what came out, or how the votes stand."""
    words = {number: str(word) for number, word in answers_of(decision).items()}
    lines = lines_of(decision, result, words)
    winner = words.get(result.winner or -1, "")
    return ShownResult(
        verdict=str(VERDICT_WORDS[result.verdict]) % {"winner": winner},
        is_good=result.verdict in (Verdict.ACCEPTED, Verdict.CHOSEN),
        unit=_("Stippen") if decision.method == Method.DOTS else _("Stemmen"),
        lines=lines,
        summary="; ".join(f"{line.label}: {line.total}" for line in lines),
        rounds=[shown_round(number, each, words) for number, each in enumerate(result.rounds, 1)],
        round_labels=list(words.values()) if result.rounds else [],
        reasons=result.reasons,
        ballot_count=result.ballot_count,
    )


def lines_of(decision: Decision, result: Result, words: dict[int, str]) -> list[ShownLine]:
    """Give a line for each answer or option; in ranked choice how often each stood first."""
    whole, most = sum(result.totals.values()) or 1, max(result.totals.values(), default=0) or 1
    return [
        ShownLine(
            label=words[number],
            short_label=shortened(words[number]),
            total=total,
            share=round(100 * total / whole),
            length=round(240 * total / most),
            is_winner=number == result.winner,
        )
        for number, total in result.totals.items()
    ]


def shortened(label: str) -> str:
    """Give words as they fit a drawing."""
    return label if len(label) <= LONGEST_IN_DRAWING else f"{label[: LONGEST_IN_DRAWING - 1].rstrip()}…"


def shown_round(number: int, each: Round, words: dict[int, str]) -> ShownRound:
    """Say what happened in one round of ranked choice."""
    totals = [str(each.totals[option]) if option in each.totals else "–" for option in words]
    return ShownRound(number, totals, " ".join(sentences_of(each, words)))


def sentences_of(each: Round, words: dict[int, str]) -> list[str]:
    """Say who drops out in a round, whether the lot decided, and how many ballots say no more."""
    found = []
    if each.eliminated:
        found.append(_("%(option)s valt af.", option=words[each.eliminated]))
    elif any(each.totals.values()):
        most = max(each.totals, key=lambda option: each.totals[option])
        found.append(_("%(option)s heeft een meerderheid.", option=words[most]))
    if each.by_lot:
        found.append(_("De stand was gelijk, dus de loting besliste."))
    if each.exhausted:
        found.append(
            ngettext("%(num)s stem telt niet meer mee.", "%(num)s stemmen tellen niet meer mee.", each.exhausted)
        )
    return found
