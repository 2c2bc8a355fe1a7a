"""The figures of the site: what is counted where, in which week, for whom, and what is not told."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient

from community.accounts.models import Member, MemberState
from community.audit.models import AuditEntry
from community.content.models import Comment, ContentItem, State
from community.core.clock import now
from community.core.ids import id_at
from community.groups.models import Access
from community.membership.models import Application, ApplicationState
from community.regions.models import Region
from community.reports.models import CaseState, ReportCase, Verdict
from tests.builders.world import World

PAGE = "/beheer/cijfers"


def table(browser: FlaskClient, which: str, query: str = "") -> list[dict[str, str]]:
    """Give the rows of a table as a spreadsheet reads them."""
    answer = browser.get(f"{PAGE}/{which}.csv{query}")
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))


def row(rows: list[dict[str, str]], name: str) -> dict[str, str]:
    """Give the row of a region."""
    (found,) = [each for each in rows if each["Regio"] == name]
    return found


def said(world: World, item: ContentItem, by: Member, *, at: datetime | None = None, **more: Any) -> Comment:
    """Let somebody say something at a moment."""
    moment = at or now()
    number = id_at(moment)
    return world.keep(
        Comment(
            id=number,
            item_id=item.id,
            thread_id=number,
            author_id=by.id,
            submit_key=f"k{number}",
            created_at=moment,
            html="<p>Iets.</p>",
            **more,
        )
    )


@pytest.fixture(autouse=True)
def _in_the_middle_of_a_week() -> Iterator[None]:
    """Let so many weeks ago be that week on whatever day and hour the tests run."""
    with time_machine.travel(datetime(2026, 11, 25, 12, tzinfo=UTC), tick=True):
        yield


@pytest.fixture
def moderator(world: World) -> FlaskClient:
    return world.client(world.moderator())


@pytest.mark.parametrize(
    ("who", "status"), [("member", 403), ("editor", 403), ("moderator", 200), ("administrator", 200)]
)
def test_figures_are_for_who_answers_for_the_site(world: World, who: str, status: int) -> None:
    browser = world.client(getattr(world, who)())
    assert browser.get(PAGE).status_code == status
    assert browser.get(f"{PAGE}/leden-per-week.csv").status_code == status


def test_who_is_not_signed_in_is_asked_to_sign_in(visitor: FlaskClient) -> None:
    assert visitor.get(PAGE).status_code in (302, 303)
    assert visitor.get(f"{PAGE}/leden-per-week.csv").status_code in (302, 303)


def test_a_table_that_is_none_is_absent(moderator: FlaskClient) -> None:
    assert moderator.get(f"{PAGE}/namen-per-week.csv").status_code == 404


def test_a_new_site_has_a_page_with_little_on_it(moderator: FlaskClient) -> None:
    page = moderator.get(PAGE).text
    assert page.count("In deze periode is hier niets te tellen, of te weinig om te tonen.") == 4
    assert '<a href="/beheer/cijfers" aria-current="page">' in re.sub(r"\s+", " ", page)


# --- counts against a world made by hand ---


def test_members_are_counted_where_they_are_at_home(world: World, moderator: FlaskClient) -> None:
    zeeland, zwolle = world.region("Zeeland", position=1), world.region("Zwolle", position=2)
    for _ in range(3):
        world.member(region_id=zeeland.id, joined_at=now() - timedelta(weeks=3))
    world.member(region_id=zeeland.id, joined_at=now() - timedelta(weeks=40))
    world.member(region_id=zwolle.id, state=MemberState.SUSPENDED, joined_at=now() - timedelta(weeks=40))
    gone = world.member(region_id=zwolle.id, state=MemberState.LEFT)
    moment = now() - timedelta(weeks=1)
    world.keep(AuditEntry(id=id_at(moment), at=moment, event="MembershipEnded", actor_id=gone.id, member_id=gone.id))
    rows = table(moderator, "leden-per-regio")
    assert row(rows, "Zeeland") == {"Regio": "Zeeland", "Leden nu": "4", "Nieuw": "3", "Vertrokken": "0"}
    assert row(rows, "Zwolle") == {"Regio": "Zwolle", "Leden nu": "0", "Nieuw": "0", "Vertrokken": "1"}
    # The moderator, who chose no region.
    assert row(rows, "Zonder regio")["Leden nu"] == "1"
    assert row(rows, "Hele site") == {"Regio": "Hele site", "Leden nu": "5", "Nieuw": "4", "Vertrokken": "1"}
    weeks = table(moderator, "leden-per-week")
    assert [each["Nieuw"] for each in weeks[-5:]] == ["3", "0", "0", "1", "4"]
    assert [each["Vertrokken"] for each in weeks[-5:]] == ["0", "0", "1", "0", "1"]
    of_region = table(moderator, "leden-per-week", f"?regio={zwolle.slug}")
    assert [each["Vertrokken"] for each in of_region[-3:]] == ["1", "0", "1"]
    assert {each["Nieuw"] for each in of_region} == {"0"}
    # Who is suspended now came in then.
    assert table(moderator, "leden-per-week", "?weken=52")[11]["Nieuw"] == "2"


def applied(world: World, region: Region, days: float, state: ApplicationState, decided_days: float = 0) -> None:
    """Make an application of some days ago that was decided some days ago, or waits."""
    person = world.member(state=MemberState.APPLICANT)
    decided = {} if state == ApplicationState.WAITING else {"decided_at": now() - timedelta(days=decided_days)}
    world.keep(
        Application(
            member_id=person.id,
            function="adviseur",
            region_id=region.id,
            state=state,
            created_at=now() - timedelta(days=days),
            **decided,
        )
    )


def test_how_long_applications_wait_is_told_by_the_middle_and_the_longest(world: World, moderator: FlaskClient) -> None:
    zeeland, zwolle = world.region("Zeeland", position=1), world.region("Zwolle", position=2)
    for days in (1, 2, 9, 4.5):
        applied(world, zeeland, days, ApplicationState.WAITING)
    applied(world, zwolle, 20, ApplicationState.WAITING)
    applied(world, zwolle, 10, ApplicationState.ADMITTED, 8)
    applied(world, zwolle, 12, ApplicationState.REFUSED, 9)
    applied(world, zwolle, 12, ApplicationState.ADMITTED, 2)
    # Longer ago than is looked at.
    applied(world, zwolle, 400, ApplicationState.ADMITTED, 200)
    rows = table(moderator, "aanvragen-per-regio")
    assert list(row(rows, "Zeeland").values())[1:] == ["4", "3,3", "9,0", "4", "0", "0", ""]
    assert list(row(rows, "Zwolle").values())[1:] == ["1", "20,0", "20,0", "4", "2", "1", "3,0"]
    assert list(row(rows, "Hele site").values())[1:] == ["5", "4,5", "20,0", "8", "2", "1", "3,0"]
    page = moderator.get(PAGE).text
    assert "4,5 dagen" in page and "20 dagen" in page
    of_region = moderator.get(f"{PAGE}?regio={zeeland.slug}").text
    assert "9 dagen" in of_region


def test_what_was_written_counts_in_its_region_and_behind_doors_for_the_whole_site(
    world: World, moderator: FlaskClient
) -> None:
    zeeland = world.region("Zeeland")
    by = world.member(region_id=zeeland.id)
    groups = {
        access: world.group(f"Groep {access}", access=access, members=(by,), region_id=zeeland.id) for access in Access
    }
    talks = {access: world.discussion(group, author=by, region_id=zeeland.id) for access, group in groups.items()}
    for talk in talks.values():
        said(world, talk, by)
    said(world, talks[Access.OPEN], by, is_removed=True)
    said(world, talks[Access.OPEN], by, is_hidden=True)
    said(world, talks[Access.OPEN], by, at=now() - timedelta(weeks=100))
    world.document(groups[Access.HIDDEN], author=by, region_id=zeeland.id)
    world.post(author=by)
    world.post(author=by, state=State.DRAFT)
    removed = world.discussion(groups[Access.OPEN], author=by, region_id=zeeland.id, state=State.REMOVED)
    said(world, removed, by)
    rows = table(moderator, "geschreven-per-regio")
    behind = "Besloten en verborgen werkgroepen, alle regio’s samen"
    shown = {
        each["Regio"]: [each[name] for name in ("Reacties", "Nieuwsberichten", "Gesprekken", "Documenten")]
        for each in rows
    }
    assert shown == {
        "Zeeland": ["1", "0", "1", "0"],
        "Zonder regio": ["0", "1", "0", "0"],
        behind: ["2", "0", "2", "1"],
        "Hele site": ["3", "1", "3", "1"],
    }
    active = table(moderator, "actief-per-regio")
    assert row(active, "Zeeland")["Actieve werkgroepen"] == "1"
    assert row(active, behind) == {"Regio": behind, "Leden die schreven": "", "Actieve werkgroepen": "2"}
    everything = moderator.get(PAGE).text + moderator.get(f"{PAGE}?regio={zeeland.slug}&weken=52").text
    assert not any(group.name in everything for group in groups.values())
    assert by.name not in everything


def test_reports_are_counted_with_the_time_they_took(world: World, moderator: FlaskClient) -> None:
    zeeland, by = world.region("Zeeland"), world.member()
    judge = world.moderator("Moderator Twee")
    hidden = world.group("Stil", access=Access.HIDDEN, region_id=zeeland.id)
    group = world.group("Open", region_id=zeeland.id)
    for place, hours in ((group, 3), (group, 5), (hidden, 30), (hidden, None)):
        talk = world.discussion(place, author=by)
        decided: dict[str, Any] = {}
        if hours:
            decided = {"state": CaseState.DISMISSED, "verdict": Verdict.NOTHING, "decided_by_id": judge.id}
            decided |= {"decided_at": now() - timedelta(days=8) + timedelta(hours=hours)}
        world.keep(
            ReportCase(
                thing=f"item/{talk.id}",
                item_id=talk.id,
                group_id=place.id,
                about_id=by.id,
                created_at=now() - timedelta(days=8),
                **decided,
            )
        )
    rows = table(moderator, "signalen-per-regio")
    assert list(row(rows, "Zeeland").values())[1:] == ["0", "2", "2", "4,0", "5,0"]
    assert list(row(rows, "Hele site").values())[1:] == ["1", "4", "3", "5,0", "30,0"]
    page = moderator.get(PAGE).text
    assert "5 uur" in page and "30 uur" in page
    assert "Stil" not in page


# --- what is not told ---


def test_fewer_than_five_active_members_are_not_told(world: World, moderator: FlaskClient) -> None:
    regions = [world.region(name, position=number) for number, name in enumerate(("Eén", "Twee", "Drie"))]
    post = world.post(author=world.member(region_id=regions[0].id), published_at=now() - timedelta(weeks=100))
    for region, count in zip(regions, (7, 6, 4), strict=True):
        for _ in range(count):
            said(world, post, world.member(region_id=region.id))
    people = {each["Regio"]: each["Leden die schreven"] for each in table(moderator, "actief-per-regio")}
    # Four is the total without the other two, so one of these is not told either.
    assert people == {"Eén": "7", "Twee": "niet getoond", "Drie": "minder dan 5", "Hele site": "17"}
    for region, told in zip(regions, ("7", "niet getoond", "minder dan 5"), strict=True):
        weeks = table(moderator, "actief-per-week", f"?regio={region.slug}")
        assert [each["Leden die schreven"] for each in weeks[-3:]] == ["minder dan 5", told, told]
    assert [each["Leden die schreven"] for each in table(moderator, "actief-per-week")[-3:]] == [
        "minder dan 5",
        "17",
        "17",
    ]


def test_who_wrote_in_two_weeks_is_one_active_member(world: World, moderator: FlaskClient) -> None:
    region = world.region("Zeeland")
    post = world.post(published_at=now() - timedelta(weeks=100))
    for _ in range(5):
        who = world.member(region_id=region.id)
        for weeks in (0, 0, 1):
            said(world, post, who, at=now() - timedelta(weeks=weeks))
    weeks = table(moderator, "actief-per-week")
    assert [each["Leden die schreven"] for each in weeks[-3:]] == ["5", "5", "5"]
    assert row(table(moderator, "actief-per-regio"), "Zeeland")["Leden die schreven"] == "5"
    assert row(table(moderator, "geschreven-per-regio"), "Zonder regio")["Reacties"] == "15"


# --- weeks ---


@pytest.mark.parametrize(
    ("today", "last_before", "first_in", "code"),
    [
        # Summer time ended on 25 October 2026 at three: that week is an hour longer.
        ("2026-10-28", "2026-10-25 22:59:59", "2026-10-25 23:00:00", "2026-W44"),
        ("2026-10-25", "2026-10-18 21:59:59", "2026-10-18 22:00:00", "2026-W43"),
        # It began on 29 March 2026 at two: that week is an hour shorter.
        ("2026-03-30", "2026-03-29 21:59:59", "2026-03-29 22:00:00", "2026-W14"),
        ("2026-03-29", "2026-03-22 22:59:59", "2026-03-22 23:00:00", "2026-W13"),
        # A year that has a week 53, on a first of January.
        ("2027-01-01", "2026-12-27 22:59:59", "2026-12-27 23:00:00", "2026-W53"),
    ],
)
def test_a_week_begins_on_monday_at_midnight_in_amsterdam(
    world: World, today: str, last_before: str, first_in: str, code: str
) -> None:
    with time_machine.travel(datetime.fromisoformat(f"{today}T12:00:00+00:00"), tick=True):
        browser = world.client(world.moderator())
        post, by = world.post(published_at=now() - timedelta(weeks=100)), world.member()
        said(world, post, by, at=datetime.fromisoformat(last_before).replace(tzinfo=UTC))
        for _ in range(2):
            said(world, post, by, at=datetime.fromisoformat(first_in).replace(tzinfo=UTC))
        *_, before, last, overall = table(browser, "geschreven-per-week")
        assert last["Week"] == code
        assert [each["Reacties"] for each in (before, last, overall)] == ["1", "2", "3"]
        assert len(table(browser, "geschreven-per-week", "?weken=52")) == 53


# --- files and pages ---


def test_a_name_that_looks_like_a_formula_stays_words(world: World, moderator: FlaskClient) -> None:
    for number, name in enumerate(
        ('=HYPERLINK("https://kwaad.example";"x")', "+1", "-1", "@som", " =1+1", 'Noord; "Oost"')
    ):
        world.region(name, position=number)
    answer = moderator.get(f"{PAGE}/leden-per-regio.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert all(line.endswith(b"\r") for line in answer.data.split(b"\n")[:-1])
    names = [each["Regio"] for each in table(moderator, "leden-per-regio")]
    assert names[:6] == ['\'=HYPERLINK("https://kwaad.example";"x")', "'+1", "'-1", "'@som", "' =1+1", 'Noord; "Oost"']


def test_the_page_and_its_files_show_the_same(world: World, moderator: FlaskClient) -> None:
    world.member(region_id=world.region("Zeeland").id)
    page = moderator.get(f"{PAGE}?weken=26").text
    links = re.findall(r'href="(/beheer/cijfers/[^"]+)"', page)
    assert links
    for link in links:
        assert moderator.get(link.replace("&amp;", "&")).status_code == 200
    assert page.count('<svg class="chart"') >= 2
    assert "style=" not in page


def test_what_an_address_asks_wrongly_is_the_shortest_period_of_all_regions(moderator: FlaskClient) -> None:
    assert len(table(moderator, "leden-per-week", "?weken=99999&regio=nergens")) == 13


def test_a_page_takes_the_same_few_queries_however_much_there_is(
    world: World, moderator: FlaskClient, count_queries: Callable[[Callable[[], Any]], list[str]]
) -> None:
    few = len(count_queries(lambda: moderator.get(PAGE)))
    for number in range(4):
        region = world.region(f"Regio {number}")
        by = world.member(region_id=region.id)
        group = world.group(members=(by,), region_id=region.id)
        said(world, world.discussion(group, author=by, region_id=region.id), by)
        applied(world, region, 3, ApplicationState.ADMITTED, 1)
    assert len(count_queries(lambda: moderator.get(f"{PAGE}?weken=52"))) == few <= 10
