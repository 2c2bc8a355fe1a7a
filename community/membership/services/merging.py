"""Making one of two accounts of the same person. Everything that is tied to the one becomes the other's.

What both have (a place in the same group, a reaction to the same comment) stays as the other has it, and so does what
one told of oneself, since what others may see of it was chosen there. Where two rows may not become one, because
something was counted by them (a vote on the same decision), the row stays with the account that is left, which keeps
its name for that, and signs in nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import Column, ColumnElement, Index, Select, UniqueConstraint, delete, exists, select, update

from community import audit, jobs
from community.accounts.models import LoginSession, Member, MemberState, Notify, Role, SignInEnd
from community.accounts.services import end_sign_ins
from community.audit.member_events import AccountsMerged
from community.core.clock import now
from community.core.db import db
from community.decisions.models import Decision, Phase, Voter
from community.groups.models import Group, GroupInvitation, GroupMembership, GroupRequest, GroupRole, RequestState
from community.membership.models import Application, ApplicationState
from community.policy import Actor, Permission, Refused, requires
from community.privacy.models import DataCopy, Erasure
from community.trash.services.purging import pointing_at, table_of, take_away

NO_MEMBER = _l("Kies als account dat blijft een lid zonder rol, en niet jezelf of hetzelfde account.")
STILL_VOTING = _l("Beide accounts doen mee aan een stemming die nog loopt. Wacht tot die voorbij is.")
# Of these the row stays where it is, since something was counted by it.
COUNTED = {"ballot", "decision_voter", "report", "erasure"}
# What somebody tells of themselves; what of it others see is chosen for one account.
TOLD = ("member_profile", "member_portrait", "member_theme", "member_expertise")


@requires(Permission.MEMBER_MERGE)
def merge_accounts(actor: Actor, member: Member, *, into: Member) -> None:
    """Let one account of a person become part of another; the one that was is left empty."""
    # By becoming part of somebody with a role, whoever signs in by this account would get that role unseen.
    if into.state != MemberState.MEMBER or into.role != Role.MEMBER or into.id in (member.id, actor.id):
        raise Refused(Permission.MEMBER_MERGE, NO_MEMBER)
    if _both_may_vote(member, into):
        raise Refused(Permission.MEMBER_MERGE, STILL_VOTING)
    end_sign_ins(LoginSession.member_id == member.id, reason=SignInEnd.MERGED)
    _wait_for_nothing(member)
    _tell_nothing(member)
    _come_in(member, into)
    _keep_the_stronger_place(member, into)
    # Groups count who is in them, and would count this person twice.
    twice = _groups_of(member).intersect(_groups_of(into))
    db.session.execute(update(Group).where(Group.id.in_(twice)).values(member_count=Group.member_count - 1))
    db.session.flush()
    for column in pointing_at(table_of("member")):
        _move(column, member.id, into.id)
    db.session.expire(into)
    db.session.refresh(into)
    _fill_in(into, member)
    audit.record(actor, AccountsMerged(member_id=into.id, name=member.name))
    _leave_empty(member, into)
    # Where an invitation by e-mail promised a place to whom was not admitted yet.
    jobs.enqueue("groups.person_admitted", member_id=into.id)
    jobs.enqueue("membership.tell_merged", member_id=into.id)


def _both_may_vote(member: Member, into: Member) -> bool:
    """Whether both take part in a vote that is open, in which one person would then have two votes."""
    of_other = select(Voter.decision_id).where(Voter.member_id == into.id)
    query = (
        select(Voter.id)
        .join(Decision, Decision.id == Voter.decision_id)
        .where(Voter.member_id == member.id, Voter.decision_id.in_(of_other), Decision.phase == Phase.OPEN)
    )
    return db.session.scalar(query.limit(1)) is not None


def _wait_for_nothing(member: Member) -> None:
    """Take back what waits for a decision: the other account is a member's already."""
    waiting = (Application.member_id == member.id, Application.state == ApplicationState.WAITING)
    db.session.execute(update(Application).where(*waiting).values(state=ApplicationState.WITHDRAWN, decided_at=now()))
    for model in (GroupRequest, GroupInvitation):
        db.session.execute(
            update(model)
            .where(model.member_id == member.id, model.state == RequestState.WAITING)
            .values(state=RequestState.WITHDRAWN, decided_at=now())
        )
    db.session.execute(delete(Erasure).where(Erasure.member_id == member.id, Erasure.done_at.is_(None)))
    db.session.execute(delete(DataCopy).where(DataCopy.member_id == member.id, DataCopy.made_at.is_(None)))


def _tell_nothing(member: Member) -> None:
    for name in TOLD:
        table = table_of(name)
        take_away(table, list(db.session.scalars(select(table.c.id).where(table.c.member_id == member.id))))


def _come_in(member: Member, into: Member) -> None:
    """Let the account that stays ask no more for a place in the groups that it comes into."""
    for model in (GroupRequest, GroupInvitation):
        db.session.execute(
            update(model)
            .where(
                model.member_id == into.id,
                model.state == RequestState.WAITING,
                model.group_id.in_(_groups_of(member)),
            )
            .values(state=RequestState.ACCEPTED, decided_at=now())
        )


def _groups_of(member: Member) -> Select[int]:
    return select(GroupMembership.group_id).where(GroupMembership.member_id == member.id)


def _keep_the_stronger_place(member: Member, into: Member) -> None:
    """Where both are in a group: who coordinates it by one account does so; who was muted by one stays muted."""
    theirs = {
        place.group_id: place
        for place in db.session.scalars(select(GroupMembership).where(GroupMembership.member_id == into.id))
    }
    for place in db.session.scalars(select(GroupMembership).where(GroupMembership.member_id == member.id)):
        other = theirs.get(place.group_id)
        if other is None:
            continue
        if place.role == GroupRole.COORDINATOR:
            other.role, other.is_deputy, other.is_muted = GroupRole.COORDINATOR, False, False
            other.muted_until, other.mute_reason = None, ""
        elif other.role != GroupRole.COORDINATOR:
            if place.is_muted and (not other.is_muted or _is_later(place.muted_until, other.muted_until)):
                other.is_muted, other.muted_until, other.mute_reason = True, place.muted_until, place.mute_reason
            if place.is_deputy:
                # A group has one deputy at most, at any moment.
                place.is_deputy = False
                db.session.flush()
                other.is_deputy = True


def _is_later(one: datetime | None, other: datetime | None) -> bool:
    """Whether a mute ends after another; without an end it lasts until somebody ends it."""
    return other is not None and (one is None or one > other)


def _move(column: Column[int], old_id: int, new_id: int) -> None:
    """Tie the rows of one account to the other, but for those that the other has already."""
    doubled = [_has_already(column, names, new_id) for names in _unique_with(column)]
    if column.table.name == "ballot":
        # A ballot stays with the account that stands in the list of who voted.
        both = select(Voter.decision_id).where(Voter.member_id == new_id)
        both = both.where(Voter.decision_id.in_(select(Voter.decision_id).where(Voter.member_id == old_id)))
        doubled.append(column.table.c.decision_id.in_(both))
    db.session.execute(
        update(column.table)
        .where(column == old_id, *(~each for each in doubled))
        .values({column.name: new_id})
        .execution_options(synchronize_session=False)
    )
    if doubled and column.table.name not in COUNTED:
        take_away(column.table, list(db.session.scalars(select(column.table.c.id).where(column == old_id))))


def _unique_with(column: Column[int]) -> Iterator[tuple[str, ...]]:
    """Give the columns with which a column must be unique, once for each rule of its table."""
    found: set[tuple[str, ...]] = {(column.name,)} if column.unique else set()
    rules = [each.columns for each in column.table.constraints if isinstance(each, UniqueConstraint)]
    indexes = [each.columns for each in column.table.indexes if each.unique and not _is_partial(each)]
    together = [{each.name for each in columns} for columns in (*rules, *indexes)]
    found |= {tuple(sorted(names)) for names in together if column.name in names}
    yield from sorted(found)


def _is_partial(rule: Index) -> bool:
    """Whether a rule holds for some rows only: what waits was taken back, and of a suspension there is none."""
    return rule.dialect_options["postgresql"]["where"] is not None


def _has_already(column: Column[int], names: tuple[str, ...], new_id: int) -> ColumnElement[bool]:
    """Whether the other account has a row that differs from this one in whose it is only."""
    table = column.table
    other = table.alias()
    same = [other.c[name] == table.c[name] for name in names if name != column.name]
    return exists(select(other.c.id).where(other.c[column.name] == new_id, *same))


def _fill_in(into: Member, member: Member) -> None:
    """Fill in what is not known of the account that stays; who was muted by one account is muted."""
    for name in ("function", "organisation_id"):
        if not getattr(into, name):
            setattr(into, name, getattr(member, name))
    if not into.email:
        into.email, into.email_folded = member.email, member.email_folded
    if into.confirm_asked_at and member.last_seen_at and member.last_seen_at > into.confirm_asked_at:
        into.confirm_asked_at = into.confirm_reminded_at = None
    into.is_muted = into.is_muted or member.is_muted
    into.joined_at = min((each for each in (into.joined_at, member.joined_at) if each), default=None)
    into.last_seen_at = max((each for each in (into.last_seen_at, member.last_seen_at) if each), default=None)


def _leave_empty(member: Member, into: Member) -> None:
    """Let an account be nobody's; its name stays for what it has in the log."""
    member.state, member.role, member.merged_into_id = MemberState.LEFT, Role.MEMBER, into.id
    member.email = member.email_folded = member.function = member.about = ""
    member.organisation_id = member.region_id = member.joined_at = member.last_seen_at = None
    member.confirm_asked_at = member.confirm_reminded_at = None
    member.notify, member.mail_choices, member.is_muted = Notify.OFF, {}, False
