"""A deed for each kind of mail that the site sends, done by the people of the canary's world."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from community import jobs
from community.accounts.models import Member, MemberState
from community.core.clock import now
from community.core.db import db
from community.groups.models import Group, GroupRequest
from community.membership.models import Application, Objection
from tests.builders.fixtures import submit
from tests.canary.secrets import Secret
from tests.canary.stage import Stage

# Whoever is invited by mail and is nobody here yet.
CLOCK = "clock"
GUEST, GUEST_EMAIL = "guest", "gast@elders.example"

# Who reads what is for members.
MEMBERS = "member author group_member coordinator editor moderator administrator inspector"


@dataclass(frozen=True, slots=True)
class Deed:
    """Who sends what to which address, and for whom what they write there is; a name in braces stands for a thing."""

    kind: str
    who: str
    where: str
    readers: str = ""
    # The field in which the person writes, and what else the form says.
    words: str = ""
    more: dict[str, str] = field(default_factory=dict)
    # The places of secrets that only the mail tells its reader.
    tells: tuple[str, ...] = ()


DEEDS = (
    Deed("comment_hidden", "moderator", "/reacties/{public_comment}/verberg", "author", "reason"),
    Deed("group_request", "member", "{closed_group}/verzoek", "coordinator", "motivation"),
    Deed("group_refused", "coordinator", "{closed_group}/verzoeken/{request}/weigeren", "member", "reason"),
    # Who is next is asked to run the group, which moderators look after meanwhile.
    Deed("coordinator_offer", "coordinator", "{closed_group}/overdracht", more={"way": "ask", "stays": "y"}),
    Deed(
        *("group_admitted", "moderator", "{closed_group}/verzoeken/{waiting_request}/toelaten"),
        tells=("working_group.welcome of closed_group",),
    ),
    Deed(
        *("group_coordinator", "moderator", "/werkgroepen/nieuw", "group_member", "purpose"),
        more={"name": "Nieuw", "access": "hidden", "region_id": "0", "theme_id": "0", "coordinator": "Groep Genoot"},
    ),
    Deed(
        *("group_invitation", "coordinator", "{hidden_group}/uitnodigen", "editor", "message"),
        more={"member": "{the_editor}"},
        tells=("working_group.name of hidden_group", "working_group.purpose of hidden_group"),
    ),
    Deed(
        *("group_mail_invitation", "coordinator", "{hidden_group}/uitnodigingen", GUEST, "message"),
        more={"email": GUEST_EMAIL},
        tells=(
            "working_group.name of hidden_group",
            "working_group.purpose of hidden_group",
            "member.name of the_coordinator",
        ),
    ),
    Deed(
        *("group_message", "coordinator", "{hidden_group}/berichten/nieuw", "group_member", "text"),
        more={"subject": "Nieuw", "is_mailed": "y", "key": "k"},
    ),
    Deed(
        *("group_muted", "coordinator", "{hidden_group}/leden/{the_group_member}/dempen", "group_member", "reason"),
        more={"term": "7"},
    ),
    Deed("group_unmuted", "coordinator", "{hidden_group}/leden/{the_group_member}/dempen/beeindigen"),
    Deed(
        *("group_removed", "coordinator", "{hidden_group}/leden/{the_group_member}/verwijderen"),
        *("group_member", "reason"),
    ),
    Deed(
        *("application_waits", "newcomer", "/lid-worden/aanvraag", "moderator administrator inspector", "motivation"),
        more={"organisation": "Gemeente Verweg", "function": "adviseur", "region": "", "notify": "daily"},
    ),
    Deed(
        *("application_question", "moderator", "/beheer/aanvragen/{application}/vraag"),
        *("newcomer moderator", "question"),
        tells=("member.email of a_newcomer",),
    ),
    Deed("application_answer", "newcomer", "/lid-worden/stand/antwoord", "moderator", "answer"),
    Deed(
        *("refused", "moderator", "/beheer/aanvragen/{application}/weigeren", "newcomer", "reason"),
        tells=("member.email of a_newcomer",),
    ),
    Deed("objection_waits", "newcomer", "/lid-worden/stand/bezwaar", "administrator inspector", "text"),
    Deed(
        *("refusal_upheld", "administrator", "/beheer/bezwaren/{objection}", "newcomer", "reason"),
        more={"outcome": "uphold"},
        tells=("member.email of a_newcomer",),
    ),
    # The applicant took an invitation into the open group along: one mail tells of the site, another of the group.
    Deed(
        *("group_place", "moderator", "/beheer/aanvragen/{waiting_application}/toelaten"),
        tells=("working_group.welcome of open_group",),
    ),
    Deed(
        *("invitation", "moderator", "/beheer/uitnodigingen", GUEST, "message"),
        more={"emails": GUEST_EMAIL},
        tells=("member.name of the_moderator",),
    ),
    # Who is answered hears of it by mail.
    Deed(
        *("notification", "member", "/reacties/bij/{members_post}", MEMBERS, "text"),
        more={"reply_to": "{members_comment}", "key": "een-antwoord"},
    ),
    # What somebody reports stands on the site, not in the mail.
    Deed("report_waits", "group_member", "/signalen/stuk/{closed_discussion}", more={"reason": "rude"}),
    # The author reads a reason of their own, and who reported it an answer of theirs.
    Deed(
        *("report_decided", "moderator", "/beheer/signalen/{site_case}", "author", "reason"),
        more={"verdict": "edit", "term": "7", "answer": "Bekeken"},
    ),
    Deed(
        *("report_answered", "administrator", "/beheer/signalen/{moderator_case}", "member", "answer"),
        more={"verdict": "nothing", "term": "7"},
    ),
    Deed("report_objection", "author", "/mijn/signalen/besluit/{decided_case}", more={"objection": "Niet eens"}),
    Deed(
        *("report_ruled", "administrator", "/beheer/signalen/{objected_case}/bezwaar", "author", "reason"),
        more={"outcome": "stands"},
    ),
    Deed("data_copy", "author", "/mijn/gegevens"),
    Deed("reinstated", "moderator", "/beheer/leden/{the_suspended}/schorsing-beeindigen"),
    Deed("suspended", "moderator", "/beheer/leden/{the_member}/schorsen", "member", "reason", {"term": "7"}),
    # Whose groups nobody runs then.
    Deed(
        "group_orphan", "moderator", "/beheer/leden/{the_coordinator}/schorsen", "coordinator", "reason", {"term": "7"}
    ),
    # What the worker tells by itself, with what it is told.
    Deed("accounts_merged", CLOCK, "membership.tell_merged"),
    Deed("account_linked", CLOCK, "accounts.tell_linked", more={"provider": "pleio"}),
    Deed("still_a_member", CLOCK, "membership.ask_to_stay"),
    Deed("membership_lapsed", CLOCK, "membership.tell_lapsed", more={"state": "left"}),
    # Last, since these people are members no more.
    Deed("erasure_planned", "author", "/mijn/lidmaatschap-beeindigen"),
    Deed("erased", "moderator", "/beheer/leden/{the_editor}/wissen", more={"is_asked": "y", "at_once": "y"}),
)


def do(deed: Deed, stage: Stage) -> None:
    """Send the form, with a secret word in what the person writes."""
    if deed.who == CLOCK:
        return let_the_worker(deed, stage)
    says = {name: filled(text, stage) for name, text in deed.more.items()}
    if deed.words:
        word = f"kanarie{len(stage.secrets):05d}x"
        stage.secrets[word] = Secret(word, f"what {deed.who} wrote for {deed.kind}", frozenset(deed.readers.split()))
        says[deed.words] = word
    client = stage.clients[deed.who]
    form_at = "/lid-worden/aanvraag" if deed.who == "newcomer" else "/mijn/sessies"
    answer = submit(client, filled(deed.where, stage), says, form_at=form_at)
    assert answer.status_code == 303, f"{deed.kind}: {answer.status_code} {answer.text[:3000]}"


def let_the_worker(deed: Deed, stage: Stage) -> None:
    """Ask the worker for a task about the author, who has stayed away."""
    told = dict(deed.more)
    with stage.world.context():
        person = db.session.get_one(Member, stage.cast.rows["author"].id)
        person.confirm_asked_at, person.state = now(), MemberState(told.pop("state", "member"))
        jobs.enqueue(deed.where, member_id=person.id, **told)


def filled(text: str, stage: Stage) -> str:
    """Put the addresses, slugs and numbers of things where their names stand."""
    found: dict[str, Any] = {"request": newest(stage, GroupRequest), "application": newest(stage, Application)}
    found["objection"] = newest(stage, Objection)
    for name, (model, row_id) in stage.things.items():
        found[name] = row_id
        if model in (Group, Member) and f"{{{name}}}" in text:
            row = stage.world.one(model, model.id == row_id)
            found[name] = row.address if model is Group else row.slug
    return text.format(**found)


def newest(stage: Stage, model: type[Any]) -> int:
    """Give the number of the newest row of a model."""
    return int(stage.world.all(model)[-1].id)
