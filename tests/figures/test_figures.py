"""The figures of the site: what is counted where, in which week, for whom, and what is not told."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient

from community.accounts.models import Member, MemberState
from community.audit.models import AuditEntry
from community.content.models import Audience, Comment, ContentItem, State
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


@pytest.fixture
def moderator(world: World) -> FlaskClient:
    return world.client(world.moderator())


@pytest.mark.parametrize(("who", "status"), [("member", 403), ("editor", 403), ("moderator", 200), ("administrator", 200)])
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
