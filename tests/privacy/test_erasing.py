"""Of who was erased nothing is left, in no table, file, queue or mail; what they shared stays under another name."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from community import audit
from community.accounts.models import Identity, LoginSession, Member, MemberState, Role
from community.audit.events import ItemEdited
from community.audit.member_events import MemberInvited, MemberSuspended
from community.audit.models import AuditEntry
from community.content.models import (
    Attachment,
    Comment,
    CommentText,
    ContentItem,
    ItemVisit,
    Reaction,
    ReactionKind,
    Revision,
    State,
)
from community.core.clock import now
from community.core.db import db
from community.core.ids import new_id
from community.decisions.models import Ballot
from community.documents.models import DocumentVersion, Upload, UploadPiece
from community.groups.models import (
    Access,
    CoordinatorOffer,
    Group,
    GroupInvitation,
    GroupMailInvitation,
    GroupMembership,
    GroupMessage,
    GroupRequest,
    GroupVisit,
    RequestState,
)
from community.jobs.models import Outbox
from community.members.models import Expertise, Profile
from community.membership.models import (
    Application,
    ApplicationQuestion,
    ApplicationState,
    Invitation,
    MemberNote,
    Objection,
    Suspension,
)
from community.notifications.models import Follow, Kind, Notification
from community.policy import Actor
from community.privacy.inventory import TIES, WORDS, AtErasure, Fate
from community.privacy.models import DataCopy, Erasure
from community.privacy.tasks import erase_due
from community.reports.models import CaseState, Report, ReportCase, ReportReason, Verdict
from community.review.models import HeldState, HeldText
from tests.builders.fixtures import submit
from tests.builders.world import World

Work = Callable[..., None]
Look = Callable[[str], set[str]]
LEAVING = "/mijn/lidmaatschap-beeindigen"
NAME = "Wilhelmijntje Zwartkruisbeek"
EMAIL = "zwartkruisbeek@ergens.example"
# What the site makes up itself: no words of anybody.
MADE_UP = {
    *("login_session.token_hash", "invitation.token_hash", "group_mail_invitation.token_hash", "upload.fingerprint"),
    *("audit_detail.salt", "identity.provider", "login_session.provider", "member.language", "member.name_folded"),
    *("member.email_folded", "invitation.name", "member.function_folded", "member_expertise.words_folded"),
}


class Marks:
    """Gives a word of its own for each column, and keeps which."""

    def __init__(self) -> None:
        self.numbers = itertools.count(1)
        self.words: dict[str, str] = {}

    def __call__(self, column: str) -> str:
        """Give a word that stands nowhere else."""
        word = f"kwiksteel{next(self.numbers):03}"
        self.words[word] = column
        return word

    def values(self, table: str, *columns: str) -> dict[str, Any]:
        """Give marked values for some columns of a table."""
        return {name: self(f"{table}.{name}") for name in columns}


def make_person(world: World, mark: Marks) -> Member:
    """Make somebody with a word of their own in each column that is theirs alone."""
    person = world.member(
        NAME,
        email=EMAIL,
        mail_choices={"news": mark("member.mail_choices")},
        **mark.values("member", "function", "about", "suspension_reason"),
    )
    with world.context():
        slug = f"wilhelmijntje-{mark('member.slug')}"
        db.session.execute(update(Member).where(Member.id == person.id).values(slug=slug))
    person.slug = slug
    world.identity(person, issuer=mark("identity.issuer"), subject=mark("identity.subject"))
    elsewhere = f"{mark('identity.email')}@elders.example"
    world.keep(Identity(issuer="i", subject=new_id(), provider="p", member_id=person.id, email=elsewhere))
    world.keep(
        LoginSession(
            token_hash="h",
            member_id=person.id,
            provider="p",
            expires_at=now() + timedelta(days=1),
            **mark.values("login_session", "subject", "oidc_sid", "id_token", "device", "acr"),
        )
    )
    world.keep(Profile(member_id=person.id, **mark.values("member_profile", "email", "phone", "link")))
    words = mark("member_expertise.words")
    world.keep(Expertise(member_id=person.id, words=words, words_folded=words))
    return person


def fill_membership(world: World, mark: Marks, person: Member, moderator: Member) -> None:
    """Give a person an application with all that can hang on it, invitations, notes and a suspension."""
    application = world.keep(
        Application(
            member_id=person.id,
            state=ApplicationState.REFUSED,
            decided_at=now(),
            decided_by_id=moderator.id,
            doubts=[mark("application.doubts")],
            **mark.values("application", "organisation_name", "function", "motivation", "reason"),
        )
    )
    ids = {"application_id": application.id, "member_id": person.id}
    world.keep(
        ApplicationQuestion(
            asked_by_id=moderator.id,
            answered_at=now(),
            **ids,
            **mark.values("application_question", "question", "answer"),
        )
    )
    world.keep(Objection(refused_by_id=moderator.id, **ids, **mark.values("objection", "text", "reason")))
    world.keep(MemberNote(member_id=person.id, author_id=moderator.id, **mark.values("member_note", "text")))
    world.keep(
        Suspension(
            member_id=person.id, suspended_by_id=moderator.id, ended_at=now(), **mark.values("suspension", "reason")
        )
    )
    until: dict[str, Any] = {"expires_at": now() + timedelta(days=5)}
    used = f"{mark('invitation.email')}@werk.example"
    world.keep(
        Invitation(
            email=used, token_hash="t1", invited_by_id=moderator.id, used_by_id=person.id, used_at=now(), **until
        )
    )
    world.keep(Invitation(email=EMAIL.upper(), token_hash="t2", invited_by_id=moderator.id, **until))
    world.keep(
        Invitation(
            email="a@b.example",
            token_hash="t3",
            invited_by_id=person.id,
            **until,
            **mark.values("invitation", "message"),
        )
    )


def fill_groups(world: World, mark: Marks, person: Member, other: Member, group: Group) -> None:
    """Give a person everything that is between them and groups."""
    closed = world.group("Besloten", access=Access.CLOSED)
    with world.context():
        muted = {"is_muted": True, "mute_reason": mark("group_membership.mute_reason")}
        db.session.execute(update(GroupMembership).where(GroupMembership.member_id == person.id).values(**muted))
    world.keep(
        GroupRequest(
            group_id=closed.id,
            member_id=person.id,
            state=RequestState.REFUSED,
            **mark.values("group_request", "motivation", "reason"),
        )
    )
    ids = {"group_id": closed.id, "invited_by_id": person.id}
    world.keep(GroupInvitation(member_id=other.id, **ids, **mark.values("group_invitation", "message")))
    until = {"expires_at": now() + timedelta(days=5)}
    world.keep(
        GroupMailInvitation(
            email="c@d.example", token_hash="g1", **ids, **until, **mark.values("group_mail_invitation", "message")
        )
    )
    used = f"{mark('group_mail_invitation.email')}@werk.example"
    by = {"group_id": closed.id, "invited_by_id": other.id}
    world.keep(GroupMailInvitation(email=used, token_hash="g2", used_by_id=person.id, **by, **until))
    world.keep(CoordinatorOffer(group_id=closed.id, member_id=person.id, **until))
    world.keep(GroupVisit(member_id=person.id, group_id=group.id))
    upload = world.keep(
        Upload(
            group_id=group.id, member_id=person.id, fingerprint="f", byte_count=9, **mark.values("upload", "file_name")
        )
    )
    piece = world.store(mark("the piece of a file").encode())
    world.keep(UploadPiece(upload_id=upload.id, start=0, byte_count=9, storage_key=piece))


def fill_content(world: World, mark: Marks, person: Member, other: Member, group: Group) -> dict[str, Any]:
    """Let a person have written, changed, commented, voted and reported; give what is to stay."""
    byline = ("author_function", "author_organisation")
    talk = world.discussion(group, "Blijft staan", author=person, **mark.values("content_item", *byline))
    draft = world.post(mark("a draft"), author=person, state=State.DRAFT, body=f"<p>{mark('a draft')}</p>")
    picture = world.store(mark("a picture of a draft").encode())
    world.attachment(draft, file_name=f"{mark('a draft')}.pdf", storage_key=picture)
    gone = {"state": State.REMOVED, "removed_from": State.PUBLISHED, "removed_at": now(), "removed_by_id": person.id}
    world.discussion(group, mark("what was removed"), author=person, **gone)
    said = world.comment(talk, "Een bijdrage.", author=person, **mark.values("comment", *byline, "hidden_reason"))
    world.keep(CommentText(comment_id=said.id, html=f"<p>{mark('comment_text.html')}</p>"))
    taken = {"is_removed": True, "removed_at": now(), "removed_by_id": person.id}
    world.comment(talk, mark("a removed comment"), author=person, **taken)
    world.keep(Revision(item_id=talk.id, number=1, title="t", made_by_id=person.id, **mark.values("revision", "note")))
    document = world.document(group, "plan.txt", b"Het plan.", author=person)
    with world.context():
        note = {"note": mark("document_version.note")}
        db.session.execute(update(DocumentVersion).where(DocumentVersion.document_id == document.id).values(**note))
    held: dict[str, Any] = {"state": HeldState.REFUSED, "decided_by_id": other.id, "reasons": []}
    refusal = mark.values("held_text", "refusal")
    world.keep(HeldText(comment_id=said.id, author_id=person.id, **held, **refusal))
    world.keep(Reaction(comment_id=said.id, member_id=person.id, kind=ReactionKind.AGREE))
    vote = world.decision(group, author=other, voters=(person,))
    world.keep(Ballot(decision_id=vote.id, member_id=person.id, choice=[1], reason="Stem met reden."))
    action = world.action(group, author=other, owner_id=person.id)
    world.keep(Follow(member_id=person.id, item_id=talk.id))
    told: dict[str, Any] = {"member_id": person.id, "kind": Kind.COMMENT, "thing_id": talk.id, "item_id": talk.id}
    world.keep(Notification(event_id=new_id(), **told))
    world.keep(ItemVisit(member_id=person.id, item_id=talk.id))
    # What others wrote, with a mention and a link.
    link = f'<a href="/leden/{person.slug}">@{NAME}</a>'
    named = f'<p>Dag {link}, zie <a href="http://localhost/leden/{person.slug}">haar pagina</a> en {link}.</p>'
    world.post("Nieuws", author=other, body=named)
    with world.context():
        text = world_comment(talk, other, named)
        db.session.add(text)
    world.keep(GroupMessage(group_id=group.id, author_id=other.id, title="t", text=named, submit_key="k"))
    # Reports: one of theirs, one about what they wrote, one about their profile.
    post = world.post("Van een ander", author=other)
    kept = f"Zo stond het er: @{NAME} weet het."
    case = world.keep(ReportCase(thing=f"item:{post.id}", item_id=post.id, about_id=other.id, snapshot=kept))
    rude = {"reason": ReportReason.RUDE}
    world.keep(Report(case_id=case.id, member_id=person.id, **rude, **mark.values("report", "words", "answer")))
    decided: dict[str, Any] = {"state": CaseState.DECIDED, "verdict": Verdict.WARN, "decided_by_id": other.id}
    words = mark.values("report_case", "reason", "objection", "ruling", "snapshot")
    world.keep(ReportCase(thing=f"item:{talk.id}", item_id=talk.id, about_id=person.id, **decided, **words))
    about = world.keep(ReportCase(thing=f"member:{person.id}", profile_id=person.id, about_id=person.id))
    world.keep(Report(case_id=about.id, member_id=other.id, words=mark("a report about a profile"), **rude))
    return {"talk": talk, "said": said, "vote": vote, "action": action}


def world_comment(item: ContentItem, author: Member, html: str) -> Comment:
    """Make a comment with markup as it is."""
    number = new_id()
    return Comment(
        id=number, item_id=item.id, thread_id=number, author_id=author.id, submit_key=f"m{number}", html=html
    )


def fill_machine(app: Flask, world: World, mark: Marks, person: Member, moderator: Member, mails: Path) -> None:
    """Let the log, the outbox, the mails and a copy speak of a person."""
    with world.context():
        by, own = Actor(id=moderator.id), Actor(id=person.id)
        reason = mark("audit_detail.text")
        audit.record(by, MemberSuspended(member_id=person.id, reason=reason, until=""))
        audit.record(by, MemberInvited(email=EMAIL))
        audit.record(own, ItemEdited(item_id=1))
        refused = f"SMTPRecipientsRefused: {EMAIL} {mark('outbox.last_error')}"
        db.session.add(Outbox(task="x", payload={}, last_error=refused, done_at=now()))
        db.session.add(Outbox(task="x", payload={"slug": person.slug}, done_at=now()))
    key = world.store(mark("a copy of their data").encode())
    over: dict[str, Any] = {"made_at": now(), "expires_at": now() + timedelta(days=3)}
    world.keep(DataCopy(member_id=person.id, storage_key=key, byte_count=9, **over))
    mails.mkdir(parents=True, exist_ok=True)
    (mails / "1.a.eml").write_text(f"To: {NAME} <{EMAIL}>\nSubject: Dag\n\n{mark('a mail to them')}\n")
    encoded = "Wilhelmijntje =\nZwartkruisbeek vraagt mee te doen"
    head = (
        "To: Ander <a@b.example>\nContent-Transfer-Encoding: quoted-printable\nContent-Type: text/plain; charset=utf-8"
    )
    (mails / "2.b.eml").write_text(f"{head}\n\n{encoded} {mark('a mail about them')}\n")
    (mails / "3.c.eml").write_text("To: Ander <a@b.example>\nSubject: Iets anders\n\nBlijft.\n")


@pytest.fixture
def filled(app: Flask, world: World, mails: Path) -> tuple[Marks, Member, dict[str, Any]]:
    """Give somebody who used everything, the words that they left, and what of theirs is to stay."""
    mark = Marks()
    moderator, other = world.moderator(), world.member("Collega Blijft")
    person = make_person(world, mark)
    group = world.group("Havens", members=(person, other))
    fill_membership(world, mark, person, moderator)
    fill_groups(world, mark, person, other, group)
    stays = fill_content(world, mark, person, other, group)
    fill_machine(app, world, mark, person, moderator, mails)
    return mark, person, stays


def test_nothing_is_left_of_who_was_erased(
    world: World, filled: tuple[Marks, Member, dict[str, Any]], work: Work, places_with: Look, mails: Path
) -> None:
    mark, person, _stays = filled
    for word, place in mark.words.items():
        assert places_with(word), f"{place} was not filled in, so that it proves nothing"
    marked = {column for column in mark.words.values() if column in WORDS}
    theirs = {name for name, fate in WORDS.items() if fate in (Fate.ROW, Fate.BLANK)} - MADE_UP
    assert theirs - marked == {"member.name", "member.email"}, "let this test fill these in, too"
    assert submit(world.client(person), LEAVING, {"at_once": "y"}, form_at=LEAVING).status_code == 303
    work()
    left = {f"{place} still in {places_with(word)}" for word, place in mark.words.items() if places_with(word)}
    assert not left, "\n".join(sorted(left))
    for part in (NAME, "Zwartkruisbeek", "Wilhelmijntje", person.slug):
        assert places_with(part) == set(), part
    # The last mail alone knows the address to which it went.
    (last,) = places_with(EMAIL)
    assert last.endswith(".erased@localhost.eml")
    assert (mails / "3.c.eml").exists()
    row = world.one(Member, Member.id == person.id)
    assert (row.name, row.email, row.state, row.organisation_id) == ("Oud-lid", "", MemberState.LEFT, None)
    erasure = world.one(Erasure)
    assert erasure.done_at is not None and erasure.counts["identity"] == 2
    assert world.count(AuditEntry, AuditEntry.event == "PersonErased", AuditEntry.member_id == person.id) == 1
    for name, tie in TIES.items():
        if tie.at_erasure == AtErasure.DELETE:
            assert not rows_of(world, name, person.id), name


def rows_of(world: World, name: str, member_id: int) -> int:
    """Count the rows of which a column points to somebody."""
    table_name, column = name.split(".")
    table = db.metadata.tables[table_name]
    with world.context():
        return len(db.session.execute(table.select().where(table.c[column] == member_id)).all())


def test_what_was_shared_stays_without_the_name(
    world: World, filled: tuple[Marks, Member, dict[str, Any]], work: Work
) -> None:
    _mark, person, stays = filled
    submit(world.client(person), LEAVING, {"at_once": "y"}, form_at=LEAVING)
    work()
    assert world.one(Comment, Comment.id == stays["said"].id).html == "<p>Een bijdrage.</p>"
    assert world.one(ContentItem, ContentItem.id == stays["talk"].id).title == "Blijft staan"
    assert world.one(Ballot).reason == "Stem met reden."
    page = world.client(world.one(Member, Member.name == "Collega Blijft")).get(stays_address(world, stays["talk"].id))
    assert "Oud-lid" in page.text and "@oud-lid" in page.text and NAME not in page.text
    assert "haar pagina" in page.text


def stays_address(world: World, item_id: int) -> str:
    """Give the path of a talk."""
    item = world.one(ContentItem, ContentItem.id == item_id)
    return f"/werkgroepen/{world.one(Group, Group.id == item.group_id).slug}/gesprekken/{item.slug}"


def test_function_and_organisation_stay_where_the_site_must_keep_them(
    world: World, filled: tuple[Marks, Member, dict[str, Any]], work: Work
) -> None:
    _mark, person, stays = filled
    world.setting(keeps_bylines=True)
    submit(world.client(person), LEAVING, {"at_once": "y"}, form_at=LEAVING)
    work()
    said = world.one(Comment, Comment.id == stays["said"].id)
    assert said.author_function and said.author_organisation and not said.hidden_reason


def test_an_erasure_that_was_cut_off_goes_on(
    world: World, filled: tuple[Marks, Member, dict[str, Any]], work: Work, places_with: Look
) -> None:
    _mark, person, _stays = filled
    submit(world.client(person), LEAVING, {"at_once": "y"}, form_at=LEAVING)
    with world.context():
        # As if the worker had ended after half of it: some is gone, and the outbox brings the task back.
        db.session.execute(Notification.__table__.delete().where(Notification.member_id == person.id))  # type: ignore[attr-defined]
        db.session.execute(Identity.__table__.delete().where(Identity.member_id == person.id))  # type: ignore[attr-defined]
    work()
    assert places_with(NAME) == set() and world.one(Erasure).done_at is not None


def test_who_signs_in_again_in_time_comes_back(world: World, work: Work, mails: Path) -> None:
    person = world.member("Komt Terug", function="adviseur", role=Role.EDITOR)
    submit(world.client(person), LEAVING, form_at=LEAVING)
    work(erase_due)
    assert len(list(mails.glob("*erasure_planned*"))) == 1
    assert world.one(Member, Member.id == person.id).name == "Komt Terug"
    again = world.client(person)
    assert again.get("/lid-worden/stand").location == LEAVING
    assert "Tot dan kun je terugkomen" in again.get(LEAVING).text
    assert submit(again, "/mijn/terugkomen", form_at=LEAVING).location == "/mijn"
    row = world.one(Member, Member.id == person.id)
    assert (row.state, row.role, row.function) == (MemberState.MEMBER, Role.MEMBER, "adviseur")
    assert world.count(Erasure) == 0


def test_who_does_not_come_back_is_erased_when_the_days_are_over(world: World, work: Work) -> None:
    person = world.member("Blijft Weg")
    submit(world.client(person), LEAVING, form_at=LEAVING)
    with world.context():
        db.session.execute(update(Erasure).values(due_at=now() - timedelta(seconds=1)))
    work(erase_due)
    assert world.one(Member, Member.id == person.id).name == "Oud-lid"
    work(erase_due)
    assert world.count(AuditEntry, AuditEntry.event == "PersonErased") == 1


def test_who_was_admitted_anew_meanwhile_is_not_erased(world: World, work: Work) -> None:
    person = world.member("Weer Lid")
    submit(world.client(person), LEAVING, form_at=LEAVING)
    with world.context():
        db.session.execute(update(Member).where(Member.id == person.id).values(state=MemberState.MEMBER))
        db.session.execute(update(Erasure).values(due_at=now() - timedelta(seconds=1)))
    work(erase_due)
    assert world.one(Member, Member.id == person.id).name == "Weer Lid"
    assert world.count(Erasure) == 0


def test_an_applicant_can_be_erased_too_and_a_suspended_person_asks_a_moderator(world: World, work: Work) -> None:
    application = world.applicant("Trekt Terug")
    person = world.one(Member, Member.id == application.member_id)
    assert submit(world.client(person), LEAVING, {"at_once": "y"}, form_at=LEAVING).status_code == 303
    suspended = world.member("Ge Schorst", state=MemberState.SUSPENDED)
    assert world.client(suspended).get(LEAVING).status_code == 403
    page = f"/beheer/leden/{suspended.slug}/wissen"
    moderator = world.client(world.moderator())
    assert "Notities" not in moderator.get(page).text
    assert submit(moderator, page, {"at_once": "y"}, form_at=page).status_code == 422
    assert submit(moderator, page, {"at_once": "y", "is_asked": "y"}, form_at=page).status_code == 303
    work()
    assert world.count(Application) == 0
    assert [world.one(Member, Member.id == each.id).name for each in (person, suspended)] == ["Oud-lid", "Oud-lid"]


def test_a_moderator_is_refused_the_last_administrator_and_the_only_coordinator(world: World) -> None:
    lead = world.member("Enige Trekker")
    world.group("Kades", coordinator=lead)
    page = f"/beheer/leden/{lead.slug}/wissen"
    answer = submit(world.client(world.moderator()), page, {"is_asked": "y"}, form_at=page)
    assert answer.status_code == 403 and "Kades" in answer.text
    assert world.count(Erasure) == 0
    assert world.one(Member, Member.id == lead.id).state == MemberState.MEMBER


def test_files_of_what_was_shared_stay(world: World, filled: Any, work: Work) -> None:
    _mark, person, _stays = filled
    submit(world.client(person), LEAVING, {"at_once": "y"}, form_at=LEAVING)
    work()
    version = world.one(DocumentVersion)
    assert world.app.extensions["storage"].get(version.storage_key) == b"Het plan."
    assert world.count(Attachment) == 0
