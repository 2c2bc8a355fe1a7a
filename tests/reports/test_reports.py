"""Reporting a thing, deciding on it, and who hears what of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from community.accounts.models import Member, MemberState
from community.audit.models import AuditEntry
from community.content.models import Comment, ContentItem, State
from community.core.clock import now
from community.core.db import db
from community.groups.models import Access, Group, GroupMembership, GroupMessage, GroupPicture
from community.members.models import Profile
from community.notifications.models import Notification
from community.reports.models import CaseState, Report, ReportCase
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.membership.people import mails, mails_to, plain

RUDE = {"reason": "rude", "words": "Dit is grof."}
ANSWER = {"answer": "We hebben ernaar gekeken."}


def give(world: World, who: Member, path: str, **more: str) -> Any:
    """Report a thing at its address."""
    return submit(world.client(who), path, RUDE | more)


def decide(world: World, who: Member, verdict: str, *, at: str = "", **more: str) -> Any:
    """Decide on the only case there is."""
    case = world.all(ReportCase)[-1]
    form = {"verdict": verdict, "reason": "Het is te grof.", "term": "7"} | ANSWER | more
    return submit(world.client(who), at or case.address, form)


def a_picture(world: World, group: Group, by: Member) -> GroupPicture:
    """Make the row of the picture of a group."""
    file: dict[str, Any] = {"file_name": "p.webp", "media_type": "image/webp", "byte_count": 1, "storage_key": "k"}
    return world.keep(GroupPicture(group_id=group.id, alt="Een kade", uploaded_by_id=by.id, **file))


def a_reported_comment(world: World) -> tuple[Comment, Member, Member]:
    """Make a comment that somebody reported; gives it with its author and who reported it."""
    author, reporter = world.member("Grof Persoon"), world.member("Oplettende Olga")
    comment = world.comment(world.post("Bericht"), "Wat een onzin.", author=author)
    assert give(world, reporter, f"/signalen/reactie/{comment.id}").status_code == 303
    return comment, author, reporter


def test_a_reported_comment_stands_in_the_queue_with_what_was_said_of_it(world: World) -> None:
    a_reported_comment(world)
    moderator = world.client(world.moderator())
    listed = moderator.get("/beheer/signalen").text
    assert "Wat een onzin." in listed
    assert "Grof Persoon" in listed
    page = moderator.get(world.one(ReportCase).address).text
    assert "Dit is grof." in page
    assert "Oplettende Olga" in page
    assert "beledigend" in page


def test_hiding_goes_by_the_deed_that_hides_and_tells_author_and_reporter_why(app: Flask, world: World) -> None:
    comment, author, reporter = a_reported_comment(world)
    assert decide(world, world.moderator(), "hide").status_code == 303
    hidden = world.one(Comment, Comment.id == comment.id)
    assert hidden.is_hidden
    assert hidden.hidden_reason == "Het is te grof."
    assert world.count(AuditEntry, AuditEntry.event == "CommentHidden") == 1
    (told,) = mails_to(app, author.email)
    assert "Het is te grof." in plain(told)
    assert world.one(ReportCase).own_address in plain(told)
    (answered,) = mails_to(app, reporter.email)
    assert "We hebben ernaar gekeken." in plain(answered)


def test_the_author_never_learns_who_reported(app: Flask, world: World) -> None:
    _, author, reporter = a_reported_comment(world)
    decide(world, world.moderator(), "edit")
    own = world.client(author).get(world.one(ReportCase).own_address)
    assert own.status_code == 200
    told = own.text + "".join(plain(mail) for mail in mails_to(app, author.email))
    told += world.client(author).get("/mijn/signalen").text
    assert "Het is te grof." in told
    for word in (reporter.name, reporter.slug, "Dit is grof."):
        assert word not in told


def test_doing_nothing_is_told_to_who_reported_only(app: Flask, world: World) -> None:
    comment, author, reporter = a_reported_comment(world)
    decide(world, world.moderator(), "nothing", reason="")
    assert not world.one(Comment, Comment.id == comment.id).is_hidden
    assert mails_to(app, author.email) == []
    assert len(mails_to(app, reporter.email)) == 1
    case = world.one(ReportCase)
    assert case.state == CaseState.DISMISSED
    assert world.client(author).get(case.own_address).status_code == 404


def test_an_item_is_removed_by_the_deed_that_removes(world: World) -> None:
    item = world.post("Reclame")
    give(world, world.member(), f"/signalen/stuk/{item.id}")
    decide(world, world.moderator(), "remove")
    assert world.one(ContentItem, ContentItem.id == item.id).state == State.REMOVED
    assert world.count(AuditEntry, AuditEntry.event == "ItemRemoved") == 1


def test_several_reports_of_one_thing_are_one_case_and_each_is_answered(app: Flask, world: World) -> None:
    comment, _, first = a_reported_comment(world)
    second = world.member()
    give(world, second, f"/signalen/reactie/{comment.id}")
    give(world, second, f"/signalen/reactie/{comment.id}")
    case = world.one(ReportCase)
    assert world.count(Report, Report.case_id == case.id) == 2
    decide(world, world.moderator(), "hide")
    assert [len(mails_to(app, each.email)) for each in (first, second)] == [1, 1]


def test_a_thing_can_be_reported_again_once_it_was_decided(world: World) -> None:
    comment, _, reporter = a_reported_comment(world)
    decide(world, world.moderator(), "nothing", reason="")
    give(world, reporter, f"/signalen/reactie/{comment.id}")
    assert [case.state for case in world.all(ReportCase)] == [CaseState.DISMISSED, CaseState.OPEN]


def test_a_report_needs_a_reason_and_words_where_the_list_says_nothing(world: World) -> None:
    comment = world.comment(world.post())
    browser = world.client(world.member())
    for form in ({"reason": "", "words": "x"}, {"reason": "other", "words": ""}, {"reason": "elsewhere"}):
        answer = submit(browser, f"/signalen/reactie/{comment.id}", form)
        assert answer.status_code == 422
    assert world.count(ReportCase) == 0


def test_absent_and_invisible_things_are_answered_alike(world: World) -> None:
    hidden = world.group("Stil", access=Access.HIDDEN)
    talk = world.discussion(hidden, "Onder ons")
    said = world.comment(talk)
    stranger = world.client(world.member())
    for kind, row in (("stuk", talk.id), ("reactie", said.id)):
        for path in (f"/signalen/{kind}/{row}", f"/signalen/{kind}/{row + 1}"):
            assert stranger.get(path).status_code == 404
            assert submit(stranger, path, RUDE).status_code == 404
    assert world.count(ReportCase) == 0


def test_nobody_reports_what_is_their_own(world: World) -> None:
    author = world.member()
    comment = world.comment(world.post(), author=author)
    assert give(world, author, f"/signalen/reactie/{comment.id}").status_code == 403


def test_who_decides_hears_of_the_first_report_only_and_nobody_else_does(app: Flask, world: World) -> None:
    coordinator, other = world.member("Trekker"), world.member("Groepslid")
    moderator, author = world.moderator(), world.member()
    group = world.group("Haven", coordinator=coordinator, members=(other, author))
    said = world.comment(world.discussion(group, "Kade"), author=author)
    give(world, other, f"/signalen/reactie/{said.id}")
    give(world, coordinator, f"/signalen/reactie/{said.id}")
    sent = mails(app)
    assert len(sent) == 2
    assert all(len(mails_to(app, person.email)) == 1 for person in (coordinator, moderator))
    (told,) = mails_to(app, coordinator.email)
    assert f"{group.address}/signalen/{world.one(ReportCase).id}" in plain(told)


@pytest.fixture
def in_group(world: World) -> tuple[Group, Member, Member, Comment]:
    """Give a group with its coordinator, and a reported comment of a member."""
    coordinator, author, reader = world.member("Trekker"), world.member("Schrijver"), world.member()
    group = world.group("Haven", access=Access.CLOSED, coordinator=coordinator, members=(author, reader))
    said = world.comment(world.discussion(group, "Kade"), "Geheim en grof.", author=author)
    give(world, reader, f"/signalen/reactie/{said.id}")
    return group, coordinator, author, said


def test_a_coordinator_sees_and_decides_the_cases_of_the_own_group_only(world: World, in_group: Any) -> None:
    group, coordinator, _, said = in_group
    elsewhere = world.member("Trekker van elders")
    other = world.group("Elders", coordinator=elsewhere)
    case = world.one(ReportCase)
    assert "Geheim en grof." in world.client(coordinator).get(f"{group.address}/signalen").text
    assert world.client(elsewhere).get(f"{other.address}/signalen/{case.id}").status_code == 404
    assert world.client(elsewhere).get(f"{group.address}/signalen/{case.id}").status_code == 403
    assert world.client(coordinator).get("/beheer/signalen").status_code == 403
    at = f"{group.address}/signalen/{case.id}"
    assert decide(world, coordinator, "hide", at=at).status_code == 303
    assert world.one(Comment, Comment.id == said.id).is_hidden


def test_a_coordinator_cannot_warn_or_suspend(world: World, in_group: Any) -> None:
    group, coordinator, author, _ = in_group
    at = f"{group.address}/signalen/{world.one(ReportCase).id}"
    for verdict in ("warn", "suspend"):
        assert decide(world, coordinator, verdict, at=at).status_code == 422
    assert world.one(Member, Member.id == author.id).state == MemberState.MEMBER


def test_a_coordinator_mutes_who_wrote_it_for_a_time(world: World, in_group: Any) -> None:
    group, coordinator, author, _ = in_group
    decide(world, coordinator, "mute", at=f"{group.address}/signalen/{world.one(ReportCase).id}")
    place = world.one(GroupMembership, GroupMembership.member_id == author.id)
    assert place.is_muted
    assert place.muted_until is not None


def test_a_moderator_reads_what_was_said_in_a_group_after_opening_it_only(world: World, in_group: Any) -> None:
    group, *_ = in_group
    moderator = world.client(world.moderator())
    case = world.one(ReportCase)
    for path in ("/beheer/signalen", case.address):
        answer = moderator.get(path)
        assert answer.status_code == 200
        assert "Geheim en grof." not in answer.text
        assert "Kade" not in answer.text
    submit(moderator, f"{group.address}/meekijken")
    assert "Geheim en grof." in moderator.get(case.address).text


def test_what_a_moderator_wrote_is_decided_by_another(world: World) -> None:
    writer, other = world.moderator("Mo Een"), world.moderator("Mo Twee")
    comment = world.comment(world.post(), "Van de moderator.", author=writer)
    give(world, world.member("Oplettende Olga"), f"/signalen/reactie/{comment.id}")
    case = world.one(ReportCase)
    own = world.client(writer)
    assert "Van de moderator." not in own.get("/beheer/signalen").text
    assert own.get(case.address).status_code == 404
    assert decide(world, writer, "nothing", reason="").status_code == 404
    assert "Olga" not in own.get("/beheer/logboek").text
    assert decide(world, other, "hide").status_code == 303


def test_an_author_objects_once_and_another_moderator_decides(app: Flask, world: World) -> None:
    comment, author, _ = a_reported_comment(world)
    first, second = world.moderator("Mo Een"), world.moderator("Mo Twee")
    decide(world, first, "hide")
    case = world.one(ReportCase)
    browser = world.client(author)
    assert submit(browser, case.own_address, {"objection": "Het was een grap."}).status_code == 303
    assert submit(browser, case.own_address, {"objection": "Nog eens."}).status_code == 403
    told = [mail for mail in mails(app) if "bezwaar op jou" in str(mail["Subject"])]
    assert [second.email in str(mail["To"]) for mail in told] == [True]
    ruling = {"outcome": "falls", "reason": "Een grap mag."}
    assert submit(world.client(first), f"{case.address}/bezwaar", ruling).status_code == 403
    assert "Het was een grap." in world.client(second).get(case.address).text
    assert submit(world.client(second), f"{case.address}/bezwaar", ruling).status_code == 303
    assert not world.one(Comment, Comment.id == comment.id).is_hidden
    assert world.one(ReportCase).state == CaseState.SETTLED
    assert "Een grap mag." in plain(mails_to(app, author.email)[-1])


def test_a_moderator_suspends_by_the_deed_that_suspends_and_it_stands_in_the_history(world: World) -> None:
    _, author, _ = a_reported_comment(world)
    moderator = world.moderator()
    decide(world, moderator, "suspend")
    assert world.one(Member, Member.id == author.id).state == MemberState.SUSPENDED
    item = world.post("Nog iets", author=author)
    give(world, world.member(), f"/signalen/stuk/{item.id}")
    page = world.client(moderator).get(world.all(ReportCase)[-1].address).text
    assert page.count("Het is te grof.") == 2


def test_only_one_of_two_decisions_counts(world: World) -> None:
    a_reported_comment(world)
    first, second = world.moderator("Mo Een"), world.moderator("Mo Twee")
    assert decide(world, first, "nothing", reason="").status_code == 303
    assert decide(world, second, "hide").status_code in (403, 422)
    assert world.one(ReportCase).state == CaseState.DISMISSED


def test_the_menu_and_the_desk_of_the_group_count_what_waits(world: World, in_group: Any) -> None:
    group, coordinator, *_ = in_group
    assert "1" in world.client(world.moderator()).get("/beheer").text.split('href="/beheer/signalen"')[1][:200]
    assert "1 signaal" in world.client(coordinator).get(f"{group.address}/beheer").text
    assert "1 signaal" in world.client(world.moderator("Mo Twee")).get("/beheer").text


@pytest.mark.parametrize("kind", ["lid", "bericht", "bijlage", "groepsfoto"])
def test_profiles_messages_files_and_pictures_of_groups_can_be_reported(world: World, kind: str) -> None:
    coordinator, member = world.member("Trekker"), world.member()
    group = world.group("Haven", coordinator=coordinator, members=(member,))
    things = {
        "lid": coordinator,
        "bericht": world.keep(
            GroupMessage(group_id=group.id, author_id=coordinator.id, title="Let op", text="Hoi.", submit_key="k")
        ),
        "bijlage": world.attachment(world.discussion(group, "Kade", author=coordinator)),
        "groepsfoto": a_picture(world, group, coordinator),
    }
    path = f"/signalen/{kind}/{things[kind].id}"
    assert world.client(member).get(path).status_code == 200
    assert give(world, member, path).status_code == 303
    case = world.one(ReportCase)
    assert case.about_id == coordinator.id
    assert world.client(world.moderator()).get(case.address).status_code == 200
    assert decide(world, world.moderator("Mo Twee"), "warn").status_code == 303


def test_taking_a_reported_file_away_leaves_its_case(world: World) -> None:
    author = world.member()
    item = world.post("Met bijlage", author=author)
    file = world.attachment(item)
    give(world, world.member(), f"/signalen/bijlage/{file.id}")
    assert decide(world, world.moderator(), "remove").status_code == 303
    case = world.one(ReportCase)
    assert (case.state, case.attachment_id) == (CaseState.DECIDED, None)


def test_the_queue_takes_no_more_queries_when_there_is_more(world: World, count_queries: Any) -> None:
    moderator = world.client(world.moderator())

    def taken() -> int:
        return len(count_queries(lambda: moderator.get("/beheer/signalen")))

    a_reported_comment(world)
    few = taken()
    group = world.group("Haven")
    for _ in range(6):
        a_reported_comment(world)
        give(world, world.member(), f"/signalen/stuk/{world.discussion(group, audience='members').id}")
    assert taken() == few
    assert few <= 10


def test_a_comment_offers_to_report_it_to_members_but_not_to_its_author(world: World) -> None:
    author = world.member()
    post = world.post()
    comment = world.comment(post, author=author)
    link = f"/signalen/reactie/{comment.id}"
    assert link in world.client(world.member()).get(post.address).text
    assert link not in world.client(author).get(post.address).text
    assert link not in world.client().get(post.address).text


def test_the_log_of_a_group_never_tells_who_reported(world: World, in_group: Any) -> None:
    group, coordinator, *_ = in_group
    with world.context():
        reporters = set(db.session.scalars(select(Report.member_id)))
        assert not set(db.session.scalars(select(AuditEntry.actor_id))) & reporters
    assert world.client(coordinator).get(f"{group.address}/logboek").status_code == 200


def test_who_decides_the_author_and_who_reported_each_hear_of_their_part(app: Flask, world: World) -> None:
    moderator = world.moderator()
    _, author, reporter = a_reported_comment(world)
    mails(app)
    case = world.one(ReportCase)
    people = (moderator, author, reporter)
    assert [kinds(world, each) for each in people] == [["case"], [], []]
    assert "Er is een signaal waarover jij beslist" in world.client(moderator).get("/mijn/meldingen").text
    decide(world, moderator, "edit")
    mails(app)
    assert [kinds(world, each) for each in people] == [["case"], ["verdict"], ["answer"]]
    assert "Er is een signaal waarover jij beslist" not in world.client(moderator).get("/mijn/meldingen").text
    assert "Er is iets besloten over iets van jou" in world.client(author).get("/mijn/meldingen").text
    assert "Er is beslist over je signaal" in world.client(reporter).get("/mijn/meldingen").text
    opened = submit(world.client(author), f"/mijn/meldingen/{only(world, author).id}/openen")
    assert opened.location == case.own_address


def only(world: World, who: Member) -> Notification:
    """Give the only thing that somebody was told of."""
    return world.one(Notification, Notification.member_id == who.id)


def kinds(world: World, who: Member) -> list[str]:
    """Give what somebody was told of."""
    return [each.kind.value for each in world.all(Notification, Notification.member_id == who.id)]


def test_who_was_suspended_reads_why_and_may_object(world: World) -> None:
    _, author, _ = a_reported_comment(world)
    decide(world, world.moderator("Mo Een"), "suspend")
    case = world.one(ReportCase)
    out = world.client(author)
    assert "Het is te grof." in out.get(case.own_address).text
    assert submit(out, case.own_address, {"objection": "Onterecht."}, form_at=case.own_address).status_code == 303
    ruling = {"outcome": "falls", "reason": "Dat klopt."}
    submit(world.client(world.moderator("Mo Twee")), f"{case.address}/bezwaar", ruling)
    assert world.one(Member, Member.id == author.id).state == MemberState.MEMBER


def test_a_moderator_is_not_offered_to_hide_what_they_cannot_read_yet(world: World, in_group: Any) -> None:
    group, *_ = in_group
    moderator = world.client(world.moderator())
    case = world.one(ReportCase)
    assert 'value="hide"' not in moderator.get(case.address).text
    submit(moderator, f"{group.address}/meekijken")
    assert 'value="hide"' in moderator.get(case.address).text


def test_a_case_goes_along_when_its_discussion_moves(world: World) -> None:
    coordinator, author = world.member("Trekker"), world.member()
    here = world.group("Hier", coordinator=coordinator, members=(author,))
    there = world.group("Daar", coordinator=coordinator)
    talk = world.discussion(here, "Kade", author=author)
    said = world.comment(talk, author=author)
    give(world, coordinator, f"/signalen/reactie/{said.id}")
    says = {"target": there.slug, "audience": "group", "sure": "y"}
    assert submit(world.client(coordinator), f"{talk.address}/verplaats", says).status_code == 303
    assert world.one(ReportCase).group_id == there.id


def test_who_is_asked_to_change_a_comment_can_also_after_half_an_hour(world: World) -> None:
    author = world.member()
    comment = world.comment(world.post(), author=author, created_at=now() - timedelta(hours=2))
    browser, path = world.client(author), f"/reacties/{comment.id}/wijzig"
    assert submit(browser, path, {"text": "Netter gezegd."}).status_code == 403
    give(world, world.member(), f"/signalen/reactie/{comment.id}")
    decide(world, world.moderator(), "edit")
    assert path in browser.get(world.one(ReportCase).own_address).text
    assert submit(browser, path, {"text": "Netter gezegd."}).status_code == 303
    assert "Netter" in world.one(Comment, Comment.id == comment.id).html


STOOD = "Zo stond het er toen het werd gemeld"


def change(world: World, comment: Comment, html: str) -> None:
    """Let a comment say something else."""
    with world.context():
        db.session.execute(update(Comment).where(Comment.id == comment.id).values(html=html))
        db.session.commit()


def test_who_decides_reads_how_it_stood_after_its_author_changed_it(app: Flask, world: World) -> None:
    comment, author, reporter = a_reported_comment(world)
    moderator, case = world.moderator(), world.one(ReportCase)
    same = world.client(moderator).get(case.address).text
    assert STOOD in same
    assert "Er is sindsdien niets aan veranderd." in same
    change(world, comment, "<p>Heel vriendelijk.</p>")
    changed = world.client(moderator).get(case.address).text
    assert '<details class="disclosure" open>' in changed
    assert "Heel vriendelijk." in changed
    assert "Wat een onzin." in changed
    assert "Er is sindsdien niets aan veranderd." not in changed
    decide(world, moderator, "edit")
    told = "".join(plain(mail) for mail in mails(app))
    for who in (author, reporter):
        for path in ("/mijn/signalen", "/meldingen"):
            told += world.client(who).get(path).text
    told += world.client(author).get(case.own_address).text
    assert "Het is te grof." in told
    assert "Wat een onzin." not in told


def test_how_it_stood_is_the_first_report_and_stays_when_the_thing_is_taken_away(world: World) -> None:
    comment, author, _ = a_reported_comment(world)
    change(world, comment, "<p>Iets anders.</p>")
    give(world, world.member(), f"/signalen/reactie/{comment.id}")
    submit(world.client(author), f"/reacties/{comment.id}/verwijder", {})
    assert world.one(Comment, Comment.id == comment.id).is_removed
    page = world.client(world.moderator()).get(world.one(ReportCase).address).text
    assert "Wat een onzin." in page
    assert "Iets anders." not in page


@pytest.mark.parametrize("access", [Access.CLOSED, Access.HIDDEN])
def test_how_something_in_a_group_stood_is_read_after_opening_the_group(world: World, access: Access) -> None:
    coordinator, member = world.member("Co"), world.member("Lid")
    group = world.group("Stil", access=access, coordinator=coordinator, members=(member,))
    talk = world.discussion(group, "Onder ons", author=member, body="<p>Heel vertrouwelijk.</p>")
    give(world, coordinator, f"/signalen/stuk/{talk.id}")
    case = world.one(ReportCase)
    moderator = world.client(world.moderator())
    assert "vertrouwelijk" not in moderator.get(case.address).text
    submit(moderator, f"{group.address}/meekijken")
    opened = moderator.get(case.address).text
    assert STOOD in opened
    assert "Heel vertrouwelijk." in opened
    own = world.client(coordinator).get(f"{group.address}/signalen/{case.id}").text
    assert "Heel vertrouwelijk." in own


def test_how_a_long_text_stood_is_cut_and_the_page_says_so(world: World) -> None:
    item = world.post("Lang", body=f"<p>{'woord ' * 4000}einde</p>")
    give(world, world.member(), f"/signalen/stuk/{item.id}")
    page = world.client(world.moderator()).get(world.one(ReportCase).address).text
    stood = page.partition(STOOD)[2].partition("</details>")[0]
    assert "Alleen het begin is bewaard." in stood
    assert "einde" not in stood
    assert 19_000 < len(stood) < 21_000


def test_each_kind_of_thing_is_kept_in_its_words(world: World) -> None:
    author, reporter = world.member("Schrijver"), world.member()
    about = world.member("Praatgraag", about="Ik weet alles beter.")
    world.keep(Profile(member_id=about.id, shows_about=True))
    group = world.group("Open", coordinator=author, members=(reporter,))
    said = world.keep(
        GroupMessage(group_id=group.id, author_id=author.id, title="Aan allen", text="Kom je ook?", submit_key="k9")
    )
    item = world.post("De kop", author=author, body="<p>Het <em>verhaal</em>.</p>")
    file = world.attachment(item, file_name="begroting.pdf", alt="De begroting")
    picture = a_picture(world, group, author)
    comment = world.comment(item, "Wat een onzin.", author=author)
    kept = {}
    kinds = {"stuk": item, "lid": about, "bericht": said, "bijlage": file, "groepsfoto": picture, "reactie": comment}
    for path in (f"{kind}/{thing.id}" for kind, thing in kinds.items()):
        assert give(world, reporter, f"/signalen/{path}").status_code == 303
        with world.context():
            newest = select(ReportCase.snapshot).order_by(ReportCase.id.desc()).limit(1)
            kept[path.partition("/")[0]] = db.session.scalar(newest)
    assert kept["stuk"].startswith("De kop\n\n")
    assert kept["stuk"].endswith("Het verhaal.")
    assert kept["lid"] == "Praatgraag\n\nIk weet alles beter."
    assert kept["bericht"] == "Aan allen\n\nKom je ook?"
    assert kept["bijlage"] == "begroting.pdf\n\nDe begroting"
    assert kept["groepsfoto"] == "Open\n\nEen kade"
    assert kept["reactie"] == "De kop\n\nWat een onzin."


def test_who_is_muted_after_a_report_gets_one_mail_that_tells_of_both(app: Flask, world: World, in_group: Any) -> None:
    group, coordinator, author, _ = in_group
    decide(world, coordinator, "mute", at=f"{group.address}/signalen/{world.one(ReportCase).id}")
    (told,) = mails_to(app, author.email)
    assert f"Je bent in de werkgroep {group.name} gedempt." in " ".join(plain(told).split())
    assert "Dit duurt tot" in plain(told)
    assert "Het is te grof." in plain(told)
    assert world.one(ReportCase).own_address in plain(told)


@pytest.mark.parametrize(("term", "sentence"), [("7", "Daarna gaat je lidmaatschap"), ("", "tot een moderator")])
def test_who_is_suspended_after_a_report_gets_one_mail_that_tells_of_both(
    app: Flask, world: World, term: str, sentence: str
) -> None:
    _, author, _ = a_reported_comment(world)
    assert decide(world, world.moderator(), "suspend", term=term).status_code == 303
    (told,) = mails_to(app, author.email)
    words = " ".join(plain(told).split())
    assert "niet meedoen op" in words
    assert sentence in words
    assert "Het is te grof." in words
    case = world.one(ReportCase)
    assert case.own_address in words
    assert world.client(author).get(case.own_address).status_code == 200
