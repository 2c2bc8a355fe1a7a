"""How votes are counted: worked examples from the literature, the edges, and what holds for any ballots at all."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.decisions.counting import (
    ABSTAIN,
    NO,
    YES,
    Choice,
    Verdict,
    count,
    count_consent,
    count_dots,
    count_majority,
    count_plurality,
    count_ranked,
    quorum_of,
    read_result,
)

# --- worked examples ---

MEMPHIS, NASHVILLE, CHATTANOOGA, KNOXVILLE = 1, 2, 3, 4
# The capital of Tennessee, as Wikipedia's articles on voting systems tell it: voters want it near to themselves.
TENNESSEE: list[Choice] = [
    *[(MEMPHIS, NASHVILLE, CHATTANOOGA, KNOXVILLE)] * 42,
    *[(NASHVILLE, CHATTANOOGA, KNOXVILLE, MEMPHIS)] * 26,
    *[(CHATTANOOGA, KNOXVILLE, NASHVILLE, MEMPHIS)] * 15,
    *[(KNOXVILLE, CHATTANOOGA, NASHVILLE, MEMPHIS)] * 17,
]


def test_the_capital_of_tennessee_becomes_knoxville_in_three_rounds() -> None:
    result = count_ranked(TENNESSEE, 4, 50, [1, 2, 3, 4])
    assert (result.verdict, result.winner) == (Verdict.CHOSEN, KNOXVILLE)
    assert [(each.totals, each.eliminated, each.by_lot) for each in result.rounds] == [
        ({MEMPHIS: 42, NASHVILLE: 26, CHATTANOOGA: 15, KNOXVILLE: 17}, CHATTANOOGA, False),
        ({MEMPHIS: 42, NASHVILLE: 26, KNOXVILLE: 32}, NASHVILLE, False),
        ({MEMPHIS: 42, KNOXVILLE: 58}, None, False),
    ]


def test_the_same_voters_choose_memphis_where_each_names_one_city() -> None:
    result = count_plurality([ballot[:1] for ballot in TENNESSEE], 4, 50)
    assert (result.verdict, result.winner) == (Verdict.CHOSEN, MEMPHIS)
    assert result.totals == {MEMPHIS: 42, NASHVILLE: 26, CHATTANOOGA: 15, KNOXVILLE: 17, ABSTAIN: 0}


def test_burlington_chooses_kiss_although_most_would_rather_have_had_montroll() -> None:
    """The election of a mayor in Burlington, Vermont, 2009: the three last candidates, as Wikipedia tabulates them."""
    wright, kiss, montroll = 1, 2, 3
    ballots: list[Choice] = [
        *[(wright, montroll, kiss)] * 1510,
        *[(wright, kiss, montroll)] * 495,
        *[(wright,)] * 1289,
        *[(montroll, kiss, wright)] * 1332,
        *[(montroll, wright, kiss)] * 767,
        *[(montroll,)] * 455,
        *[(kiss, montroll, wright)] * 2043,
        *[(kiss, wright, montroll)] * 371,
        *[(kiss,)] * 568,
    ]
    result = count_ranked(ballots, 3, 1, [1, 2, 3])
    assert result.winner == kiss
    first, last = result.rounds
    assert first.totals == {wright: 3294, kiss: 2982, montroll: 2554}
    assert (first.eliminated, last.totals) == (montroll, {wright: 4061, kiss: 4314})
    assert last.exhausted == 455


# --- the edges of each method ---


def test_consent_is_given_unless_somebody_objects_and_abstaining_counts_for_the_quorum() -> None:
    assert count_consent([(YES,), (ABSTAIN,), (ABSTAIN,)], 3).verdict == Verdict.ACCEPTED
    assert count_consent([(ABSTAIN,)], 1).verdict == Verdict.ACCEPTED
    assert count_consent([(YES,)] * 99 + [(NO,)], 3).verdict == Verdict.REJECTED
    assert count_consent([(YES,)] * 2, 3).verdict == Verdict.NO_QUORUM
    assert count_consent([], 0).verdict == Verdict.NO_QUORUM


def test_a_tie_is_no_majority_and_who_abstains_is_neither_for_nor_against() -> None:
    assert count_majority([(YES,)] * 2 + [(NO,)] * 2, 1).verdict == Verdict.REJECTED
    assert count_majority([(YES,)] + [(ABSTAIN,)] * 9, 10).verdict == Verdict.ACCEPTED
    assert count_majority([(ABSTAIN,)] * 9, 1).verdict == Verdict.REJECTED


def test_two_options_with_the_most_choose_nothing() -> None:
    tied = count_plurality([(1,), (2,), (3,), (1,), (2,)], 3, 1)
    assert (tied.verdict, tied.winner) == (Verdict.TIED, None)
    assert count_plurality([(ABSTAIN,)], 3, 1).verdict == Verdict.TIED
    assert count_dots([(3, 0, 2), (0, 2, 1)], 3, 1).verdict == Verdict.TIED
    assert count_dots([(3, 0, 2), (0, 2, 2)], 3, 1).winner == 3


def test_of_two_with_the_fewest_the_one_drops_out_that_had_fewer_before() -> None:
    # In the second round 2 and 3 have four each; in the first 2 had four and 3 had three.
    ballots: list[Choice] = [(1,)] * 5 + [(2,)] * 4 + [(3,)] * 3 + [(4, 3)]
    result = count_ranked(ballots, 4, 1, [3, 2, 1, 4])
    assert [each.eliminated for each in result.rounds[:2]] == [4, 3]
    assert not any(each.by_lot for each in result.rounds)


@pytest.mark.parametrize(("lot", "winner"), [([1, 2], 1), ([2, 1], 2)])
def test_a_tie_in_every_round_is_broken_by_the_lot_that_was_drawn_beforehand(lot: list[int], winner: int) -> None:
    result = count_ranked([(1,), (2,)], 2, 1, lot)
    assert result.winner == winner
    assert result.rounds[0].by_lot


def test_who_ranks_nothing_or_only_what_dropped_out_counts_no_more() -> None:
    result = count_ranked([(), (3,), (2, 3), (2,), (1,), (1,), (1,)], 3, 1, [1, 2, 3])
    assert [each.exhausted for each in result.rounds] == [1, 2]
    assert result.winner == 1
    assert count_ranked([(), ()], 3, 1, [1, 2, 3]).verdict == Verdict.TIED


def test_a_quorum_is_rounded_up_and_never_nobody() -> None:
    assert [quorum_of(percent, 7) for percent in (0, 1, 50, 51, 100)] == [1, 1, 4, 4, 7]
    assert quorum_of(50, 0) == 1


# --- what holds for any ballots ---

OPTIONS = 4
one_answer = st.sampled_from([(YES,), (NO,), (ABSTAIN,)])
one_option = st.integers(0, OPTIONS).map(lambda number: (number,))
ranking = st.permutations(range(1, OPTIONS + 1)).flatmap(
    lambda order: st.integers(0, OPTIONS).map(lambda length: tuple(order[:length]))
)
dots = st.lists(st.integers(0, 5), min_size=OPTIONS, max_size=OPTIONS).map(tuple)
lots = st.permutations(range(1, OPTIONS + 1))
METHODS = [
    ("consent", one_answer, 0),
    ("majority", one_answer, 0),
    ("majority", one_option, OPTIONS),
    ("ranked", ranking, OPTIONS),
    ("dots", dots, OPTIONS),
]
any_vote = st.sampled_from(METHODS).flatmap(
    lambda kind: st.tuples(st.just(kind[0]), st.lists(kind[1], max_size=12), st.just(kind[2]))
)
often = settings(max_examples=80, deadline=None)


@often
@given(any_vote, lots, st.integers(0, 12), st.randoms(use_true_random=False))
def test_the_order_of_the_ballots_does_not_matter(
    vote: tuple[str, list[Choice], int], lot: Sequence[int], quorum: int, chance: object
) -> None:
    method, ballots, options = vote
    shuffled = list(ballots)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    found = [count(method, each, options=options, quorum=quorum, lot=lot) for each in (ballots, shuffled)]
    assert found[0] == found[1]


@often
@given(any_vote, lots)
def test_no_ballot_and_no_dot_gets_lost(vote: tuple[str, list[Choice], int], lot: Sequence[int]) -> None:
    method, ballots, options = vote
    result = count(method, ballots, options=options, quorum=1, lot=lot)
    assert result.ballot_count == len(ballots)
    if method == "dots":
        assert sum(result.totals.values()) == sum(map(sum, ballots))
    elif method == "ranked":
        assert all(sum(each.totals.values()) + each.exhausted == len(ballots) for each in result.rounds)
    else:
        assert sum(result.totals.values()) == len(ballots)


@often
@given(st.lists(ranking, min_size=1, max_size=12), lots)
def test_a_ranked_choice_ends_with_a_majority_of_the_ballots_that_still_count(
    ballots: list[Choice], lot: Sequence[int]
) -> None:
    result = count_ranked(ballots, OPTIONS, 1, lot)
    last = result.rounds[-1]
    assert len(result.rounds) <= OPTIONS
    assert len({each.eliminated for each in result.rounds}) == len(result.rounds)
    if result.winner:
        assert 2 * last.totals[result.winner] > sum(last.totals.values())
    else:
        assert not any(last.totals.values())
    exhausted = [each.exhausted for each in result.rounds]
    assert exhausted == sorted(exhausted)


@often
@given(st.lists(ranking, min_size=1, max_size=12), lots)
def test_who_is_first_on_most_ballots_wins_a_ranked_choice_at_once(ballots: list[Choice], lot: Sequence[int]) -> None:
    majority: list[Choice] = [(2,)] * (len(ballots) + 1)
    result = count_ranked(ballots + majority, OPTIONS, 1, lot)
    assert (result.winner, len(result.rounds)) == (2, 1)


@often
@given(any_vote, lots, st.integers(0, 12), st.integers(0, 12))
def test_a_higher_quorum_never_makes_an_outcome_valid(
    vote: tuple[str, list[Choice], int], lot: Sequence[int], lower: int, more: int
) -> None:
    method, ballots, options = vote
    low, high = (count(method, ballots, options=options, quorum=each, lot=lot) for each in (lower, lower + more))
    assert high.verdict in (low.verdict, Verdict.NO_QUORUM)
    assert low.totals == high.totals


@often
@given(any_vote, lots)
def test_one_who_abstains_more_changes_nothing_but_the_quorum(
    vote: tuple[str, list[Choice], int], lot: Sequence[int]
) -> None:
    method, ballots, options = vote
    blank: Choice = {"ranked": (), "dots": (0,) * OPTIONS}.get(method, (ABSTAIN,))
    before = count(method, ballots, options=options, quorum=len(ballots), lot=lot)
    after = count(method, [*ballots, blank], options=options, quorum=len(ballots), lot=lot)
    assert not ballots or (after.verdict, after.winner) == (before.verdict, before.winner)


@often
@given(any_vote, lots)
def test_a_result_is_written_down_and_read_again(vote: tuple[str, list[Choice], int], lot: Sequence[int]) -> None:
    method, ballots, options = vote
    result = count(method, ballots, options=options, quorum=1, lot=lot)
    assert read_result(json.loads(json.dumps(result.written()))) == result
