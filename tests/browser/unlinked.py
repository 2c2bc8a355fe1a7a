"""Pages to which no link of the demo leads: what is one's own for an hour, what goes wrong, and what a form answers.

They are reached as a person would: by an address from a mail, or by sending a form.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page as Tab

from community.accounts.models import LoginSession, Member, MemberState, Role
from community.accounts.queries import hash_token
from community.accounts.views.asked_again import ADDRESS, signer
from community.app import create_app
from community.content.models import Attachment, Audience, CommentText, Revision, State
from community.core.clock import now
from community.core.db import db
from community.decisions.models import Phase
from community.groups.models import (
    Access,
    CoordinatorOffer,
    Group,
    GroupInvitation,
    GroupMailInvitation,
    GroupMembership,
    GroupRequest,
    MailInvitationState,
)
from community.groups.services.mail_invitations import token_of
from community.membership.models import Application, ApplicationQuestion, ApplicationState, Invitation, Objection
from community.membership.services.invitations import secret_link
from community.news.models import NewsPost
from community.notifications.models import Kind
from community.notifications.unsubscribe import address_that_ends
from community.reports.models import CaseState, Report, ReportCase, ReportReason, Verdict
from config import read_settings
from tests.accounts.liar import liar
from tests.browser.live import Live
from tests.builders.world import World
from tests.services.process import free_port

SEND = """([action, fields]) => {
  const form = Object.assign(document.createElement("form"), {method: "post", action, enctype: "multipart/form-data"});
  const token = document.querySelector("input[name=csrf_token]");
  for (const [name, value] of Object.entries({csrf_token: token ? token.value : "", ...fields}))
    form.append(Object.assign(document.createElement("textarea"), {name, value}));
  document.body.append(form);
  form.submit();
}"""
# The form of signing out is on each page of a member.
ANY_PAGE = "/mijn/sessies"
# A link of an invitation has no number that is found anywhere else.
WORDS = "Kom erbij."


@dataclass(frozen=True, slots=True)
class Visit:
    """One page: what it is, who comes there, by which address or form, and the status with which it answers."""

    what: str
    who: str
    address: str
    status: int = 200
    # The fields of a form that is sent there from the page `form_at`; None where the page is only asked for.
    sends: dict[str, str] | None = None
    form_at: str = ANY_PAGE

    def make(self, tab: Tab, site: str) -> None:
        """Come to the page."""
        if self.sends is None:
            answer = tab.goto(site + self.address)
        else:
            tab.goto(site + self.form_at)
            with tab.expect_navigation() as navigation:
                tab.evaluate(SEND, [self.address, self.sends])
            answer = navigation.value
        assert answer
        assert answer.status == self.status, f"{self.what}: {answer.status}"


@dataclass
class Others:
    """People of the live site who are no demo people, and what they need to come where no link leads."""

    world: World
    secret_key: str
    people: dict[str, Member] = field(default_factory=dict)
    places: dict[str, Any] = field(default_factory=dict)
    browsers: dict[str, FlaskClient] = field(default_factory=dict)

    def fill(self) -> None:
        """Make them and their things; nothing of it is on a page that others come to, but for one comment."""
        world = self.world
        for name in Role:
            self.people[name.value] = world.member(f"Proef {name.value}", role=name)
        self.people |= {
            "coordinator": world.member("Proef Trekker"),
            "newcomer": world.member("Proef Nieuw", state=MemberState.NEW),
            "asker": world.member("Proef Vrager"),
            "applicant": world.member("Proef Aanvrager", state=MemberState.APPLICANT),
            "refused": world.member("Proef Geweigerd", state=MemberState.REFUSED),
        }
        member, editor = self.people["member"], self.people["editor"]
        moderator = self.people["moderator"]
        group = world.group(
            "Proefgroep", access=Access.HIDDEN, coordinator=self.people["coordinator"], members=(moderator,)
        )
        closed = world.all(NewsPost, NewsPost.audience == Audience.PUBLIC, NewsPost.state == State.PUBLISHED)[0]
        comment = world.comment(closed, author=member, edited_at=now())
        world.keep(CommentText(comment_id=comment.id, html="<p>Eerst stond hier iets anders.</p>"))
        invitation = world.keep(
            GroupInvitation(group_id=group.id, member_id=member.id, invited_by_id=editor.id, message=WORDS)
        )
        request = world.keep(GroupRequest(group_id=group.id, member_id=self.people["asker"].id, motivation="Graag."))
        unled = world.group("Proefgroep zonder trekker", coordinator=world.member("Weg", state=MemberState.SUSPENDED))
        world.keep(GroupMembership(group_id=unled.id, member_id=member.id))
        world.keep(CoordinatorOffer(group_id=unled.id, member_id=member.id, expires_at=now() + timedelta(days=7)))
        draft = world.post("Proefbericht", author=editor, state=State.DRAFT, revision_number=2)
        for number, text in enumerate(("Een eerste tekst.", "Een betere tekst."), 1):
            world.keep(
                Revision(
                    item_id=draft.id, number=number, title=draft.title, body=f"<p>{text}</p>", made_by_id=editor.id
                )
            )
        who = {"author": editor, "voters": (self.people["coordinator"],)}
        result = {"verdict": "accepted", "totals": {"1": 1, "2": 0, "0": 0}, "ballot_count": 1, "winner": None}
        counted = {"phase": Phase.CLOSED, "result": result | {"rounds": [], "reasons": []}}
        self.places = {
            "vote": world.decision(group, **who).address,
            "action": world.action(group, author=editor).address,
            "counted_vote": world.decision(group, **who, **counted).address,
            "post": closed,
            "comment": comment.id,
            "draft": draft,
            "picture": world.all(Attachment, Attachment.width > 0)[0].id,
            "group": group.address,
            "invitation": invitation.id,
            "unled": unled,
            "request": request.id,
            "organisation": world.organisation("Stichting Proef", is_confirmed=False).id,
            "group_link": self.invite_to(group, "gast@elders.example"),
            "used_group_link": self.invite_to(group, "was@elders.example", state=MailInvitationState.WITHDRAWN),
            "link": self.invite(),
            **self.fill_the_desk(),
            "used_link": self.invite(used_at=now(), used_by_id=member.id),
            "unsubscribe": self.unsubscribe(member.id),
            **self.reported(group, closed, comment.id),
            "asked_again": self.asked_again(),
        }

    def fill_the_desk(self) -> dict[str, Any]:
        """Make an application about which something was asked, and an objection against a refusal."""
        world, by = self.world, self.people["administrator"].id
        values: dict[str, Any] = {"function": "adviseur", "organisation_name": "Gemeente Proef"}
        waiting = world.keep(Application(member_id=self.people["applicant"].id, **values))
        asked = {"application_id": waiting.id, "member_id": waiting.member_id, "asked_by_id": by}
        world.keep(ApplicationQuestion(question="Waar werk je?", **asked))
        values |= {"state": ApplicationState.REFUSED, "reason": "Te kort.", "decided_by_id": by, "decided_at": now()}
        other = world.member("Proef Bezwaar", state=MemberState.REFUSED)
        refusals = [world.keep(Application(member_id=who.id, **values)) for who in (self.people["refused"], other)]
        against = {"application_id": refusals[1].id, "member_id": other.id, "refused_by_id": by}
        return {"application": waiting.id, "objection": world.keep(Objection(text="Toch wel.", **against)).id}

    def reported(self, group: Group, post: NewsPost, comment_id: int) -> dict[str, Any]:
        """Make cases that wait, that were decided and that were objected to; give them by what they are."""
        world, who = self.world, self.people
        talk = world.discussion(group, author=who["moderator"])
        by: dict[str, Any] = {"verdict": Verdict.EDIT, "reason": "Te scherp.", "decided_at": now()}
        by |= {"decided_by_id": who["administrator"].id}
        member, editor, moderator = (who[name].id for name in ("member", "editor", "moderator"))
        cases = {
            "case": ReportCase(thing=f"member:{editor}", profile_id=editor, about_id=editor),
            "group_case": ReportCase(thing=f"item:{talk.id}", item_id=talk.id, about_id=moderator, group_id=group.id),
            "decided_case": ReportCase(
                thing=f"comment:{comment_id}",
                comment_id=comment_id,
                about_id=member,
                state=CaseState.DECIDED,
                **by,
            ),
            "objected_case": ReportCase(
                thing=f"item:{post.id}",
                item_id=post.id,
                about_id=editor,
                state=CaseState.OBJECTED,
                objection="Dat was een citaat.",
                **by,
            ),
        }
        asker = who["asker"].id
        for case in cases.values():
            world.keep(case)
            world.keep(Report(case_id=case.id, member_id=asker, reason=ReportReason.RUDE, words="Kan dit anders?"))
        return cases

    def asked_again(self) -> str:
        """Give the address at which what an administrator chose waits until they have signed in anew."""
        with self.browser("administrator").session_transaction() as session:
            token = hash_token(session["_user_id"])
        own = self.world.one(LoginSession, LoginSession.token_hash == token)
        path = f"/beheer/leden/{self.people['member'].slug}"
        kept = {"path": f"{path}/rol", "fields": {"role": "editor"}, "question": "Wil je dit doen?", "back": path}
        with self.world.app.test_request_context():
            return f"{ADDRESS}?wat={signer(own).dumps(kept)}"

    def unsubscribe(self, member_id: int) -> str:
        """Give the link at the foot of a mail."""
        with self.world.app.test_request_context():
            return urlsplit(address_that_ends(member_id, Kind.NEWS)).path

    def invite(self, **more: Any) -> str:
        """Invite somebody, and give the link of the mail."""
        values = {"email": "gast@elders.example", "message": WORDS, "invited_by_id": self.people["moderator"].id}
        made = self.world.keep(Invitation(token_hash="", expires_at=now() + timedelta(days=9), **values | more))
        link = secret_link(made.id, self.secret_key)
        with self.world.context():
            db.session.get_one(Invitation, made.id).token_hash = hash_token(link)
        return f"/lid-worden/uitnodiging/{link}"

    def invite_to(self, group: Group, email: str, **more: Any) -> str:
        """Invite an address to a group, and give the link of the mail."""
        values = {"group_id": group.id, "invited_by_id": self.people["coordinator"].id, "message": WORDS}
        until = now() + timedelta(days=9)
        made = self.world.keep(GroupMailInvitation(email=email, token_hash=email, expires_at=until, **values | more))
        link = token_of(made.id, self.secret_key)
        with self.world.context():
            db.session.get_one(GroupMailInvitation, made.id).token_hash = hash_token(link)
        return f"/werkgroepen/uitnodiging/{link}"

    def browser(self, name: str) -> FlaskClient:
        """Give the browser of one of them, who signs in once."""
        if name not in self.browsers:
            self.browsers[name] = self.world.client(self.people[name])
        return self.browsers[name]

    def cookie(self, name: str, site: str) -> dict[str, str]:
        """Give the cookie of one of them."""
        cookie = self.browser(name).get_cookie("community")
        assert cookie
        return {"name": "community", "value": cookie.value, "url": site}

    def visits(self) -> list[Visit]:
        """Give the pages to which no link leads, each with who comes there."""
        at = self.places
        comment, post, group = f"/reacties/{at['comment']}", at["post"], at["group"]
        below = f"/reacties/bij/{post.id}"
        refuse = f"{group}/verzoeken/{at['request']}/weigeren"
        moderator, empty = self.people["moderator"].slug, dict[str, str]()
        return [
            Visit("attachments.edit", "editor", f"/bijlagen/{at['picture']}/wijzig"),
            Visit("revisions.index", "editor", at["draft"].revisions_address),
            Visit("revisions.compare", "editor", f"{at['draft'].revisions_address}/vergelijk"),
            Visit("comments.edit", "member", f"{comment}/wijzig"),
            Visit("comments.hide", "moderator", f"{comment}/verberg"),
            Visit("comments.history", "moderator", f"{comment}/eerder"),
            Visit("groups.invitation", "member", f"/werkgroepen/uitnodigingen/{at['invitation']}"),
            Visit("groups.mail_invitation", "member", at["group_link"]),
            Visit("groups.mail_invitation for a visitor", "visitor", at["group_link"]),
            Visit("an invitation to a group that is over", "visitor", at["used_group_link"], 410),
            Visit("groups.copy", "moderator", f"{group}/kopieren"),
            Visit("groups.refuse", "coordinator", refuse),
            Visit("groups.offer", "member", f"{at['unled'].address}/coordinator-worden"),
            Visit("unled_groups.appoint", "moderator", f"/beheer/werkgroepen/{at['unled'].slug}"),
            Visit("groups.hand_over", "coordinator", f"{group}/overdracht"),
            Visit("reports.case", "moderator", at["case"].address),
            Visit("a case with an objection", "moderator", at["objected_case"].address),
            Visit("reports.group_case", "coordinator", f"{group}/signalen/{at['group_case'].id}"),
            Visit("reports.group_queue", "coordinator", f"{group}/signalen"),
            Visit("reports.own_case", "member", at["decided_case"].own_address),
            Visit("a report without a reason", "member", f"/signalen/stuk/{post.id}", 422, empty),
            Visit("a case decided without an answer", "moderator", at["case"].address, 422, empty),
            Visit("an objection without words", "member", at["decided_case"].own_address, 422, empty),
            Visit(
                "an objection decided without a reason",
                "moderator",
                f"{at['objected_case'].address}/bezwaar",
                422,
                empty,
            ),
            Visit("organisations.show", "administrator", f"/beheer/organisaties/{at['organisation']}"),
            Visit("accounts.confirm_again", "administrator", at["asked_again"]),
            Visit("membership.apply", "newcomer", "/lid-worden/aanvraag"),
            Visit("membership.accept", "newcomer", at["link"]),
            Visit("membership.accept for a visitor", "visitor", at["link"]),
            Visit("membership.standing of who is asked something", "applicant", "/lid-worden/stand"),
            Visit("membership.standing of who was refused", "refused", "/lid-worden/stand"),
            Visit("membership.report", "moderator", f"/beheer/aanvragen/verslag?aanvraag={at['application']}"),
            Visit("membership.judge", "moderator", f"/beheer/bezwaren/{at['objection']}"),
            Visit("what became of a list", "moderator", "/beheer/uitnodigingen/lijst", 200, {"lines": "geen adres"}),
            Visit("notifications.unsubscribe", "visitor", at["unsubscribe"]),
            Visit("unsubscribed", "visitor", at["unsubscribe"], 200, {"List-Unsubscribe": "One-Click"}, "/nieuws"),
            Visit("an invitation that is over", "visitor", at["used_link"], 410),
            Visit("a refused sign-in", "visitor", "/oidc/pleio/callback?error=access_denied", 400),
            Visit("404", "visitor", "/nieuws/bestaat-niet", 404),
            Visit("404 for a member", "member", "/nieuws/bestaat-niet", 404),
            Visit("403", "member", "/beheer", 403),
            Visit("401", "visitor", below, 401, {"text": "Een uur werk."}, post.address),
            Visit("400", "member", below, 400, {"text": "Een uur werk.", "csrf_token": "verlopen"}),
            Visit("413", "member", below, 413, {"text": "woord " * 1_500_000}),
            Visit("a comment without words", "member", below, 422, {"text": ""}),
            Visit("a comment hidden without a reason", "moderator", f"{comment}/verberg", 422, empty),
            Visit("a picture that shows nothing", "editor", f"/bijlagen/{at['picture']}/wijzig", 422, {"alt": ""}),
            Visit("a file that is none", "editor", f"/stukken/{at['draft'].id}/bijlagen", 422, {"use": "file"}),
            Visit("a proposal without a title", "coordinator", f"{group}/besluiten/nieuw", 422, {"title": ""}),
            Visit("a ballot without a choice", "coordinator", f"{at['vote']}/stem", 422, empty),
            Visit(
                "an action item without words", "coordinator", f"{at['group']}/acties/nieuw", 422, {"audience": "group"}
            ),
            Visit("an action item in no state", "coordinator", f"{at['action']}/stand", 422, empty),
            Visit("a ballot that came too late", "coordinator", f"{at['counted_vote']}/stem", 403, {"answer": "1"}),
            Visit("news without a title", "editor", "/nieuws/nieuw", 422, {"title": ""}),
            Visit("a talk without a title", "coordinator", f"{group}/gesprekken/nieuw", 422, {"title": ""}),
            Visit("no file added", "coordinator", f"{group}/documenten/toevoegen", 422, {"audience": "group"}),
            Visit("a folder without a name", "coordinator", f"{group}/documenten/mappen/nieuw", 422, {"name": ""}),
            Visit("nothing to take along", "coordinator", f"{group}/documenten/zip", 422),
            Visit("a group without a name", "coordinator", f"{group}/instellingen", 422, {"name": ""}),
            Visit("a copy without a name", "moderator", f"{group}/kopieren", 422, {"name": ""}),
            Visit("a group of no address", "coordinator", f"{group}/uitnodigingen", 422, {"email": "x"}),
            Visit("a message without words", "coordinator", f"{group}/berichten/nieuw", 422, {"subject": ""}),
            Visit("a member muted without a reason", "coordinator", f"{group}/leden/{moderator}/dempen", 422, empty),
            Visit("no picture of a group", "coordinator", f"{group}/foto", 422, {"alt": ""}),
            Visit("access without an audience", "coordinator", f"{group}/toegang/open", 422, empty),
            Visit("a group handed over to nobody", "coordinator", f"{group}/overdracht", 422, {"way": "appoint"}),
            Visit("nobody appointed", "moderator", f"/beheer/werkgroepen/{at['unled'].slug}", 422, {"person": ""}),
            Visit("a request refused without a reason", "coordinator", refuse, 422, empty),
            Visit("an application without anything", "newcomer", "/lid-worden/aanvraag", 422, empty, at["link"]),
            Visit("an invitation to nobody", "moderator", "/beheer/uitnodigingen", 422, {"emails": "x"}),
            Visit("a list of nobody", "moderator", "/beheer/uitnodigingen/lijst", 422, {"lines": ""}),
            Visit("no answer", "applicant", "/lid-worden/stand/antwoord", 422, {"answer": ""}, "/lid-worden/stand"),
            Visit("no objection", "refused", "/lid-worden/stand/bezwaar", 422, {"text": ""}, "/lid-worden/stand"),
            Visit("an objection not decided", "moderator", f"/beheer/bezwaren/{at['objection']}", 422, empty),
            Visit(
                "a note without words", "moderator", f"/beheer/leden/{self.people['member'].slug}/notitie", 422, empty
            ),
            Visit("nothing asked", "moderator", f"/beheer/aanvragen/{at['application']}/vraag", 422, empty),
            Visit("a site without a name", "administrator", "/beheer/instellingen", 422, {"name": ""}),
            Visit("settings of no language", "member", "/mijn/instellingen", 422, {"notify": "x", "language": "x"}),
            Visit("a profile without a function", "member", "/mijn/profiel", 422, {"function": ""}),
            Visit("terms that are no numbers", "administrator", "/beheer/bewaartermijnen", 422, {"days_of_notes": ""}),
            Visit("a page without words", "editor", "/over/nieuw", 422, {"title": ""}),
        ]


@contextmanager
def others(live: Live) -> Iterator[Others]:
    """Let the others into the database of the live site."""
    app: Flask = create_app(read_settings(live.environment))
    with app.app_context():
        db.session.remove()
    found = Others(World(app), live.environment["COMMUNITY_SECRET_KEY"])
    try:
        found.fill()
        yield found
    finally:
        app.extensions["kept"].close()
        with app.app_context():
            db.engine.dispose()


@contextmanager
def site_of_two_providers(live: Live, folder: Path) -> Iterator[tuple[Live, str]]:
    """Serve the live site a second time, for people of two providers; one of these signs people out somewhere else."""
    with liar() as elsewhere:
        elsewhere.metadata["end_session_endpoint"] = "http://127.0.0.1:9/leave"
        path, port = folder / "providers.toml", free_port()
        provider = '[providers.{key}]\npreset = "pleio"\nissuer = "{issuer}"\nclient_id = "site"\nclient_secret = "x"\n'
        path.write_text(
            provider.format(key="pleio", issuer=live.provider) + provider.format(key="elders", issuer=elsewhere.issuer)
        )
        told = {
            "PORT": str(port),
            "COMMUNITY_BASE_URL": f"http://127.0.0.1:{port}",
            "COMMUNITY_OIDC_PROVIDERS": str(path),
        }
        left_out = ("COMMUNITY_OIDC_ISSUER", "COMMUNITY_OIDC_CLIENT_ID", "COMMUNITY_OIDC_CLIENT_SECRET")
        kept = {name: value for name, value in live.environment.items() if name not in left_out}
        second = replace(live, port=port, environment=kept | told)
        with second.serving():
            yield second, "elders"


def signed_in_by(found: Others, name: str, provider: str, site: str) -> dict[str, str]:
    """Give the cookie of somebody whom another provider signed in."""
    fresh = found.world.client(found.people[name]).get_cookie("community")
    assert fresh
    cookie = {"name": "community", "value": fresh.value, "url": site}
    with found.world.context():
        newest = db.session.query(LoginSession).order_by(LoginSession.id.desc()).first()
        assert newest
        newest.provider, newest.id_token = provider, "x"
    return cookie
