"""No person reads a word that they may not, on any page; and a query without its filter is found out."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

import pytest
from flask import Flask

from community.policy import facts
from community.policy.table import READ, RULES
from tests.builders.fixtures import emptied_afterwards
from tests.builders.world import World
from tests.canary.guards import FOR_ALL, GUARDED, GUARDED_MODELS
from tests.canary.sabotage import Readings, Sabotage, model_of
from tests.canary.secrets import WORD
from tests.canary.stage import Stage


@pytest.fixture(scope="module")
def readings(site: Flask, database_kind: str) -> Iterator[Readings]:
    """Let everybody read once, for all tests of this file.

    On SQLite every address of every route is read, each person with nothing kept from before, and each word must be
    read by one who may. On PostgreSQL three of each route are, which is a third of the words at least, and what is kept
    for one person may be given to the next: that both databases read a filter alike is held in tests/policy.
    """
    is_whole = database_kind == "sqlite"
    with emptied_afterwards(site), pytest.MonkeyPatch.context() as monkeypatch:
        stage = Stage(World(site))
        yield Readings(stage, monkeypatch, some_of_each=0 if is_whole else 3, forgets=is_whole)


def test_nobody_reads_what_is_not_for_them_and_each_word_is_read_by_one_who_may(
    readings: Readings, database_kind: str
) -> None:
    stage, read = readings.stage, {found.word for found in readings.found}
    leaks = {
        f"{found.person} reads {stage.secrets[found.word].place} at {found.address}"
        for found in readings.found
        if not stage.may_read(found.person, found.word)
    }
    assert not leaks, "\n".join(sorted(leaks)[:40])
    assert not WORD.search(readings.logged), "a log holds words of people"
    print(f"\n{len(readings.honest)} answers to {len(stage.clients)} people, {len(read)} words read")
    if database_kind != "sqlite":
        assert len(read) > len(stage.secrets) / 3
        return
    unread = {secret.place for word, secret in stage.secrets.items() if secret.readers and word not in read}
    unexcused = {place for place in unread if not any(re.fullmatch(pattern, place) for pattern in NEVER_SHOWN)}
    assert not unexcused, "no page shows these to any of those who may read them:\n" + "\n".join(sorted(unexcused))
    idle = [pattern for pattern in NEVER_SHOWN if not any(re.fullmatch(pattern, place) for place in unread)]
    assert not idle, f"shown after all, or gone: {idle}"


# Words that no page shows to anybody, each with the reason; by place, which is a table, a column and a row.
NEVER_SHOWN = {
    r"(group_)?old_address\.slug of .*": "stands in an address only, and leads on",
    r"organisation\.slug of .*": "an organisation has no page of its own yet",
    r"content_item\.lead of .*_discussion|content_item\.lead of group_draft": "a discussion has no lead",
    r"content_item\.lead of .*_action": "an action item has no lead",
    r"content_item\.lead of .*announcement": "what is public of a decision has no lead",
    r"content_item\.author_.* of wiki_page": "what many write is signed by nobody",
    r"content_item\.author_.* of (draft|members)_page": "a page is signed by nobody",
    r"attachment\.(file_name|alt|credit) of group_attachment": "a discussion lists no files; the file itself is read",
    r"comment\.hidden_reason of (?!hidden).*": "a reason stands below what is hidden only",
    r"comment\.author_.* of (removed|purged|(coordinators_)?taken_back)_comment": "only its place stays",
    r"content_item\.body of .*_document": "a document has no text of its own",
    r"report_case\.reason of (site|group|coordinator|moderator)_case": "there is a reason once it is decided",
    r"held_text\.refusal of .*": "there is a reason once it is refused, and then it stands in a case",
    r"upload\..*": "what is on its way is shown to nobody, not even who sent it",
    r"group_invitation\.message of answered_invitation": "an invitation that was answered is shown nowhere",
    r"group_mail_invitation\.message of .*": "only who holds the link reads it",
    r"working_group\.held_words of archived_group": "nothing is written in it, so nothing waits",
    r"group_membership\.mute_reason of .*": "it stands in a mail to who was muted",
    r"group_request\.reason of waiting_request": "a request has a reason once it is refused",
    r"group_request\.motivation of decided_request": "who decided has read it; it is not shown again",
    r"application_question\.answer of (open|late)_question": "what was not answered has no answer",
    r"objection\.reason of (waiting_objection|objection_of_a_member)": "what was not decided has no reason",
    r"member\.suspension_reason of (?!the_suspended).*": "a reason is shown of a suspension that runs",
}


# A filter that is forgotten shows on one of so many pages, taken from all over the site. What has an excuse is tried on
# a few only, of all people and kinds of pages: an excuse that is needed no more may stand a while longer.
MOST_TRIES, MOST_FOR_EXCUSED = 150, 10


# The filter that is taken away is the same Python on both; that both databases read it alike is held in tests/policy.
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True, scope="session")
def test_each_query_that_forgets_its_filter_is_found_out(
    readings: Readings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sabotage = Sabotage(readings)
    places = [place for place in sorted(sabotage.places) if model_of(place) not in FOR_ALL]
    assert set(GUARDED) <= set(places), f"no such query any more: {sorted(set(GUARDED) - set(places))}"
    alone = {
        place: found
        for place in places
        if (found := sabotage.shows([place], most=MOST_FOR_EXCUSED if place in GUARDED else MOST_TRIES))
    }
    assert not set(alone) & set(GUARDED), f"needs no excuse: {sorted(set(alone) & set(GUARDED))}"
    # What is left is asked about each thing as well (a page that refuses before it reads): without that it must show.
    sabotage.let_everybody_in(monkeypatch)
    behind = {
        place: found
        for place in places
        if place not in alone and place not in GUARDED
        if (found := sabotage.shows_others([place], most=MOST_TRIES))
    }
    # A query that shows only at one address of many, a sample may miss: for the few that are left everything is read.
    left = set(places) - set(alone) - set(behind) - set(GUARDED)
    behind |= {place: found for place in left if (found := sabotage.shows_others([place], most=sys.maxsize))}
    models = sorted({model_of(place) for place in GUARDED})
    whole = {model for model in models if sabotage.shows_others(reading(model, places), most=MOST_TRIES)}
    with capsys.disabled():
        print(f"\nqueries tried without their filter: {len(places)}")
        print(f"  found out one by one: {len(alone)}; behind a second guard: {len(behind)}; excused: {len(GUARDED)}")
        for place in places:
            print(f"  {place}: {verdict(place, alone, behind, whole)}")
    missed = set(places) - set(alone) - set(behind) - set(GUARDED)
    assert not missed, f"not found out: {sorted(missed)}"
    assert set(models) - whole == GUARDED_MODELS


def test_what_is_for_everybody_has_no_filter_to_forget() -> None:
    assert {model.__name__ for model, permission in READ.items() if RULES[permission] is facts.everyone} == set(FOR_ALL)


def reading(model: str, places: list[str]) -> list[str]:
    """Give the places that read a model."""
    return [place for place in places if model_of(place) == model]


def verdict(place: str, alone: dict[str, str], behind: dict[str, str], whole: set[str]) -> str:
    """Say how a query that forgets its filter came to light."""
    if place in alone:
        return f"found out {alone[place]}"
    if place in behind:
        return f"found out behind a second guard {behind[place]}"
    if place not in GUARDED:
        return "NOT FOUND OUT"
    only = "only with its model" if model_of(place) in whole else "excused"
    return f"{only}: {GUARDED[place]}"
