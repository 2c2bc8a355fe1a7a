"""Applications: one's own, those that wait for a decision, and by which way a person would come in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import joinedload

from community import policy
from community.accounts.models import Identity, Member
from community.core.clock import now
from community.core.db import db
from community.core.pagination import PAGE_SIZE, Page, Place, keyset_page
from community.membership.models import Application, ApplicationQuestion, ApplicationState, Objection
from community.membership.queries.people import has_words
from community.policy import Absent, Actor
from community.regions.models import Region
from community.site.queries import Joining, SiteSettings, site_settings

WITH_OBJECTION = joinedload(Application.objection).joinedload(Objection.decided_by)
WITH_QUESTIONS = joinedload(Application.questions).joinedload(ApplicationQuestion.asked_by)
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
    """Give what stands behind the last at-sign, in lower case; nothing for what only looks like a name in letters.

    Some letters of other alphabets become those of ours in lower case, and an encoded name may look like any other.
    """
    domain = email.rpartition("@")[2]
    return domain.lower() if domain.isascii() and "xn--" not in domain.lower() else ""


def own_person(actor: Actor, *, lock: bool = False) -> Member:
    """Give the actor's own row; locked, so that of two submits at once the second sees what the first did."""
    query = select(Member).where(Member.id == actor.id, policy.readable(actor, Member))
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise Absent
    return found


def last_application(actor: Actor, *, with_person: bool = False) -> Application | None:
    """Give the actor's newest application, decided or not; with their own row where a rule asks for it."""
    options = (joinedload(Application.member), *SHOWN) if with_person else SHOWN
    query = (
        select(Application)
        .where(Application.member_id == actor.id, policy.readable(actor, Application))
        .order_by(Application.id.desc())
        .limit(1)
        .options(*options)
    )
    return db.session.scalars(query).one_or_none()


@dataclass(frozen=True, slots=True)
class ApplicationFilter:
    """Which applications that wait a moderator wants to see: by words, region, time of waiting, and what was asked."""

    words: str = ""
    region: str = ""
    days: int = 0
    # "open" where a question waits for its answer, "answered" where all were answered.
    asked: str = ""

    @property
    def is_chosen(self) -> bool:
        """Whether anything is left out."""
        return self != ApplicationFilter()


def waiting_applications(actor: Actor, wanted: ApplicationFilter, place: Place) -> Page[Application]:
    """Give the applications that wait for a decision and fit a filter, the oldest first."""
    query = (
        select(Application)
        .where(policy.readable(actor, Application), Application.state == ApplicationState.WAITING)
        .options(joinedload(Application.member), *SHOWN)
    )
    return keyset_page(filtered(query, wanted), (Application.created_at, Application.id), place)


def filtered(query: Select[Application], wanted: ApplicationFilter) -> Select[Application]:
    """Keep the applications that fit."""
    if wanted.days:
        query = query.where(Application.created_at <= now() - timedelta(days=wanted.days))
    if wanted.region:
        query = query.where(Application.region.has(Region.slug == wanted.region))
    is_open = Application.questions.any(ApplicationQuestion.answered_at.is_(None))
    if wanted.asked == "open":
        query = query.where(is_open)
    elif wanted.asked == "answered":
        query = query.where(~is_open, Application.questions.any())
    words = has_words(wanted.words)
    return query.where(Application.member.has(and_(*words))) if words else query


def applications_by_id(actor: Actor, application_ids: Sequence[int]) -> list[Application]:
    """Give some applications with their applicants and who decided on each, the oldest first."""
    query = (
        select(Application)
        .where(policy.readable(actor, Application), Application.id.in_(application_ids))
        .order_by(Application.created_at, Application.id)
        .limit(PAGE_SIZE)
        .options(joinedload(Application.member), joinedload(Application.decided_by))
    )
    return list(db.session.scalars(query))


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


def waiting_count(actor: Actor) -> Select[int]:
    """Count the applications that wait for a decision: a query to be asked together with others."""
    return select(func.count(Application.id)).where(
        policy.readable(actor, Application), Application.state == ApplicationState.WAITING
    )


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
        .options(joinedload(Application.decided_by), WITH_OBJECTION, WITH_QUESTIONS, *SHOWN)
    )
    return list(db.session.scalars(query).unique())
