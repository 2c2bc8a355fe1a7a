"""An administrator makes one of two accounts of a person; nothing of either is lost, and nothing counts twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select

from community.accounts.models import Identity, Member, MemberState, Role
from community.audit.models import AuditEntry
from community.content.models import Comment, Reaction, ReactionKind
from community.core.clock import now
from community.core.db import db
from community.decisions.models import Ballot, Decision, Phase, Voter
from community.groups.models import Access, Group, GroupMembership, GroupRole
from community.members.models import Expertise, Profile
from community.membership.models import Application, ApplicationState
from community.membership.services.merging import COUNTED, merge_accounts
from community.notifications.models import Follow
from community.privacy.models import DataCopy, Erasure
from community.trash.services.purging import pointing_at, table_of
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.membership.people import mails
from tests.policy.things import Cast, make_things


class Two:
    """One person with two accounts, and an administrator who has just signed in."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.old = world.member("Sanne Smit", email="sanne@oud.example", function="adviseur")
        self.new = world.member("Sanne Smit", email="sanne@nieuw.example")
        world.identity(self.old, subject="old")
        world.identity(self.new, subject="new")
        self.administrator = world.administrator()
        world.identity(self.administrator, subject="admin")
        own = world.one(Identity, Identity.subject == "admin")
        self.client = world.client(self.administrator, account=own)

    @property
    def page(self) -> str:
        return f"/beheer/leden/{self.old.slug}/samenvoegen"

    def merge(self, client: FlaskClient | None = None, **more: str) -> Any:
        sent = {"into": self.new.slug} | more
        return submit(client or self.client, self.page, sent, form_at=f"/beheer/leden/{self.new.slug}")

    def again(self, member: Member) -> Member:
        return self.world.one(Member, Member.id == member.id)


@pytest.fixture
def two(world: World) -> Two:
    return Two(world)


def test_what_one_account_wrote_and_how_it_signs_in_becomes_the_others(world: World, two: Two, app: Any) -> None:
    post = world.post("Wat Sanne schreef", author=two.old)
    world.comment(post, "Een reactie van Sanne", author=two.old)
    assert two.merge().location == f"/beheer/leden/{two.new.slug}"
    assert {row.member_id for row in world.all(Identity, Identity.subject.in_(["old", "new"]))} == {two.new.id}
    assert world.one(Comment).author_id == two.new.id
    text = two.client.get(post.address).text
    assert f"/leden/{two.new.slug}" in text and f"/leden/{two.old.slug}" not in text
    kept, emptied = two.again(two.new), two.again(two.old)
    assert (kept.function, kept.email) == ("adviseur", "sanne@nieuw.example")
    assert (emptied.state, emptied.email, emptied.merged_into_id) == (MemberState.LEFT, "", two.new.id)
    assert world.count(AuditEntry, AuditEntry.event == "AccountsMerged", AuditEntry.member_id == two.new.id) == 1
    assert "voegde een tweede account samen met dat van Sanne Smit" in two.client.get("/beheer/logboek").text
    (mail,) = mails(app)
    assert "sanne@nieuw.example" in mail["To"] and "samengevoegd" in mail["Subject"]


def test_the_old_address_of_a_page_leads_to_the_page_that_is_left(world: World, two: Two) -> None:
    reader = world.client(world.member())
    assert reader.get(two.old.address).status_code == 200
    two.merge()
    answer = reader.get(two.old.address)
    assert (answer.status_code, answer.location) == (301, two.new.address)
    # To visitors neither is there.
    assert world.client().get(two.old.address).location == f"/inloggen?next={two.old.address}"


def test_who_was_signed_in_by_the_account_that_is_gone_is_told_why_not(world: World, two: Two) -> None:
    browser = world.client(two.old)
    two.merge()
    assert "je twee accounts zijn samengevoegd" in browser.get("/").text
    assert browser.get("/mijn").status_code == 303


def test_a_group_in_which_both_were_counts_them_once_and_keeps_the_stronger_role(world: World, two: Two) -> None:
    both = world.group("Beide", access=Access.CLOSED, members=(two.new,), coordinator=two.old)
    only = world.group("Een", access=Access.CLOSED, members=(two.old,))
    two.merge()
    assert {each.name: each.member_count for each in world.all(Group)} == {"Beide": 1, "Een": 2}
    places = {each.group_id: each for each in world.all(GroupMembership, GroupMembership.member_id == two.new.id)}
    assert world.count(GroupMembership, GroupMembership.member_id == two.old.id) == 0
    assert places[both.id].role == GroupRole.COORDINATOR
    assert places[only.id].role == GroupRole.MEMBER
    assert world.client(two.new).get(only.address).status_code == 200


def test_who_was_muted_by_one_account_stays_muted(world: World, two: Two) -> None:
    group = world.group("Beide", access=Access.CLOSED, members=(two.new, two.old))
    with world.context():
        muted = db.session.query(GroupMembership).filter_by(group_id=group.id, member_id=two.old.id).one()
        muted.is_muted, muted.mute_reason = True, "Rustig aan"
    two.merge()
    place = world.one(GroupMembership, GroupMembership.role == GroupRole.MEMBER)
    assert (place.member_id, place.is_muted, place.mute_reason) == (two.new.id, True, "Rustig aan")


def test_the_same_done_by_both_is_there_once(world: World, two: Two) -> None:
    post = world.post()
    comment = world.comment(post, "Van iemand anders", author=world.member())
    for member in (two.old, two.new):
        world.keep(Reaction(comment_id=comment.id, member_id=member.id, kind=ReactionKind.USEFUL))
        world.keep(Follow(member_id=member.id, item_id=post.id))
    other = world.post()
    world.keep(Follow(member_id=two.old.id, item_id=other.id))
    two.merge()
    assert [each.member_id for each in world.all(Reaction)] == [two.new.id]
    assert {(each.member_id, each.item_id) for each in world.all(Follow)} == {
        (two.new.id, post.id),
        (two.new.id, other.id),
    }


def test_an_application_that_waits_is_taken_back(world: World, two: Two) -> None:
    application = world.applicant("Sanne Smit")
    applicant = world.one(Member, Member.id == application.member_id)
    address = f"/beheer/leden/{applicant.slug}/samenvoegen"
    answer = submit(two.client, address, {"into": two.new.slug}, form_at=f"/beheer/leden/{two.new.slug}")
    assert answer.status_code == 303
    row = world.one(Application)
    assert (row.state, row.member_id) == (ApplicationState.WITHDRAWN, two.new.id)


def test_while_both_take_part_in_an_open_vote_they_stay_two(world: World, two: Two) -> None:
    group = world.group("Beide", access=Access.CLOSED, members=(two.new, two.old))
    decision = world.decision(group, author=two.new)
    for member in (two.old, two.new):
        if not world.count(Voter, Voter.member_id == member.id):
            world.keep(Voter(decision_id=decision.id, is_anonymous=decision.is_anonymous, member_id=member.id))
    assert decision.phase == Phase.OPEN
    answer = two.merge()
    assert answer.status_code == 403 and "een stemming die nog loopt" in answer.text
    assert two.again(two.old).state == MemberState.MEMBER


def test_an_administrator_who_signed_in_long_ago_is_asked_to_do_so_again(world: World, two: Two) -> None:
    before = world.client(two.administrator, ago=timedelta(hours=1))
    answer = two.merge(before)
    # By no account that a provider knows; the point is that nothing was done.
    assert answer.status_code in (200, 303, 400)
    assert two.again(two.old).state == MemberState.MEMBER


@pytest.mark.parametrize("state", [MemberState.SUSPENDED, MemberState.REFUSED, MemberState.LEFT])
def test_what_was_decided_about_an_account_is_not_undone_by_merging_it(
    world: World, two: Two, state: MemberState
) -> None:
    with world.context():
        db.session.get_one(Member, two.old.id).state = state
    assert two.client.get(two.page).status_code == 403
    assert two.merge().status_code == 403
    assert two.again(two.old).state == state


def test_an_account_with_a_role_is_not_merged_away(world: World, two: Two) -> None:
    with world.context():
        db.session.get_one(Member, two.old.id).role = Role.MODERATOR
    assert two.merge().status_code == 403
    assert two.again(two.old).role == Role.MODERATOR


def test_the_account_that_stays_is_a_member_another_and_not_the_administrators_own(world: World, two: Two) -> None:
    suspended = world.member("Weg", state=MemberState.SUSPENDED)
    with_a_role = world.moderator()
    for wrong in (suspended, two.old, two.administrator, with_a_role):
        assert two.merge(into=wrong.slug).status_code == 403
    for wrong_word in ("", "bestaat-niet", "x" * 400):
        assert two.merge(into=wrong_word).status_code == 404
    assert two.again(two.old).state == MemberState.MEMBER
    assert world.count(AuditEntry, AuditEntry.event == "AccountsMerged") == 0


def test_nobody_but_an_administrator_merges(world: World, two: Two) -> None:
    for person, status in ((world.moderator(), 403), (world.editor(), 403), (two.new, 403)):
        client = world.client(person)
        assert client.get(two.page).status_code == status
        sent = {"into": two.new.slug}
        assert submit(client, two.page, sent, form_at="/mijn").status_code == status
    assert two.again(two.old).state == MemberState.MEMBER


def test_the_page_offers_who_has_the_same_name_and_finds_by_words(world: World, two: Two) -> None:
    world.member("Iemand Anders", email="iemand@elders.example")
    page = two.client.get(two.page).text
    assert "sanne@nieuw.example" in page and "iemand@elders.example" not in page
    assert "niet gecontroleerd" not in page
    page = two.client.get(f"{two.page}?q=elders").text
    assert "iemand@elders.example" in page
    assert "Niemand gevonden" in two.client.get(f"{two.page}?q=zzz").text


def test_who_is_erased_later_leaves_nothing_of_the_account_that_was_merged(world: World, two: Two) -> None:
    two.merge()
    browser = world.client(two.new)
    assert submit(browser, "/mijn/lidmaatschap-beeindigen", form_at="/mijn/lidmaatschap-beeindigen").status_code == 303
    assert {each.member_id for each in world.all(Erasure)} == {two.old.id, two.new.id}
    again = world.client(two.again(two.new))
    assert submit(again, "/mijn/terugkomen", form_at="/mijn/lidmaatschap-beeindigen").status_code == 303
    assert world.count(Erasure) == 0
    assert two.again(two.old).state == MemberState.LEFT
    assert now() - two.again(two.new).created_at < timedelta(minutes=5)


def test_of_everything_that_can_be_tied_to_a_person_nothing_stays_with_the_account_that_is_gone(world: World) -> None:
    cast = Cast(world)
    make_things(world, cast)
    old, new = cast.rows["author"], cast.rows["member"]

    def ties() -> dict[str, int]:
        with world.context():
            columns = pointing_at(table_of("member"))
            counted = select(*(select(func.count()).where(each == old.id).scalar_subquery() for each in columns))
            found = db.session.execute(counted).one()
        names = [f"{each.table.name}.{each.name}" for each in columns]
        return {name: count for name, count in zip(names, found, strict=True) if count}

    before = ties()
    assert len(before) > 15
    administrator = world.actor(cast.rows["administrator"])
    with world.context():
        merge_accounts(administrator, db.session.get_one(Member, old.id), into=db.session.get_one(Member, new.id))
    left = ties()
    assert {name.partition(".")[0] for name in left} <= COUNTED, left


def test_an_address_that_nobody_vouches_for_is_said_to_be_so_and_suggests_nobody(world: World, two: Two) -> None:
    claimed = world.member("Wie Dan Ook", email=two.new.email, state=MemberState.NEW)
    world.identity(claimed, subject="claimed", email_verified=False)
    page = two.client.get(f"/beheer/leden/{claimed.slug}/samenvoegen").text
    assert "niet gecontroleerd: dit kan van iemand anders zijn" in page
    assert "Geen lid met dezelfde naam" in page
    vouched = world.member("Zus Of Zo", email=two.new.email, state=MemberState.NEW)
    world.identity(vouched, subject="vouched")
    page = two.client.get(f"/beheer/leden/{vouched.slug}/samenvoegen").text
    assert two.new.slug in page and "niet gecontroleerd" not in page


def test_what_one_told_of_oneself_stays_as_it_was_chosen_there(world: World, two: Two) -> None:
    region = world.region()
    world.profile(two.old, shows="about region groups", expertise=("Heiwerk",), phone="06 11")
    with world.context():
        old = db.session.get_one(Member, two.old.id)
        old.about, old.region_id = "Alleen daar verteld", region.id
    two.merge()
    assert world.count(Profile) == world.count(Expertise) == 0
    page = world.client(world.member()).get(two.new.address).text
    assert "Alleen daar verteld" not in page and "Heiwerk" not in page


def test_what_still_waits_for_the_worker_is_no_hindrance(world: World, two: Two) -> None:
    for member in (two.old, two.new):
        world.keep(DataCopy(member_id=member.id))
    assert two.merge().status_code == 303
    assert [each.member_id for each in world.all(DataCopy)] == [two.new.id]


def test_of_two_mutes_the_one_that_lasts_stays_and_who_was_deputy_is_so_still(world: World, two: Two) -> None:
    muted = world.group("Stil", access=Access.CLOSED, members=(two.new, two.old))
    deputed = world.group("Vervangen", access=Access.CLOSED, members=(two.new, two.old))
    with world.context():
        places = {(each.group_id, each.member_id): each for each in db.session.scalars(select(GroupMembership))}
        for member, until in ((two.new, None), (two.old, now() + timedelta(days=1))):
            place = places[muted.id, member.id]
            place.is_muted, place.muted_until = True, until
        places[deputed.id, two.old.id].is_deputy = True
    two.merge()
    left = {each.group_id: each for each in world.all(GroupMembership, GroupMembership.member_id == two.new.id)}
    assert (left[muted.id].is_muted, left[muted.id].muted_until) == (True, None)
    assert left[deputed.id].is_deputy


def test_who_was_asked_to_stay_and_was_here_by_the_other_account_has_answered(world: World, two: Two) -> None:
    with world.context():
        db.session.get_one(Member, two.new.id).confirm_asked_at = now() - timedelta(days=50)
        db.session.get_one(Member, two.old.id).last_seen_at = now() - timedelta(days=1)
    two.merge()
    assert two.again(two.new).confirm_asked_at is None


def test_a_ballot_stays_with_whom_the_list_says_has_voted(world: World, two: Two) -> None:
    group = world.group("Beide", access=Access.CLOSED, members=(two.new, two.old))
    decision = world.decision(group, author=two.new)
    with world.context():
        db.session.execute(delete(Voter))
        for member, has_voted in ((two.old, True), (two.new, False)):
            db.session.add(Voter(decision_id=decision.id, is_anonymous=False, member_id=member.id, has_voted=has_voted))
        db.session.add(Ballot(decision_id=decision.id, member_id=two.old.id, choice=[1]))
        db.session.get_one(Decision, decision.id).phase = Phase.CLOSED
    assert two.merge().status_code == 303
    assert world.one(Ballot).member_id == two.old.id
    assert world.count(Voter) == 2
