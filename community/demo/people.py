"""Writes the people of the demo, how each came in, and the identities by which the development provider knows them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import update

from community.accounts.models import Identity, Member, MemberState, Notify, Role
from community.audit.events import PersonArrived
from community.audit.log import write
from community.audit.member_events import (
    AbsentAsked,
    ApplicantAnswered,
    ApplicantAsked,
    ApplicationMade,
    ApplicationRefused,
    MemberAdmitted,
    MemberSuspended,
    NoteWritten,
    RefusalObjected,
    RoleGiven,
)
from community.core.db import db
from community.core.ids import id_at
from community.core.slugs import fold, slugify
from community.demo import shapes
from community.demo.places import Places
from community.demo.shapes import ZONE
from community.membership.models import (
    Application,
    ApplicationQuestion,
    ApplicationState,
    MemberNote,
    Objection,
    Suspension,
)
from community.policy import Actor

PROVIDER = "pleio"
ROLES = {"editor": Role.EDITOR, "moderator": Role.MODERATOR, "administrator": Role.ADMINISTRATOR}
STATES = {"applicant": MemberState.APPLICANT, "suspended": MemberState.SUSPENDED, "new": MemberState.NEW}
NEVER_SEEN = "new"


class People:
    """The people of the demo as rows, by key; who has an account but was never here is none of them."""

    def __init__(self, demo: shapes.Demo, places: Places, today: date, issuer: str) -> None:
        self.places, self.today, self.issuer = places, today, issuer
        more = {person.key: person for person in demo.people}
        self.rows = {
            account.key: self.member(account, more.get(account.key, shapes.Person(account.key)))
            for account in demo.accounts
            if account.role_hint != NEVER_SEEN
        }
        db.session.flush()
        self.admit()
        for person in demo.people:
            if person.suspended:
                self.suspend(self.rows[person.key], person.suspended)
        for application in demo.applications:
            self.apply(application)
        db.session.flush()

    def day(self, days_ago: int) -> datetime:
        """Give the morning of a day."""
        return datetime.combine(self.today - timedelta(days=days_ago), time(9, 12), ZONE)

    def member(self, account: shapes.Account, person: shapes.Person) -> Member:
        """Write a person who has been here, with the account that proves it."""
        joined = self.day(person.days_ago or 400)
        state = STATES.get(account.role_hint, MemberState.MEMBER)
        region = self.places.regions.get(person.region)
        member = Member(
            id=id_at(joined),
            name=account.name,
            name_folded=fold(account.name),
            slug=slugify(account.name),
            email=account.email,
            email_folded=fold(account.email),
            state=state,
            role=ROLES.get(account.role_hint, Role.MEMBER),
            function=account.function,
            organisation=self.places.organisations.get(account.organisation),
            region_id=region.id if region else None,
            about=person.about,
            notify=Notify(person.notify),
            created_at=joined,
            last_seen_at=self.day(min(person.seen_days_ago, person.days_ago)),
            confirm_asked_at=self.day(person.asked_days_ago) if person.asked_days_ago else None,
            joined_at=joined if state in (MemberState.MEMBER, MemberState.SUSPENDED) else None,
        )
        self.identify(member, account.subject)
        return member

    def identify(self, member: Member, subject: str) -> None:
        """Write a person with the account by which they sign in."""
        db.session.add(member)
        db.session.flush()
        db.session.add(
            Identity(
                issuer=self.issuer,
                subject=subject,
                provider=PROVIDER,
                email=member.email,
                email_verified=True,
                member_id=member.id,
            )
        )
        write(db.session, Actor(id=member.id), PersonArrived(member_id=member.id), at=member.created_at)

    def admit(self) -> None:
        """Write down who let whom in, and who got a role."""
        moderator = next(row for row in self.rows.values() if row.role == Role.MODERATOR)
        for member in self.rows.values():
            if member.joined_at:
                moment = member.joined_at + timedelta(hours=3)
                write(db.session, Actor(id=moderator.id), MemberAdmitted(member_id=member.id), at=moment)
            if member.confirm_asked_at:
                write(db.session, Actor(), AbsentAsked(member_id=member.id), at=member.confirm_asked_at)
            if member.role != Role.MEMBER:
                given = RoleGiven(member_id=member.id, role=member.role.value)
                write(db.session, Actor(), given, at=member.created_at + timedelta(hours=4))

    def suspend(self, member: Member, suspended: shapes.Suspended) -> None:
        """Write why and for how long somebody is kept out."""
        begins = self.day(suspended.days_ago)
        member.suspended_until = begins + timedelta(days=suspended.days)
        member.suspension_reason = suspended.reason
        db.session.add(
            Suspension(
                member_id=member.id,
                reason=suspended.reason,
                begins_at=begins,
                ends_at=member.suspended_until,
                suspended_by_id=self.rows[suspended.by].id,
            )
        )
        told = MemberSuspended(member_id=member.id, reason=suspended.reason, until=str(member.suspended_until.date()))
        write(db.session, Actor(id=self.rows[suspended.by].id), told, at=begins)

    def apply(self, application: shapes.Application) -> None:
        """Write an application; who has no account at the provider gets a person of their own."""
        applied = application.applied.before(self.today)
        member = self.rows.get(application.person) or self.stranger(application, applied)
        refused = application.refused.before(self.today) if application.refused else None
        organisation = self.places.organisations.get(application.organisation)
        region = self.places.regions.get(application.region)
        row_id, decider = id_at(applied), self.rows.get(application.refused_by)
        made = ApplicationMade(member_id=member.id, application_id=row_id)
        write(db.session, Actor(id=member.id), made, at=applied)
        if refused and decider:
            told = ApplicationRefused(member_id=member.id, application_id=row_id, reason=application.reason)
            write(db.session, Actor(id=decider.id), told, at=refused)
        db.session.add(
            Application(
                id=row_id,
                member_id=member.id,
                organisation_id=organisation.id if organisation else member.organisation_id,
                organisation_name="" if organisation else application.organisation,
                function=application.function or member.function,
                region_id=region.id if region else None,
                motivation=application.motivation,
                notify=Notify(application.notify),
                state=ApplicationState.REFUSED if refused else ApplicationState.WAITING,
                reason=application.reason,
                created_at=applied,
                decided_at=refused,
                decided_by_id=decider.id if decider else None,
            )
        )
        self.talk_about(application, row_id, member)

    def talk_about(self, application: shapes.Application, application_id: int, member: Member) -> None:
        """Write what moderators asked and noted, and what the applicant has against a refusal."""
        ids = {"member_id": member.id, "application_id": application_id}
        if application.asked:
            self.ask(application, ids)
        if application.objected:
            objected = application.objected.before(self.today)
            refuser = self.rows[application.refused_by].id
            db.session.add(
                Objection(
                    id=id_at(objected), refused_by_id=refuser, text=application.objection, created_at=objected, **ids
                )
            )
            write(db.session, Actor(id=member.id), RefusalObjected(**ids), at=objected)
        if application.noted:
            noted, author = application.noted.before(self.today), self.rows[application.noted_by].id
            note = MemberNote(
                id=id_at(noted), member_id=member.id, author_id=author, text=application.note, created_at=noted
            )
            db.session.add(note)
            write(db.session, Actor(id=author), NoteWritten(member_id=member.id), at=noted)

    def ask(self, application: shapes.Application, ids: dict[str, int]) -> None:
        """Write what a moderator asked an applicant, with the answer where it came."""
        assert application.asked
        asked, asker = application.asked.before(self.today), self.rows[application.asked_by].id
        answered = application.answered.before(self.today) if application.answered else None
        question = ApplicationQuestion(
            id=id_at(asked),
            asked_by_id=asker,
            question=application.question,
            asked_at=asked,
            answer=application.answer,
            answered_at=answered,
            **ids,
        )
        db.session.add(question)
        write(db.session, Actor(id=asker), ApplicantAsked(**ids), at=asked)
        if answered:
            write(db.session, Actor(id=ids["member_id"]), ApplicantAnswered(**ids), at=answered)

    def stranger(self, application: shapes.Application, applied: datetime) -> Member:
        """Write a person whom only their application tells of."""
        member = Member(
            id=id_at(applied),
            name=application.name,
            name_folded=fold(application.name),
            slug=slugify(application.name),
            email=application.email,
            email_folded=fold(application.email),
            state=MemberState.REFUSED if application.refused else MemberState.APPLICANT,
            function=application.function,
            created_at=applied,
        )
        self.identify(member, application.subject)
        self.rows[application.person] = member
        return member


def follow_issuer(issuer: str) -> None:
    """Let the people of the demo sign in where the development provider answers now: its port may have changed."""
    db.session.execute(
        update(Identity)
        .where(Identity.provider == PROVIDER, Identity.issuer.like("http://127.0.0.1:%"), Identity.issuer != issuer)
        .values(issuer=issuer)
    )
