"""The demo in the database: loaded once, whole, and consistent with itself."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from community.accounts.models import Identity, Member, MemberState, Role
from community.audit.models import AuditEntry
from community.content.models import (
    Attachment,
    AttachmentUse,
    Audience,
    Comment,
    ContentItem,
    ItemCounter,
    Reaction,
    Revision,
    State,
)
from community.core.clock import now
from community.core.db import db
from community.demo.loader import load_demo
from community.demo.reader import read_demo
from community.groups.models import Access, Group, GroupMembership, GroupRequest
from community.membership.models import (
    Application,
    ApplicationQuestion,
    ApplicationState,
    MemberNote,
    Objection,
    Suspension,
)
from community.news.models import NewsPost
from community.organisations.models import Organisation
from community.regions.models import Region
from community.site.readiness import unreadiness
from community.themes.models import Theme
from tests.builders.fixtures import empty
from tests.builders.world import World
from tests.structure.test_assets import DIST, KB, PAGE_BUDGET

ISSUER = "http://127.0.0.1:8001"
EVERYTHING = (
    *(Member, Identity, Organisation, Region, Theme, Group, GroupMembership, GroupRequest, Application, Suspension),
    *(ContentItem, Revision, Comment, Reaction, ItemCounter, Attachment, AuditEntry),
)


def counts() -> dict[str, int]:
    return {kind.__name__: db.session.scalar(select(func.count()).select_from(kind)) or 0 for kind in EVERYTHING}


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def filled(site: Flask, data_dir: Path) -> Iterator[Flask]:
    with site.test_request_context():
        assert load_demo(data_dir, ISSUER, site.extensions["storage"])
    yield site
    empty(site)


@pytest.fixture
def loaded(filled: Flask) -> Iterator[Flask]:
    with filled.test_request_context():
        yield filled
        db.session.rollback()


def test_a_second_load_changes_nothing(loaded: Flask, data_dir: Path) -> None:
    before, addresses = counts(), (data_dir / "demo.json").read_text()
    assert all(before.values()), before
    (data_dir / "demo.json").unlink()
    assert not load_demo(data_dir, ISSUER, loaded.extensions["storage"])
    assert counts() == before
    assert (data_dir / "demo.json").read_text() == addresses


def test_the_addresses_for_scripts_are_those_of_the_interface(loaded: Flask, data_dir: Path) -> None:
    addresses = json.loads((data_dir / "demo.json").read_text())
    groups = {group.address: group.access for group in db.session.scalars(select(Group))}
    assert groups[addresses["hidden_group"]] == Access.HIDDEN
    assert addresses["closed_group"] == "/werkgroepen/zeeland"
    assert addresses["open_group"] == "/werkgroepen/regio-zwolle"
    assert loaded.test_client().get(addresses["public_post"]).status_code == 200


def test_people_can_sign_in_where_the_provider_answers_now(loaded: Flask, data_dir: Path) -> None:
    load_demo(data_dir, "http://127.0.0.1:8123", loaded.extensions["storage"])
    assert set(db.session.scalars(select(Identity.issuer))) == {"http://127.0.0.1:8123"}


def test_each_item_has_its_counter_and_its_newest_revision(loaded: Flask) -> None:
    shown = select(Comment.item_id, func.count()).where(Comment.is_hidden.is_(False)).group_by(Comment.item_id)
    said = dict(db.session.execute(shown).all())
    newest = dict(
        db.session.execute(select(Revision.item_id, func.max(Revision.number)).group_by(Revision.item_id)).all()
    )
    counted = dict(db.session.execute(select(ItemCounter.item_id, ItemCounter.comment_count)).all())
    for item in db.session.scalars(select(ContentItem)):
        assert counted[item.id] == said.get(item.id, 0), item.slug
        assert newest[item.id] == item.revision_number, item.slug


def test_activity_is_when_something_last_happened_and_nothing_is_ahead_of_time(loaded: Flask) -> None:
    last = dict(
        # What waits for somebody to look at it has not happened yet.
        db.session.execute(
            select(Comment.item_id, func.max(Comment.created_at)).where(~Comment.is_held).group_by(Comment.item_id)
        ).all()
    )
    for item in db.session.scalars(select(ContentItem)):
        assert item.last_activity_at <= now(), item.slug
        assert item.id not in last or item.last_activity_at == last[item.id], item.slug
        assert item.published_at is None or item.published_at <= now(), item.slug
    assert db.session.scalar(select(func.max(AuditEntry.at)).where(AuditEntry.event == "CommentAdded")) <= now()


def test_a_planned_post_waits_for_its_moment(loaded: Flask) -> None:
    planned = db.session.scalars(select(ContentItem).where(ContentItem.state == State.SCHEDULED)).one()
    assert planned.publish_at is not None
    assert planned.publish_at > now()
    assert planned.published_at is None


def test_each_group_counts_its_members_and_logs_how_they_came(loaded: Flask) -> None:
    for group in db.session.scalars(select(Group)):
        places = select(func.count()).where(GroupMembership.group_id == group.id)
        joined = select(func.count()).where(AuditEntry.group_id == group.id, AuditEntry.event == "GroupJoined")
        assert db.session.scalar(places) == db.session.scalar(joined) == group.member_count > 0, group.slug


def test_who_is_not_admitted_waits_or_was_refused(loaded: Flask) -> None:
    states = dict(db.session.execute(select(Application.member_id, Application.state)).all())
    assert sorted(states.values()) == [ApplicationState.REFUSED, *[ApplicationState.WAITING] * 3]
    for member in db.session.scalars(select(Member).where(Member.id.in_(states))):
        assert member.state == (MemberState.REFUSED if states[member.id] == "refused" else MemberState.APPLICANT)
    admitted = select(func.count()).where(AuditEntry.event == "MemberAdmitted")
    inside = select(func.count()).where(Member.joined_at.is_not(None))
    assert db.session.scalar(admitted) == db.session.scalar(inside)


def test_the_desk_of_moderators_has_something_of_each_kind(loaded: Flask) -> None:
    asked = db.session.scalars(select(ApplicationQuestion)).all()
    assert sorted(bool(each.answered_at) for each in asked) == [False, True]
    (objection,) = db.session.scalars(select(Objection))
    assert objection.decided_at is None
    assert db.session.get_one(Member, objection.refused_by_id).role == Role.MODERATOR
    assert db.session.scalar(select(func.count()).select_from(MemberNote)) == 1


def test_lead_pictures_are_small_enough_for_a_phone(loaded: Flask) -> None:
    pictures = db.session.scalars(select(Attachment).where(Attachment.use == AttachmentUse.LEAD_PICTURE)).all()
    assert len(pictures) >= 14
    for picture in pictures:
        assert picture.alt
        assert picture.credit
        sizes = {int(each["width"]): int(each["bytes"]) for each in picture.variants}
        assert sizes[360] <= 80_000 >= sizes[720], picture.file_name


def test_no_date_is_left_to_fill_in(loaded: Flask) -> None:
    assert db.session.scalars(select(ContentItem.slug).where(ContentItem.body.contains("{"))).all() == []


def test_the_site_counts_as_ready_with_its_demo(loaded: Flask) -> None:
    assert "demo" not in unreadiness(with_demo=True)


@pytest.mark.parametrize("reader", ["visitor", "member", "moderator"])
def test_no_news_page_weighs_more_than_a_slow_telephone_can_bear(filled: Flask, reader: str) -> None:
    world = World(filled)
    with filled.test_request_context():
        posts = db.session.scalars(select(NewsPost).where(NewsPost.state.in_((State.PUBLISHED, State.ARCHIVED))))
        addresses = [post.address for post in posts if post.audience != Audience.GROUP]
        key = "moderator" if reader == "moderator" else "lid"
        email = next(account.email for account in read_demo().accounts if account.key == key)
        person = db.session.scalars(select(Member).where(Member.email == email)).one()
    browser = world.client(None if reader == "visitor" else person)
    pages = {address: browser.get(address) for address in addresses}
    weights = {address: weight_of(answer.text) for address, answer in pages.items() if answer.status_code == 200}
    heaviest = max(weights, key=lambda address: weights[address])
    print(f"\nthe heaviest page for a {reader} is {heaviest}: {weights[heaviest] / KB:.1f} KB")
    assert len(weights) >= 20
    assert weights[heaviest] <= PAGE_BUDGET, heaviest


def weight_of(html: str) -> int:
    """Give the bytes of a page, compressed, with the style sheets, scripts and icons that it names; each once."""
    named = set(re.findall(r'(?:href|src)="/static/dist/([^"#]+\.(?:css|js|svg))', html))
    assert {"app", "style", "sprite"} <= {name.partition("-")[0] for name in named}
    return len(gzip.compress(html.encode(), 6)) + sum((DIST / f"{name}.br").stat().st_size for name in named)
