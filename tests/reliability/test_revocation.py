"""Who loses a right loses it on the next request, at every address they knew, on every device."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update

from community.accounts.models import Member, MemberState
from community.content.models import Comment, ContentItem
from community.core.db import db
from community.groups.models import Access, Group, GroupMembership
from community.groups.queries.access import AccessChoice, preview
from community.groups.services.access import change_access
from community.members.models import Expertise, Profile
from community.reports.models import Report, ReportCase
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.canary.crawl import Crawler, words_in
from tests.canary.secrets import Secret, spread
from tests.policy.things import Cast, make_things

# Every address is read several times over; that both databases read the rules alike is held in tests/policy.
both_are_alike = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True, scope="session")

SECRET = re.compile(r"kanarie\d{5}x")


class Stage:
    """A world with a secret word in every text, and what one person read in it."""

    def __init__(self, world: World, person: str) -> None:
        self.world, self.cast, self.person = world, Cast(world), person
        make_things(world, self.cast)
        self.secrets: dict[str, Secret] = spread(self.cast)
        self.devices = [world.client(self.cast.rows[person]) for _ in range(2)]
        self.own_rows = self.rows_of_their_own()
        self.seen: dict[str, set[str]] = {}
        self.addresses: list[str] = []
        crawler = Crawler(world)
        for found in crawler.read(person, self.devices[0], note=self.addresses.append):
            self.seen.setdefault(found.address, set()).add(found.word)

    def rows_of_their_own(self) -> list[int]:
        """Give the ids of the person's own profile and reports, and of the cases about them."""
        person = self.cast.rows[self.person].id
        own = [select(model.id).where(model.member_id == person) for model in (Profile, Expertise, Report)]
        about = select(ReportCase.id).where(ReportCase.about_id == person)
        with self.world.context():
            return [each for query in (*own, about) for each in db.session.scalars(query)]

    def read_all(self, browser: FlaskClient, who: str, *, everywhere: bool) -> set[str]:
        """Give the words that stand at the addresses that were recorded."""
        addresses = dict.fromkeys(self.addresses if everywhere else self.seen)
        return {each.word for address in addresses for each in words_in(who, address, browser.get(address))}

    def read_again(self, browser: FlaskClient, who: str, *, everywhere: bool) -> set[str]:
        """Give the words that stand at the addresses that were recorded, and are not for this reader now."""
        found = self.read_all(browser, who, everywhere=everywhere)
        return found - {word for word, secret in self.secrets.items() if who in secret.readers}


@both_are_alike
def test_who_is_suspended_or_leaves_a_group_reads_nothing_more_at_any_address_they_knew(world: World) -> None:
    stage = Stage(world, "group_member")
    known, person = set().union(*stage.seen.values()), stage.cast.rows["group_member"].id
    # First suspended, with their place in the group: then a visitor reads as much.
    lost = {word for word in known if "visitor" not in stage.secrets[word].readers}
    assert len(lost) > 20
    with world.context():
        db.session.execute(update(Member).where(Member.id == person).values(state=MemberState.SUSPENDED))
    for number, device in enumerate(stage.devices):
        leaked = stage.read_again(device, "suspended", everywhere=number == 0)
        # What is about themselves stands in the page on their suspension and in their own settings.
        own = {word for word in leaked if is_own(stage, word)}
        assert not leaked - own, sorted(stage.secrets[word].place for word in leaked - own)
    # Then a member again, and out of the group: then any member reads as much.
    lost_in_group = {word for word in known if "member" not in stage.secrets[word].readers}
    assert len(lost_in_group) > 5
    with world.context():
        db.session.execute(update(Member).where(Member.id == person).values(state=MemberState.MEMBER))
        db.session.execute(delete(GroupMembership).where(GroupMembership.member_id == person))
    for number, device in enumerate(stage.devices):
        leaked = stage.read_again(device, "member", everywhere=number == 0)
        own = {word for word in leaked if "group_member" in stage.secrets[word].readers and is_own(stage, word)}
        assert not leaked - own, sorted(stage.secrets[word].place for word in leaked - own)
    print(f"\n{len(stage.addresses)} addresses, {len(lost)} and {len(lost_in_group)} words lost")


def test_who_is_suspended_by_the_moderator_s_form_is_out_on_the_very_next_request(world: World) -> None:
    member, moderator = world.member(), world.client(world.moderator())
    devices = [world.client(member) for _ in range(3)]
    assert {device.get("/leden").status_code for device in devices} == {200}
    given = {"reason": "Herhaald grof.", "until": ""}
    answer = submit(moderator, f"/beheer/leden/{member.slug}/schorsen", given)
    assert answer.status_code == 303
    for device in devices:
        assert device.get("/leden").status_code in (303, 403)
        assert "Herhaald grof." in device.get("/leden", follow_redirects=True).text


@both_are_alike
def test_who_knew_a_group_that_is_hidden_since_reads_nothing_of_it_at_any_address_they_knew(world: World) -> None:
    stage = Stage(world, "member")
    group_id = stage.cast.groups[Access.OPEN].id
    known = set().union(*stage.seen.values()) & words_in_group(world, group_id)
    assert len(known) > 5
    actor, choice = world.actor(stage.cast.rows["coordinator"]), AccessChoice(Access.HIDDEN)
    with world.context():
        group = db.session.get_one(Group, group_id)
        change_access(actor, group, choice=choice, seen=preview(actor, group, choice).mark)
    for number, device in enumerate(stage.devices):
        leaked = {word for word in stage.read_all(device, "member", everywhere=number == 0) if word in known}
        own = {word for word in leaked if is_own(stage, word)}
        assert not leaked - own, sorted(stage.secrets[word].place for word in leaked - own)
    print(f"\n{len(stage.addresses)} addresses, {len(known)} words lost")


def words_in_group(world: World, group_id: int) -> set[str]:
    """Give the secret words in a group, in what is written in it and in what is said below that."""
    with world.context():
        items = list(db.session.scalars(select(ContentItem).where(ContentItem.group_id == group_id)))
        comments = list(db.session.scalars(select(Comment).where(Comment.item_id.in_([each.id for each in items]))))
        rows = [db.session.get_one(Group, group_id), *items, *comments]
        return {word for row in rows for word in SECRET.findall(str(vars(row)))}


def is_own(stage: Stage, word: str) -> bool:
    """Whether a word is about this person, or stands in their profile, a report of theirs or a decision about them.

    These they keep wherever they are: who is put out must be able to read why, and to object.
    """
    place = stage.secrets[word].place
    return "of Groep Genoot" in place or any(place.endswith(f" of {each}") for each in stage.own_rows)
