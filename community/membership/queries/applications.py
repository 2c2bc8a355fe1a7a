"""Applications: one's own, those that wait for a decision, and by which way a person would come in."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from community import policy
from community.accounts.models import Identity, Member
from community.core.db import db
from community.core.pagination import Page, Place, keyset_page
from community.membership.models import Application, ApplicationState
from community.policy import Absent, Actor
from community.site.queries import Joining, SiteSettings, site_settings

SHOWN = (joinedload(Application.organisation), joinedload(Application.region))


class Way(StrEnum):
    """How an application of a person ends."""

    OPEN = "open"
    DOMAIN = "domain"
    APPROVAL = "approval"
    INVITATION = "invitation"

    @property
    def is_at_once(self) -> bool:
        """Whether nobody has to decide."""
        return self in (Way.OPEN, Way.DOMAIN)


def way_in(actor: Actor) -> Way:
    """Say how an application of this person would end, by the site's settings and their verified addresses."""
    settings = site_settings()
    if settings.joining == Joining.OPEN:
        return Way.OPEN
    if has_admitted_address(actor, settings):
        return Way.DOMAIN
    return Way.APPROVAL if settings.joining == Joining.APPROVAL else Way.INVITATION


def has_admitted_address(actor: Actor, settings: SiteSettings) -> bool:
    """Whether a provider vouches for an address of this person in one of the admitted domains."""
    if not settings.admitted_domains or not actor.is_signed_in:
        return False
    query = select(Identity.email).where(
        policy.readable(actor, Identity), Identity.member_id == actor.id, Identity.email_verified
    )
    return any(domain_of(email) in settings.admitted_domains for email in db.session.scalars(query))


def domain_of(email: str) -> str:
    """Give what stands behind the last at-sign, in lower case."""
    return email.rpartition("@")[2].strip().lower()


def own_person(actor: Actor, *, lock: bool = False) -> Member:
    """Give the actor's own row; locked, so that of two submits at once the second sees what the first did."""
    query = select(Member).where(Member.id == actor.id, policy.readable(actor, Member))
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise Absent
    return found


def last_application(actor: Actor) -> Application | None:
    """Give the actor's newest application, decided or not."""
    query = (
        select(Application)
        .where(Application.member_id == actor.id, policy.readable(actor, Application))
        .order_by(Application.id.desc())
        .limit(1)
        .options(*SHOWN)
    )
    return db.session.scalars(query).one_or_none()


def waiting_applications(actor: Actor, place: Place) -> Page[Application]:
    """Give the applications that wait for a decision, the oldest first."""
    query = (
        select(Application)
        .where(policy.readable(actor, Application), Application.state == ApplicationState.WAITING)
        .options(joinedload(Application.member), *SHOWN)
    )
    return keyset_page(query, (Application.created_at, Application.id), place)


def earlier_refusals(actor: Actor, applications: Page[Application]) -> dict[int, Application]:
    """Give for each of these applicants the last time that they were refused, where they were."""
    people = [each.member_id for each in applications.rows]
    query = (
        select(Application)
        .where(
            policy.readable(actor, Application),
            Application.member_id.in_(people),
            Application.state == ApplicationState.REFUSED,
        )
        .order_by(Application.id)
        .limit(200)
    )
    return {each.member_id: each for each in db.session.scalars(query)} if people else {}


def waiting_count(actor: Actor) -> int:
    """Count the applications that wait for a decision."""
    query = select(func.count(Application.id)).where(
        policy.readable(actor, Application), Application.state == ApplicationState.WAITING
    )
    return db.session.scalar(query) or 0


def application_to_read(actor: Actor, application_id: int) -> Application:
    """Give an application with its applicant, or raise `Absent`."""
    return policy.get(
        actor, Application, Application.id == application_id, options=(joinedload(Application.member), *SHOWN)
    )


def application_to_decide(actor: Actor, application_id: int) -> Application:
    """Give an application with its applicant, both locked: of two decisions at once the second sees the first."""
    query = (
        select(Application)
        .join(Application.member)
        .where(Application.id == application_id, policy.readable(actor, Application))
        .options(joinedload(Application.member), *SHOWN)
        .with_for_update(of=Application)
        .execution_options(populate_existing=True)
    )
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise Absent
    return found


def applications_of(actor: Actor, member: Member) -> list[Application]:
    """Give the applications of one person, the newest first."""
    query = (
        select(Application)
        .where(Application.member_id == member.id, policy.readable(actor, Application))
        .order_by(Application.id.desc())
        .limit(20)
        .options(joinedload(Application.decided_by), *SHOWN)
    )
    return list(db.session.scalars(query))
