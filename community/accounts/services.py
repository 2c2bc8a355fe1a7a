"""Signing in and out. Who a person is at the provider has been proved before anything here is called."""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import joinedload

from community import audit, jobs
from community.accounts.models import EndedSignIn, HeardNotice, Identity, LoginSession, Member, MemberState, SignInEnd
from community.accounts.oidc import LogoutNotice, Reason, SignedInPerson, SignInRefused
from community.accounts.queries import hash_token
from community.audit.events import PersonArrived, SignedIn, SignedOut
from community.audit.member_events import AbsentStayed, IdentityLinked, IdentityRemoved, SignedInAnew
from community.core.clock import now
from community.core.db import db
from community.core.slugs import fold, slugify, with_letters
from community.policy import Actor, Permission, Refused, requires

SIGN_IN_LASTS = timedelta(days=14)
LAST_IDENTITY = _l("Dit is het enige account waarmee je hier inlogt. Voeg eerst een ander account toe.")


def sign_in(person: SignedInPerson, *, device: str) -> str:
    """Begin a sign-in of the person whom a provider vouched for, and give its secret token.

    Somebody never seen before becomes a new person here; an equal e-mail address never links to another's.
    """
    identity = identity_of(person) or new_person(person)
    token = secrets.token_urlsafe(32)
    db.session.add(
        LoginSession(
            token_hash=hash_token(token),
            member_id=identity.member_id,
            provider=person.provider,
            subject=person.subject,
            oidc_sid=person.sid,
            id_token=person.id_token,
            device=device[:200],
            authenticated_at=moment_of(person),
            acr=person.acr,
            expires_at=now() + SIGN_IN_LASTS,
        )
    )
    keep_current(identity, person)
    see(identity.member)
    db.session.flush()
    audit.record(Actor(id=identity.member_id), SignedIn(member_id=identity.member_id))
    return token


def note_seen(token_hash: str) -> None:
    """Write down that a sign-in is in use, in a transaction of its own; the page that was read waits for nothing else.

    No other row is touched, and where the database is busy it is written another time.
    """
    seen = update(LoginSession).where(LoginSession.token_hash == token_hash).values(last_seen_at=now())
    with suppress(OperationalError), db.engine.begin() as connection:
        connection.execute(seen)


def moment_of(person: SignedInPerson) -> datetime | None:
    """Give when a person proved to the provider who they are; never later than now, whatever its clock says."""
    return min(datetime.fromtimestamp(person.authenticated_at, UTC), now()) if person.authenticated_at else None


def see(member: Member) -> None:
    """Write down that a person is here; a member who was asked whether they want to stay has answered by that."""
    if member.confirm_asked_at is not None and member.state == MemberState.MEMBER:
        audit.record(Actor(id=member.id), AbsentStayed(member_id=member.id))
    member.last_seen_at, member.confirm_asked_at, member.confirm_reminded_at = now(), None, None


@requires(Permission.SESSION_FRESHEN)
def freshen(actor: Actor, session: LoginSession, *, person: SignedInPerson) -> str:
    """Write down that who is signed in proved anew who they are, and give the token that they have from then on.

    Refused where somebody else came back. Whoever has the token of before is out.
    """
    identity = identity_of(person)
    is_same = (session.provider, session.subject) == (person.provider, person.subject)
    if identity is None or identity.member_id != actor.id or not is_same:
        raise SignInRefused(Reason.OTHER_PERSON)
    session.authenticated_at, session.acr = moment_of(person), person.acr
    # The provider may have begun another session, whose end it will tell us.
    session.oidc_sid, session.id_token = person.sid, person.id_token
    token = secrets.token_urlsafe(32)
    session.token_hash = hash_token(token)
    audit.record(actor, SignedInAnew(member_id=actor.id))
    return token


@requires(Permission.IDENTITY_LINK)
def link_identity(actor: Actor, member: Member, *, person: SignedInPerson) -> bool:
    """Let a member sign in with a second account too; says whether it is new. Refused where it is another's."""
    known = identity_of(person) or _keep_identity(member, person)
    if known is not None:
        if known.member_id != member.id:
            raise SignInRefused(Reason.OF_ANOTHER)
        return False
    audit.record(actor, IdentityLinked(member_id=member.id, provider=person.provider))
    jobs.enqueue("accounts.tell_linked", member_id=member.id, provider=person.provider)
    return True


def _keep_identity(member: Member, person: SignedInPerson) -> Identity | None:
    """Write an account down; gives the one that is there where another was faster."""
    try:
        with db.session.begin_nested():
            db.session.add(new_identity(person, member.id))
    except IntegrityError:
        return identity_of(person)
    return None


def new_identity(person: SignedInPerson, member_id: int) -> Identity:
    """Give the row of an account that a provider vouched for."""
    return Identity(
        issuer=person.issuer,
        subject=person.subject,
        provider=person.provider,
        email=person.email[:254],
        email_verified=person.email_verified,
        member_id=member_id,
    )


@requires(Permission.IDENTITY_REMOVE)
def remove_identity(actor: Actor, identity: Identity) -> None:
    """Sign in no more with an account, nor stay signed in by it; the last one stays."""
    # Of two who are removed at once the second is the last.
    db.session.execute(select(Member.id).where(Member.id == actor.id).with_for_update())
    others = select(Identity.id).where(Identity.member_id == actor.id, Identity.id != identity.id)
    if db.session.scalar(others.limit(1)) is None:
        raise Refused(Permission.IDENTITY_REMOVE, LAST_IDENTITY)
    end_sign_ins(
        LoginSession.member_id == actor.id,
        LoginSession.provider == identity.provider,
        LoginSession.subject == identity.subject,
        reason=SignInEnd.IDENTITY,
    )
    db.session.delete(identity)
    audit.record(actor, IdentityRemoved(member_id=actor.id, provider=identity.provider))


def keep_current(identity: Identity, person: SignedInPerson) -> None:
    """Keep the e-mail address as the provider knows it now; the person's own follows where it was the same."""
    email = person.email[:254]
    if email and email != identity.email:
        if identity.member.email == identity.email:
            identity.member.email, identity.member.email_folded = email, fold(email)[:254]
        identity.email = email
    identity.email_verified = person.email_verified if email else identity.email_verified


def identity_of(person: SignedInPerson) -> Identity | None:
    """Give the identity by which this person signed in before."""
    return db.session.scalars(
        select(Identity)
        .where(Identity.issuer == person.issuer, Identity.subject == person.subject)
        .options(joinedload(Identity.member))
    ).one_or_none()


def new_person(person: SignedInPerson) -> Identity:
    """Keep a person never seen before; two arrivals at once end as one."""
    name = person.name or person.email.partition("@")[0] or "Nieuw lid"
    member = Member(
        name=name[:120],
        name_folded=fold(name)[:240],
        slug=with_letters(slugify(name)),
        email=person.email[:254],
        email_folded=fold(person.email)[:254],
    )
    try:
        with db.session.begin_nested():
            db.session.add(member)
            db.session.flush()
            identity = new_identity(person, member.id)
            identity.member = member
            db.session.add(identity)
            db.session.flush()
    except IntegrityError:
        known = identity_of(person)
        if known is None:
            raise
        return known
    audit.record(Actor(id=member.id), PersonArrived(member_id=member.id))
    return identity


def end_sign_in(token: str) -> LoginSession | None:
    """End one sign-in, and give what it was, so that the provider can be told."""
    found = db.session.scalars(select(LoginSession).where(LoginSession.token_hash == hash_token(token))).one_or_none()
    if found is not None:
        db.session.delete(found)
        audit.record(Actor(id=found.member_id), SignedOut(member_id=found.member_id))
    return found


@requires(Permission.SESSION_END)
def end_session(actor: Actor, session: LoginSession) -> None:
    """End one of the actor's sign-ins."""
    end_sign_ins(LoginSession.id == session.id, reason=SignInEnd.ELSEWHERE)
    audit.record(actor, SignedOut(member_id=actor.id))


@requires(Permission.SESSION_END)
def end_all_sessions(actor: Actor, session: LoginSession) -> None:
    """End all sign-ins of the person whose sign-in this is, on every device."""
    end_sign_ins(LoginSession.member_id == session.member_id, reason=SignInEnd.ELSEWHERE)
    audit.record(actor, SignedOut(member_id=session.member_id))


def end_sign_ins_at(notice: LogoutNotice) -> int:
    """End the sign-ins that a provider says have ended there, and give how many they were.

    Raises `SignInRefused` where the same notice was heard before, since it would end sign-ins of later.
    """
    hear_once(notice)
    named = [LoginSession.provider == notice.provider]
    named += [LoginSession.oidc_sid == notice.sid] if notice.sid else []
    named += [LoginSession.subject == notice.subject] if notice.subject else []
    ended = end_sign_ins(*named, reason=SignInEnd.PROVIDER)
    for member_id in ended:
        audit.record(Actor(id=member_id), SignedOut(member_id=member_id))
    return len(ended)


def end_sign_ins(*which: ColumnElement[bool], reason: SignInEnd) -> list[int]:
    """End the sign-ins of which all this is true, keep for their browsers why, and give whose they were."""
    ended = db.session.execute(
        # Of two who end the same one at once, one gets it.
        delete(LoginSession).where(*which).returning(LoginSession.token_hash, LoginSession.member_id)
    ).all()
    db.session.add_all(EndedSignIn(token_hash=each.token_hash, reason=reason) for each in ended)
    return [each.member_id for each in ended]


def hear_once(notice: LogoutNotice) -> None:
    """Keep that a notice was heard; of two that hear the same one at once, the database lets one."""
    try:
        with db.session.begin_nested():
            db.session.add(HeardNotice(digest=notice.digest, ends_at=notice.ends_at))
    except IntegrityError as error:
        raise SignInRefused(Reason.BAD_LOGOUT_TOKEN, "heard before") from error
