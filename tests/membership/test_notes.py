"""Notes of moderators about a person: for each other, and never for whom they are about."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient

from community.accounts.models import Member
from community.audit.models import AuditDetail, AuditEntry
from community.core.clock import now
from community.membership.models import Application, ApplicationQuestion, ApplicationState, MemberNote, Objection
from tests.builders.fixtures import submit
from tests.builders.world import World

SignIn = Callable[[Member], FlaskClient]
WORDS = "Belde mij op: werkt sinds mei bij de provincie."


def path_of(person: Member) -> str:
    return f"/beheer/leden/{person.slug}"


def write(client: FlaskClient, person: Member, text: str = WORDS) -> int:
    return submit(client, f"{path_of(person)}/notitie", {"text": text}, form_at="/beheer/uitnodigingen").status_code


def test_a_note_tells_the_other_moderators_who_wrote_what_and_when(world: World, sign_in: SignIn) -> None:
    person = world.member("Berend Bekend")
    assert write(sign_in(world.moderator("Mod Een")), person) == 303
    note = world.one(MemberNote)
    page = sign_in(world.moderator("Mod Twee")).get(path_of(person)).text
    section = page[page.index("Notities van moderatoren") :]
    assert WORDS in section and "Mod Een" in section
    assert note.member_id == person.id and note.created_at is not None


def test_the_log_says_that_a_note_was_written_and_not_what_it_says(world: World, sign_in: SignIn) -> None:
    person = world.member()
    write(sign_in(world.moderator()), person)
    assert world.count(AuditEntry, AuditEntry.event == "NoteWritten", AuditEntry.member_id == person.id) == 1
    assert not [each for each in world.all(AuditDetail) if WORDS in each.text]


def test_nobody_reads_a_note_about_oneself_or_without_being_a_moderator(world: World, sign_in: SignIn) -> None:
    subject = world.moderator("Mod Over")
    world.keep(MemberNote(member_id=subject.id, author_id=world.administrator().id, text=WORDS))
    own = sign_in(subject)
    for path in (path_of(subject), subject.address, "/mijn", "/mijn/instellingen", "/beheer/logboek"):
        assert WORDS not in own.get(path).text
    assert WORDS in sign_in(world.moderator("Mod Twee")).get(path_of(subject)).text
    member = world.member()
    world.keep(MemberNote(member_id=member.id, author_id=subject.id, text=WORDS))
    for path in ("/mijn", "/mijn/instellingen", member.address):
        assert WORDS not in sign_in(member).get(path).text
    assert sign_in(world.editor()).get(path_of(member)).status_code == 403


def test_a_note_needs_words_and_is_not_written_about_oneself(world: World, sign_in: SignIn) -> None:
    person, moderator = world.member(), world.moderator()
    client = sign_in(moderator)
    assert write(client, person, "   ") == 422
    assert write(client, moderator) == 403
    assert write(sign_in(world.member()), person) == 403
    assert world.count(MemberNote) == 0


def test_a_note_sent_twice_is_kept_once(world: World, sign_in: SignIn) -> None:
    person, client = world.member(), sign_in(world.moderator())
    assert [write(client, person), write(client, person), write(client, person, "Iets anders.")] == [303, 303, 303]
    assert [each.text for each in world.all(MemberNote)] == [WORDS, "Iets anders."]


def test_the_page_of_a_person_takes_at_most_ten_queries_whatever_is_known_of_them(
    world: World, sign_in: SignIn, count_queries: Callable[[Callable[[], object]], list[str]]
) -> None:
    person, moderator = world.member(), world.moderator()
    for number in range(12):
        world.keep(MemberNote(member_id=person.id, author_id=world.moderator(f"Mod {number}").id, text="Let op."))
    client = sign_in(moderator)
    for number in range(8):
        write(client, person, f"Notitie {number}.")
        refused = world.keep(Application(member_id=person.id, function="f", state=ApplicationState.REFUSED))
        keys = {"application_id": refused.id, "member_id": person.id}
        world.keep(ApplicationQuestion(question="Waar?", answered_at=now(), asked_by_id=moderator.id, **keys))
        world.keep(Objection(text="Toch.", refused_by_id=moderator.id, decided_at=now(), **keys))
    page: list[str] = []
    assert len(count_queries(lambda: page.append(client.get(path_of(person)).text))) <= 10
    assert all(page[0].count(words) >= 8 for words in ("Notitie ", "Waar?", "Toch.", "schreef een notitie over"))
