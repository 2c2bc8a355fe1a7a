"""How votes are counted: pure functions from ballots to a result. docs/voting.md tells the same to people.

A ballot is a tuple of numbers. Options are numbered from 1. What the numbers mean depends on the method:

- consent, and majority without options: one of `YES`, `NO`, `ABSTAIN`;
- majority with options: the number of one option, or `ABSTAIN`;
- ranked choice: the numbers of options in the order of preference, the best first; as many as the voter likes;
- dots: for each option, in order, how many dots it gets.

The order of ballots never matters. A quorum is a number of ballots; abstaining counts towards it, and one ballot at
least is always needed. Not here: who may vote, and what a ballot looks like on a page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

Choice = tuple[int, ...]

ABSTAIN, YES, NO = 0, 1, 2


class Verdict(StrEnum):
    """What came out of a count."""

    # The proposal is accepted or rejected as a whole.
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    # One of the options won.
    CHOSEN = "chosen"
    # More than one option has the most, or nobody chose anything.
    TIED = "tied"
    NO_QUORUM = "no_quorum"
    # The box of an anonymous vote could not be opened any more.
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Round:
    """One round of ranked choice: what each option that is still in has, who drops out, and how many say no more."""

    totals: dict[int, int]
    eliminated: int | None
    exhausted: int
    # Whether the lot had to say who drops out.
    by_lot: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What came out: the verdict, how often each answer or option was chosen, and how it came to that."""

    verdict: Verdict
    totals: dict[int, int]
    ballot_count: int
    winner: int | None = None
    rounds: tuple[Round, ...] = ()
    # Why people objected, in the order of the words, so that it tells nothing of the order of the ballots.
    reasons: tuple[str, ...] = field(default=())

    def written(self) -> dict[str, Any]:
        """Give the result as JSON holds it."""
        return {**asdict(self), "totals": texts(self.totals)} | {
            "rounds": [{**asdict(each), "totals": texts(each.totals)} for each in self.rounds]
        }


def texts(totals: Mapping[int, int]) -> dict[str, int]:
    """Give totals with keys as JSON has them."""
    return {str(number): total for number, total in totals.items()}


def read_result(written: Mapping[str, Any]) -> Result | None:
    """Give a result back that `Result.written` wrote; None where there is none."""
    if not written:
        return None
    return Result(
        verdict=Verdict(written["verdict"]),
        totals=numbers(written["totals"]),
        ballot_count=written["ballot_count"],
        winner=written["winner"],
        rounds=tuple(
            Round(numbers(each["totals"]), each["eliminated"], each["exhausted"], each["by_lot"])
            for each in written["rounds"]
        ),
        reasons=tuple(written["reasons"]),
    )


def numbers(totals: Mapping[str, int]) -> dict[int, int]:
    """Give totals with numbers as keys."""
    return {int(number): total for number, total in totals.items()}


def quorum_of(percent: int, electorate: int) -> int:
    """Give how many ballots are needed: the share of those who may vote, rounded up; never less than one."""
    return max(1, -(-percent * electorate // 100))


def count_consent(ballots: Sequence[Choice], quorum: int) -> Result:
    """Count consent: accepted where the quorum is met and nobody objects. One objection blocks; abstaining does not."""
    totals = tallied(ballots, (YES, NO, ABSTAIN))
    verdict = Verdict.REJECTED if totals[NO] else Verdict.ACCEPTED
    return Result(judged(verdict, ballots, quorum), totals, len(ballots))


def count_majority(ballots: Sequence[Choice], quorum: int) -> Result:
    """Count a simple majority: accepted where more are for than against; a tie rejects, abstaining counts for neither.

    As in Robert's Rules of Order: a majority of the votes cast, and a tie is no majority.
    """
    totals = tallied(ballots, (YES, NO, ABSTAIN))
    verdict = Verdict.ACCEPTED if totals[YES] > totals[NO] else Verdict.REJECTED
    return Result(judged(verdict, ballots, quorum), totals, len(ballots))


def count_plurality(ballots: Sequence[Choice], options: int, quorum: int) -> Result:
    """Count one choice each: the option with the most wins, majority or not; two with the most choose nothing."""
    totals = tallied(ballots, (*range(1, options + 1), ABSTAIN))
    return most_of(totals, options, ballots, quorum)


def count_dots(ballots: Sequence[Choice], options: int, quorum: int) -> Result:
    """Count dots: those of all ballots are added; the option with the most wins, a tie chooses nothing."""
    totals = {number: sum(ballot[number - 1] for ballot in ballots) for number in range(1, options + 1)}
    return most_of(totals, options, ballots, quorum)


def most_of(totals: dict[int, int], options: int, ballots: Sequence[Choice], quorum: int) -> Result:
    """Give the option with the most as the result; none where two have the most, or all have nothing."""
    most = max(totals[number] for number in range(1, options + 1))
    first = [number for number in range(1, options + 1) if totals[number] == most]
    is_clear = len(first) == 1 and most > 0
    verdict = judged(Verdict.CHOSEN if is_clear else Verdict.TIED, ballots, quorum)
    return Result(verdict, totals, len(ballots), first[0] if verdict == Verdict.CHOSEN else None)


def count_ranked(ballots: Sequence[Choice], options: int, quorum: int, lot: Sequence[int]) -> Result:
    """Count ranked choice as an instant run-off.

    In each round a ballot counts for the first of its options that is still in; one that has none left is exhausted
    and counts no more. An option with more than half of the ballots that still count wins. Otherwise the one with the
    fewest drops out, one at a time. Where several have the fewest, the one drops out that had fewer in the last round
    in which they differed; where they never differed, the one that stands last in `lot`, which was drawn beforehand.
    """
    remaining, rounds = list(range(1, options + 1)), list[Round]()
    winner = None
    while winner is None:
        totals = first_choices(ballots, remaining)
        continuing = sum(totals.values())
        exhausted = len(ballots) - continuing
        winner = next((number for number, total in totals.items() if 2 * total > continuing), None)
        if winner or not continuing:
            rounds.append(Round(totals, None, exhausted))
            break
        out, by_lot = last_of(totals, rounds, lot)
        rounds.append(Round(totals, out, exhausted, by_lot))
        remaining.remove(out)
    verdict = judged(Verdict.CHOSEN if winner else Verdict.TIED, ballots, quorum)
    first = rounds[0].totals
    return Result(verdict, first, len(ballots), winner if verdict == Verdict.CHOSEN else None, tuple(rounds))


def first_choices(ballots: Iterable[Choice], remaining: Sequence[int]) -> dict[int, int]:
    """Give how many ballots have each remaining option first among those that remain."""
    still_in = set(remaining)
    counted = Counter(next((number for number in ballot if number in still_in), None) for ballot in ballots)
    return {number: counted[number] for number in remaining}


def last_of(totals: Mapping[int, int], earlier: Sequence[Round], lot: Sequence[int]) -> tuple[int, bool]:
    """Give the option that drops out, and whether the lot had to say so."""
    fewest = min(totals.values())
    last = [number for number, total in totals.items() if total == fewest]
    for each in reversed(earlier):
        if len(last) == 1:
            break
        least = min(each.totals[number] for number in last)
        last = [number for number in last if each.totals[number] == least]
    return max(last, key=lot.index), len(last) > 1


def tallied(ballots: Iterable[Choice], answers: Iterable[int]) -> dict[int, int]:
    """Give how many ballots give each answer."""
    counted = Counter(ballot[0] for ballot in ballots)
    return {answer: counted[answer] for answer in answers}


def judged(verdict: Verdict, ballots: Sequence[Choice], quorum: int) -> Verdict:
    """Let a verdict stand only where enough took part."""
    return verdict if len(ballots) >= max(1, quorum) else Verdict.NO_QUORUM


# For each method, whether options are given, how it is counted.
Counted = Callable[[Sequence[Choice], int, int, Sequence[int]], Result]
COUNTED: dict[str, Counted] = {
    "consent": lambda ballots, options, quorum, lot: count_consent(ballots, quorum),
    "majority": lambda ballots, options, quorum, lot: (
        count_plurality(ballots, options, quorum) if options else count_majority(ballots, quorum)
    ),
    "ranked": count_ranked,
    "dots": lambda ballots, options, quorum, lot: count_dots(ballots, options, quorum),
}


def count(method: str, ballots: Sequence[Choice], *, options: int, quorum: int, lot: Sequence[int]) -> Result:
    """Count ballots by a method, of a number of options (0 where the proposal itself is voted on)."""
    return COUNTED[method](ballots, options, quorum, lot)
