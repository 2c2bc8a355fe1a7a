"""What was kept for as long as the site keeps it is cleared, the rest stays, and the log says how much."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from community import audit
from community.accounts.models import MemberState
from community.audit.member_events import MemberSuspended
from community.audit.models import AuditDetail, AuditEntry
from community.core.clock import now
from community.core.db import db
from community.core.ids import id_at, new_id
from community.membership.models import Application, ApplicationState, Invitation, MemberNote, Objection
from community.notifications.models import Kind, Notification
from community.policy import Actor
from community.privacy.messages import TERMS
from community.privacy.tasks import keep_terms
from community.reports.models import CaseState, Report, ReportCase, ReportReason, Verdict
from community.site.models import SiteSetting
from community.site.queries import SiteSettings
from tests.builders.fixtures import submit
from tests.builders.world import World

Work = Callable[..., None]
PAGE = "/beheer/bewaartermijnen"


def test_each_term_clears_what_is_over_and_leaves_what_is_not(world: World, work: Work) -> None:
    moderator, person = world.moderator(), world.member(state=MemberState.REFUSED)
    defaults = SiteSettings()
    post = world.post(author=person)

    def ago(setting: str, more: int) -> Any:
        return now() - timedelta(days=getattr(defaults, setting) + more)

    for more in (-1, 1):
        moment = ago("days_of_applications", more)
        refused: dict[str, Any] = {"state": ApplicationState.REFUSED, "function": "f", "decided_at": moment}
        application = world.keep(Application(member_id=person.id, motivation=f"m{more}", **refused))
        decided = {"refused_by_id": moderator.id, "decided_at": now(), "text": "t"}
        world.keep(Objection(application_id=application.id, member_id=person.id, **decided))
        until = {"expires_at": ago("days_of_invitations", more)}
        world.keep(Invitation(email="a@b.example", token_hash=f"t{more}", invited_by_id=moderator.id, **until))
        case = world.keep(
            ReportCase(
                thing=f"item:{post.id}",
                item_id=post.id,
                about_id=person.id,
                state=CaseState.DECIDED,
                verdict=Verdict.NOTHING,
                decided_by_id=moderator.id,
                decided_at=ago("days_of_reports", more),
                snapshot=f"m{more}",
            )
        )
        world.keep(Report(case_id=case.id, member_id=moderator.id, reason=ReportReason.RUDE, words=f"m{more}"))
        told: dict[str, Any] = {"kind": Kind.NEWS, "thing_id": post.id, "item_id": post.id}
        read = {"read_at": ago("days_of_notifications", more)}
        world.keep(Notification(member_id=person.id, event_id=new_id(), **told, **read))
        made = {"created_at": ago("days_of_notes", more)}
        world.keep(MemberNote(member_id=person.id, author_id=moderator.id, text=f"m{more}", **made))
        with world.context():
            event = MemberSuspended(member_id=person.id, reason=f"m{more}", until="")
            audit.log.write(db.session, Actor(id=moderator.id), event, at=ago("days_of_log_words", more))
    # A notification that was not read stays, however old.
    world.keep(Notification(member_id=person.id, event_id=new_id(), id=id_at(now() - timedelta(days=900)), **told))
    work(keep_terms)
    assert [each.motivation for each in world.all(Application)] == ["m-1"]
    assert [each.token_hash for each in world.all(Invitation)] == ["t-1"]
    assert [each.words for each in world.all(Report)] == ["m-1"]
    with world.context():
        assert list(db.session.scalars(select(ReportCase.snapshot))) == ["m-1"]
    assert [each.text for each in world.all(MemberNote)] == ["m-1"]
    assert (world.count(Objection), world.count(Notification), world.count(ReportCase)) == (1, 2, 1)
    words = [json.loads(each.text).get("reason") for each in world.all(AuditDetail)]
    assert "m-1" in words and "m1" not in words
    assert world.count(AuditEntry, AuditEntry.event == "MemberSuspended") == 2
    kinds = {json.loads(each.text).get("kind"): json.loads(each.text).get("count") for each in world.all(AuditDetail)}
    kinds.pop(None)
    assert kinds == {
        **dict.fromkeys(("days_of_applications", "days_of_invitations", "days_of_reports"), "1"),
        **dict.fromkeys(("days_of_notifications", "days_of_notes", "days_of_log_words"), "1"),
    }
    work(keep_terms)
    assert world.count(AuditEntry, AuditEntry.event == "TermsKept") == 6


def test_a_refusal_with_an_objection_that_waits_is_kept(world: World, work: Work) -> None:
    moderator, person = world.moderator(), world.member(state=MemberState.REFUSED)
    long_ago = now() - timedelta(days=3000)
    refused: dict[str, Any] = {"state": ApplicationState.REFUSED, "function": "f", "decided_at": long_ago}
    application = world.keep(Application(member_id=person.id, **refused))
    world.keep(Objection(application_id=application.id, member_id=person.id, refused_by_id=moderator.id, text="t"))
    work(keep_terms)
    assert world.count(Application) == 1
    with world.context():
        db.session.execute(update(Objection).values(decided_at=now()))
    work(keep_terms)
    assert world.count(Application) == 0


def test_an_administrator_sets_the_terms_within_their_bounds(world: World) -> None:
    client = world.client(world.administrator())
    page = client.get(PAGE)
    for term in TERMS:
        assert str(term.label) in page.text
    values = {term.setting: str(getattr(SiteSettings(), term.setting)) for term in TERMS}
    wrong = submit(client, PAGE, values | {"days_of_reports": "3"}, form_at=PAGE)
    assert wrong.status_code == 422 and "van 90 tot en met 1825" in wrong.text
    assert submit(client, PAGE, values | {"days_of_notes": ""}, form_at=PAGE).status_code == 422
    assert world.count(SiteSetting) == 0
    assert submit(client, PAGE, values | {"days_of_reports": "100"}, form_at=PAGE).status_code == 303
    assert world.one(SiteSetting).value == {"value": 100}
    assert submit(world.client(world.moderator()), PAGE, values, form_at="/beheer/leden").status_code == 403
