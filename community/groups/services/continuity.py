"""That a group goes on when who runs it stops: a deputy, handing over, asking the next, answering, and appointing.

Each deed holds the group's row, so that of two coordinators who stop at once the second finds that nobody is left, and
so that two workers never ask two people. What was written stays as it is, with the function its author had then.
"""

from __future__ import annotations

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from community import audit, jobs
from community.accounts.models import Member, MemberState
from community.audit.continuity_events import (
    CoordinatorAccepted,
    CoordinatorAppointed,
    CoordinatorAsked,
    CoordinatorDeclined,
    DeputyDismissed,
    DeputyNamed,
    GroupHandedOver,
)
from community.audit.group_events import GroupCoordinatorNamed, GroupLeft
from community.core.clock import now
from community.core.db import db
from community.groups.models import CoordinatorOffer, Group, GroupMembership, GroupRole, OfferState
from community.groups.queries.continuity import by_turn, is_led
from community.groups.services.places import _give_place, hold, place_of, take_place
from community.notifications.tell import Event, tell
from community.policy import Actor, Permission, Refused, demand, requires

# Who is asked has so long to answer before the next is asked.
ANSWER_WITHIN = timedelta(days=7)
NOT_A_MEMBER = _l("Kies iemand die meedoet met deze werkgroep en lid is van de site.")


@requires(Permission.GROUP_MANAGE)
def name_deputy(actor: Actor, group: Group, *, member: Member) -> None:
    """Make a member the deputy of a group, in the place of who was so before."""
    hold(group)
    place = place_of(group, member.id)
    if place is None or place.role == GroupRole.COORDINATOR or member.state != MemberState.MEMBER:
        raise Refused(Permission.GROUP_MANAGE, NOT_A_MEMBER)
    if place.is_deputy:
        return
    db.session.execute(
        update(GroupMembership)
        .where(GroupMembership.group_id == group.id, GroupMembership.is_deputy)
        .values(is_deputy=False)
    )
    place.is_deputy = True
    audit.record(actor, DeputyNamed(group_id=group.id, member_id=member.id))


@requires(Permission.GROUP_MANAGE)
def dismiss_deputy(actor: Actor, group: Group, *, member: Member) -> None:
    """Let a member be deputy no longer."""
    hold(group)
    place = place_of(group, member.id)
    if place is not None and place.is_deputy:
        place.is_deputy = False
        audit.record(actor, DeputyDismissed(group_id=group.id, member_id=member.id))


@requires(Permission.GROUP_HAND_OVER)
def hand_over(actor: Actor, group: Group, *, successor: Member | None, stays: bool) -> None:
    """Stop running a group, for a successor or, where nobody else runs it, by asking whose turn it is.

    Who stays is a plain member from then on, and is not asked.
    """
    hold(group)
    place = place_of(group, actor.id)
    if place is None or place.role != GroupRole.COORDINATOR:
        return
    if successor is not None:
        _promote(actor, group, successor)
    audit.record(actor, GroupHandedOver(group_id=group.id, member_id=actor.id))
    if stays:
        place.role = GroupRole.MEMBER
        _note_no(group, actor.id)
        jobs.enqueue("groups.coordinator_gone", group_id=group.id)
    else:
        take_place(group, place)
        audit.record(actor, GroupLeft(group_id=group.id, member_id=actor.id))
    db.session.flush()
    if not group.is_archived and not has_coordinator(group):
        _ask_next_unless_asked(actor, group)


@requires(Permission.COORDINATOR_OFFER_ANSWER)
def accept_offer(actor: Actor, offer: CoordinatorOffer) -> None:
    """Run the group from now on."""
    place = _hold_offer(actor, offer)
    place.role, place.is_deputy = GroupRole.COORDINATOR, False
    settle(offer, OfferState.ACCEPTED)
    audit.record(actor, CoordinatorAccepted(group_id=offer.group_id, member_id=actor.id))


@requires(Permission.COORDINATOR_OFFER_ANSWER)
def decline_offer(actor: Actor, offer: CoordinatorOffer) -> None:
    """Not want to run the group; the next is asked at once."""
    _hold_offer(actor, offer)
    settle(offer, OfferState.DECLINED)
    audit.record(actor, CoordinatorDeclined(group_id=offer.group_id, member_id=actor.id))
    if not has_coordinator(offer.group) and not _ask_next(actor, offer.group):
        jobs.enqueue("groups.coordinator_gone", group_id=offer.group_id)


@requires(Permission.GROUP_APPOINT)
def appoint(actor: Actor, group: Group, *, member: Member) -> None:
    """Make somebody coordinator of a group that nobody runs, whether they are in it or not."""
    hold(group)
    demand(actor, Permission.GROUP_APPOINT, group)
    if member.state != MemberState.MEMBER:
        raise Refused(Permission.GROUP_APPOINT, _l("Alleen wie lid is van de site kan coördinator worden."))
    place = place_of(group, member.id)
    if place is None:
        _give_place(actor, group, member.id, GroupRole.COORDINATOR)
    else:
        place.role, place.is_deputy = GroupRole.COORDINATOR, False
    waiting = waiting_offer(group)
    if waiting is not None:
        settle(waiting, OfferState.WITHDRAWN)
    audit.record(actor, CoordinatorAppointed(group_id=group.id, member_id=member.id))
    jobs.enqueue("groups.made_coordinator", group_id=group.id, member_id=member.id)


@requires(Permission.GROUP_ASK_DUE)
def look_after(actor: Actor, group: Group) -> bool:
    """Ask the next for a group that nobody runs, or end a question that is settled; says whether nobody is left."""
    hold(group)
    waiting = waiting_offer(group)
    if group.is_archived or has_coordinator(group):
        if waiting is not None:
            settle(waiting, OfferState.WITHDRAWN)
        return False
    return not _ask_next_unless_asked(actor, group)


def is_open(offer: CoordinatorOffer) -> bool:
    """Whether an answer may still come: in time, from somebody who is in the group and on the site."""
    query = (
        select(GroupMembership.id)
        .join(Member, Member.id == GroupMembership.member_id)
        .where(
            GroupMembership.group_id == offer.group_id,
            GroupMembership.member_id == offer.member_id,
            Member.state == MemberState.MEMBER,
        )
    )
    return offer.expires_at > now() and db.session.scalar(query) is not None


def has_coordinator(group: Group) -> bool:
    """Whether a group that is held has a coordinator who can act."""
    return bool(db.session.scalar(select(is_led()).select_from(Group).where(Group.id == group.id)))


def waiting_offer(group: Group) -> CoordinatorOffer | None:
    """Give the question that waits for an answer in a group that is held."""
    query = select(CoordinatorOffer).where(
        CoordinatorOffer.group_id == group.id, CoordinatorOffer.state == OfferState.WAITING
    )
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def settle(offer: CoordinatorOffer, state: OfferState) -> None:
    """Write down how a question ended, so that another may be asked."""
    offer.state, offer.decided_at = state, now()
    db.session.flush()


def _hold_offer(actor: Actor, offer: CoordinatorOffer) -> GroupMembership:
    """Hold the group of a question, read anew where it stands, and give the place of who answers."""
    hold(offer.group)
    db.session.refresh(offer, ["state"])
    demand(actor, Permission.COORDINATOR_OFFER_ANSWER, offer)
    place = place_of(offer.group, actor.id)
    if place is None:
        raise Refused(Permission.COORDINATOR_OFFER_ANSWER, NOT_A_MEMBER)
    return place


def _promote(actor: Actor, group: Group, successor: Member) -> None:
    """Make a member of a group that is held its coordinator, and tell them."""
    place = place_of(group, successor.id)
    if place is None or successor.state != MemberState.MEMBER:
        raise Refused(Permission.GROUP_HAND_OVER, NOT_A_MEMBER)
    if place.role != GroupRole.COORDINATOR:
        place.become_coordinator()
        audit.record(actor, GroupCoordinatorNamed(group_id=group.id, member_id=successor.id))
        jobs.enqueue("groups.made_coordinator", group_id=group.id, member_id=successor.id)


def _note_no(group: Group, member_id: int) -> None:
    """Keep that a member does not want to run a group, so that they are not asked."""
    moment = now()
    no = CoordinatorOffer(group_id=group.id, member_id=member_id, state=OfferState.DECLINED)
    no.asked_at = no.expires_at = no.decided_at = moment
    db.session.add(no)


def _ask_next_unless_asked(actor: Actor, group: Group) -> bool:
    """Ask whose turn it is, in a group that is held; not where somebody can still answer an earlier question.

    Such a question may wait although the group had a coordinator until now. Says whether anybody is asked.
    """
    waiting = waiting_offer(group)
    if waiting is not None:
        if is_open(waiting):
            return True
        settle(waiting, OfferState.LAPSED if waiting.expires_at <= now() else OfferState.WITHDRAWN)
    return _ask_next(actor, group)


def _ask_next(actor: Actor, group: Group) -> bool:
    """Ask whose turn it is, in a group that is held and in which no question waits; says whether there is anybody."""
    member = db.session.scalars(by_turn(group.id).limit(1)).one_or_none()
    if member is None:
        return False
    offer = CoordinatorOffer(group_id=group.id, member_id=member.id, expires_at=now() + ANSWER_WITHIN)
    db.session.add(offer)
    db.session.flush()
    audit.record(actor, CoordinatorAsked(group_id=group.id, member_id=member.id))
    tell(actor, Event.COORDINATOR_ASKED, offer_id=offer.id)
    return True
