"""What the worker does after something happened: finds who should hear of it, asks of each whether they may, and tells.

A person hears of one event once: told in person (mentioned, answered) comes before told as a follower. Safe to do
twice, and by two workers at once, since an event and a person make one row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from flask_babel import force_locale
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, undefer

from community import jobs
from community.accounts.models import Member, MemberState, Role
from community.accounts.queries import actor_for, people_as_now
from community.actions.models import ActionItem
from community.content.models import Comment, ContentItem
from community.core.clock import now
from community.core.db import begin_writing_after_reading, db, insert_where_absent
from community.core.ids import new_id
from community.groups.models import (
    CoordinatorOffer,
    GroupInvitation,
    GroupMembership,
    GroupMessage,
    GroupRequest,
    GroupRole,
)
from community.jobs import running_id, task
from community.mail import compose, deliver
from community.notifications import messages
from community.notifications.models import PERSONAL, Follow, Kind, Mail, Notification, mail_choice
from community.notifications.queries.told import OF_WHAT
from community.notifications.tell import Event
from community.notifications.unsubscribe import address_that_ends
from community.policy import Actor, Permission, allows
from community.reports.models import Report, ReportCase
from community.reports.queries.judges import case_of_first_report, judges_of, moderators
from community.richtext import mentioned_slugs
from community.themes.models import item_theme

# So many people are judged and told in one transaction.
BATCH = 200
SEES_ALL_GROUPS = (Role.MODERATOR, Role.ADMINISTRATOR)
# Of these the reports mail themselves, to who has no bell any more as well.
MAILED_APART = (Kind.CASE, Kind.VERDICT, Kind.ANSWER)


@dataclass(frozen=True, slots=True)
class Hearer:
    """Somebody who may be told, as what, and through which follow."""

    member_id: int
    kind: Kind
    follow_id: int | None = None


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened: about what, who is told in person, and the followers of what hear of it too."""

    about: (
        ContentItem | Comment | GroupRequest | GroupInvitation | CoordinatorOffer | GroupMessage | ReportCase | Report
    )
    in_person: Sequence[Hearer] = ()
    followers: Sequence[tuple[Kind, ColumnElement[bool]]] = ()
    # Who follows from a later moment on hears of what comes after it.
    at: datetime = field(default_factory=now)
    # Whether it is news for the author of the item too: what others made of it.
    is_news_to_author: bool = False

    @property
    def item(self) -> ContentItem | None:
        """The item that it happened to, where there is one."""
        if isinstance(self.about, Comment):
            return self.about.item
        return self.about if isinstance(self.about, ContentItem) else None


@dataclass(slots=True)
class Prospect:
    """A notification before it is one: what the rule for reading it looks at."""

    member_id: int
    item: ContentItem | None = None
    comment: Comment | None = None
    request: GroupRequest | None = None
    invitation: GroupInvitation | None = None
    offer: CoordinatorOffer | None = None
    message: GroupMessage | None = None
    case: ReportCase | None = None
    report: Report | None = None
    comment_id: int | None = field(init=False)

    def __post_init__(self) -> None:
        self.comment_id = self.comment.id if self.comment else None


@task("notifications.spread")
def spread(event: str, by_id: int, **ids: int) -> None:
    """Tell everybody who should hear of an event, some at a time."""
    happening = HAPPENINGS[Event(event)](**ids)
    if happening is None:
        return
    muted = muted_by(happening)
    # What was planned is done by nobody, but its author knows of it.
    done = {by_id} if happening.is_news_to_author else {by_id, getattr(happening.about, "author_id", 0)}
    hearers = everyone(happening)
    while batch := list(islice(hearers, BATCH)):
        fresh = {}
        for each in batch:
            if each.member_id not in done and each.member_id not in muted:
                done.add(each.member_id)
                fresh[each.member_id] = each
        tell_some(happening, fresh)


def everyone(happening: Happening) -> Iterator[Hearer]:
    """Give who may hear of it, who is told in person first."""
    yield from happening.in_person
    for kind, condition in happening.followers:
        last = 0
        while rows := db.session.execute(
            select(Follow.id, Follow.member_id)
            .where(condition, ~Follow.is_muted, Follow.created_at <= happening.at, Follow.id > last)
            .order_by(Follow.id)
            .limit(BATCH)
        ).all():
            yield from (Hearer(member_id, kind, follow_id) for follow_id, member_id in rows)
            last = rows[-1][0]


def muted_by(happening: Happening) -> set[int]:
    """Give who put the item on mute: they hear nothing of it, even in person."""
    if happening.item is None:
        return set()
    query = select(Follow.member_id).where(Follow.item_id == happening.item.id, Follow.is_muted)
    return set(db.session.scalars(query))


def tell_some(happening: Happening, hearers: dict[int, Hearer]) -> None:
    """Write a notification for each of these people who may read it now, and ask for the mails that they want."""
    people = people_as_now(list(hearers))
    keys = keys_of(happening.about)
    told = [(member, hearers[member.id]) for member, actor in people if may_hear(actor, happening)]
    if not told:
        return
    rows = [row_for(hearer, keys) for _, hearer in told]
    begin_writing_after_reading()
    insert = insert_where_absent(Notification).values(rows).returning(Notification.id, Notification.member_id)
    written = {member_id: notification_id for notification_id, member_id in db.session.execute(insert)}
    for member, hearer in told:
        if member.id in written and mail_choice(member, hearer.kind) == Mail.AT_ONCE:
            ask_for_mail(happening.about, hearer, written[member.id])
    db.session.commit()


def may_hear(actor: Actor, happening: Happening) -> bool:
    """Whether the rule for reading a notification lets this person read one of this."""
    prospect = Prospect(actor.id, item=happening.item)
    if isinstance(happening.about, Comment):
        prospect = Prospect(actor.id, item=happening.item, comment=happening.about)
    elif isinstance(happening.about, GroupRequest):
        prospect = Prospect(actor.id, request=happening.about)
    elif isinstance(happening.about, GroupInvitation):
        prospect = Prospect(actor.id, invitation=happening.about)
    elif isinstance(happening.about, CoordinatorOffer):
        prospect = Prospect(actor.id, offer=happening.about)
    elif isinstance(happening.about, GroupMessage):
        prospect = Prospect(actor.id, message=happening.about)
    elif isinstance(happening.about, ReportCase):
        prospect = Prospect(actor.id, case=happening.about)
    elif isinstance(happening.about, Report):
        prospect = Prospect(actor.id, report=happening.about)
    return allows(actor, Permission.NOTIFICATION_READ, prospect)


def keys_of(about: Any) -> dict[str, int | None]:
    """Give the keys of what a notification is about."""
    names = ("item_id", "comment_id", "request_id", "invitation_id", "offer_id", "message_id", "case_id", "report_id")
    keys: dict[str, int | None] = dict.fromkeys(names)
    if isinstance(about, Comment):
        return keys | {"thing_id": about.item_id, "item_id": about.item_id, "comment_id": about.id}
    if isinstance(about, GroupRequest):
        return keys | {"thing_id": about.group_id, "request_id": about.id}
    if isinstance(about, GroupInvitation):
        return keys | {"thing_id": about.group_id, "invitation_id": about.id}
    if isinstance(about, CoordinatorOffer):
        return keys | {"thing_id": about.group_id, "offer_id": about.id}
    if isinstance(about, GroupMessage):
        return keys | {"thing_id": about.group_id, "message_id": about.id}
    if isinstance(about, ReportCase):
        return keys | {"thing_id": about.id, "case_id": about.id}
    if isinstance(about, Report):
        return keys | {"thing_id": about.id, "report_id": about.id}
    return keys | {"thing_id": about.id, "item_id": about.id}


def row_for(hearer: Hearer, keys: dict[str, int | None]) -> dict[str, Any]:
    """Give the columns of one notification."""
    return {
        "id": new_id(),
        "member_id": hearer.member_id,
        "event_id": running_id(),
        "kind": hearer.kind,
        "follow_id": hearer.follow_id,
        "created_at": now(),
        **keys,
    }


def ask_for_mail(about: Any, hearer: Hearer, notification_id: int) -> None:
    """Ask for the mail of one notification; groups word their own."""
    if hearer.kind == Kind.REQUEST:
        jobs.enqueue("groups.tell_of_request", request_id=about.id, member_id=hearer.member_id)
    elif hearer.kind == Kind.DECIDED:
        jobs.enqueue("groups.request_decided", request_id=about.id)
    elif hearer.kind == Kind.INVITATION:
        jobs.enqueue("groups.invited", invitation_id=about.id)
    elif hearer.kind == Kind.COORDINATE:
        jobs.enqueue("groups.tell_of_offer", offer_id=about.id)
    elif hearer.kind == Kind.MESSAGE:
        if about.is_mailed:
            jobs.enqueue("groups.mail_message", message_id=about.id, member_id=hearer.member_id)
    elif hearer.kind not in MAILED_APART:
        jobs.enqueue("notifications.mail", notification_id=notification_id)


# --- who hears of each event ------------------------------------------------------------------------------------------


def comment_added(comment_id: int, reply_to_id: int = 0) -> Happening | None:
    """Of a comment hear who is mentioned, who is answered, and who follows the item."""
    query = (
        select(Comment).where(Comment.id == comment_id).options(joinedload(Comment.item).joinedload(ContentItem.group))
    )
    comment = db.session.scalars(query).one_or_none()
    if comment is None:
        return None
    answered = {comment.thread_id, reply_to_id} - {comment.id, 0}
    authors = select(Comment.author_id).where(Comment.id.in_(answered))
    in_person = [
        *mentioned_in(comment.html),
        *(Hearer(author_id, Kind.REPLY) for author_id in db.session.scalars(authors)),
    ]
    return Happening(comment, in_person, [(Kind.COMMENT, Follow.item_id == comment.item_id)], comment.created_at)


def discussion_started(item_id: int) -> Happening | None:
    """Of a discussion hear who is mentioned in it and who follows the group."""
    item = item_with_text(item_id)
    if item is None or item.group_id is None:
        return None
    followers = [(Kind.DISCUSSION, Follow.group_id == item.group_id)]
    return Happening(item, mentioned_in(item.body), followers, item.created_at)


def vote_opened(item_id: int) -> Happening | None:
    """Of a proposal or poll hears who follows the group."""
    item = item_with_text(item_id)
    if item is None or item.group_id is None:
        return None
    return Happening(item, followers=[(Kind.VOTE, Follow.group_id == item.group_id)])


def vote_ended(item_id: int) -> Happening | None:
    """Of a result, or of what was decided, hears who follows the proposal or the group."""
    item = item_with_text(item_id)
    if item is None or item.group_id is None:
        return None
    followers = [(Kind.RESULT, Follow.item_id == item.id), (Kind.RESULT, Follow.group_id == item.group_id)]
    return Happening(item, followers=followers, is_news_to_author=True)


def news_published(item_id: int) -> Happening | None:
    """Of news hear who follows its region or one of its themes."""
    item = item_with_text(item_id)
    if item is None:
        return None
    themes = select(item_theme.c.theme_id).where(item_theme.c.item_id == item_id)
    followers: list[tuple[Kind, ColumnElement[bool]]] = [(Kind.NEWS, Follow.theme_id.in_(themes))]
    if item.region_id is not None:
        followers.insert(0, (Kind.NEWS, Follow.region_id == item.region_id))
    return Happening(item, followers=followers, at=item.published_at or now())


def item_with_text(item_id: int) -> ContentItem | None:
    """Give an item with its group and its text."""
    query = (
        select(ContentItem)
        .where(ContentItem.id == item_id)
        .options(joinedload(ContentItem.group), undefer(ContentItem.body))
    )
    return db.session.scalars(query).one_or_none()


def mentioned_in(html: str) -> list[Hearer]:
    """Give whom a text mentions."""
    slugs = mentioned_slugs(html)
    if not slugs:
        return []
    return [Hearer(each, Kind.MENTION) for each in db.session.scalars(select(Member.id).where(Member.slug.in_(slugs)))]


def request_made(request_id: int) -> Happening | None:
    """Of a request hear the coordinators of the group; moderators where it has none who can act."""
    request = request_with_group(request_id)
    if request is None:
        return None
    coordinators = (
        select(Member.id)
        .join(GroupMembership, GroupMembership.member_id == Member.id)
        .where(
            GroupMembership.group_id == request.group_id,
            GroupMembership.role == GroupRole.COORDINATOR,
            Member.state == MemberState.MEMBER,
        )
    )
    overseers = select(Member.id).where(Member.state == MemberState.MEMBER, Member.role.in_(SEES_ALL_GROUPS))
    people = list(db.session.scalars(coordinators)) or list(db.session.scalars(overseers))
    return Happening(request, [Hearer(each, Kind.REQUEST) for each in people])


def request_decided(request_id: int) -> Happening | None:
    """Of a decision hears who asked."""
    request = request_with_group(request_id)
    return None if request is None else Happening(request, [Hearer(request.member_id, Kind.DECIDED)])


def request_with_group(request_id: int) -> GroupRequest | None:
    """Give a request with its group."""
    query = select(GroupRequest).where(GroupRequest.id == request_id).options(joinedload(GroupRequest.group))
    return db.session.scalars(query).one_or_none()


def member_invited(invitation_id: int) -> Happening | None:
    """Of an invitation hears who is invited."""
    invitation = db.session.get(GroupInvitation, invitation_id)
    return None if invitation is None else Happening(invitation, [Hearer(invitation.member_id, Kind.INVITATION)])


def group_message(message_id: int) -> Happening | None:
    """Of a message to all members hears who is in the group when it is told."""
    message = db.session.get(GroupMessage, message_id)
    if message is None:
        return None
    members = select(GroupMembership.member_id).where(GroupMembership.group_id == message.group_id)
    return Happening(message, [Hearer(each, Kind.MESSAGE) for each in db.session.scalars(members)])


def action_assigned(item_id: int, member_id: int) -> Happening | None:
    """Of an action item that was given away hears who has it, as long as it is theirs."""
    action = action_with_group(item_id)
    if action is None or action.owner_id != member_id:
        return None
    return Happening(action, [Hearer(member_id, Kind.ACTION)], is_news_to_author=True)


def action_due(item_id: int) -> Happening | None:
    """Of an action item whose day is near hears who has it."""
    action = action_with_group(item_id)
    if action is None or action.owner_id is None or action.progress.is_over:
        return None
    return Happening(action, [Hearer(action.owner_id, Kind.DUE)], is_news_to_author=True)


def action_done(item_id: int) -> Happening | None:
    """Of an action item that is done hears who follows it, the one who wrote it down too."""
    action = action_with_group(item_id)
    if action is None:
        return None
    followers = [(Kind.ACTION_DONE, Follow.item_id == item_id)]
    return Happening(action, followers=followers, is_news_to_author=True)


def action_with_group(item_id: int) -> ActionItem | None:
    """Give an action item with its group."""
    query = select(ActionItem).where(ActionItem.id == item_id).options(joinedload(ActionItem.group))
    return db.session.scalars(query).one_or_none()


def coordinator_asked(offer_id: int) -> Happening | None:
    """Of the question to run a group hears who is asked."""
    offer = db.session.get(CoordinatorOffer, offer_id)
    return None if offer is None else Happening(offer, [Hearer(offer.member_id, Kind.COORDINATE)])


def report_made(report_id: int) -> Happening | None:
    """Of the first report in a case hear the coordinators of its group and the moderators."""
    case = case_of_first_report(report_id)
    return None if case is None else Happening(case, [Hearer(each, Kind.CASE) for each in judges_of(case)])


def case_noticed(case_id: int) -> Happening | None:
    """Of a case that the site opened itself hear the same people, but for who wrote the thing."""
    case = db.session.get(ReportCase, case_id)
    if case is None:
        return None
    return Happening(case, [Hearer(each, Kind.CASE) for each in judges_of(case) if each != case.about_id])


def case_decided(case_id: int) -> Happening | None:
    """Of what was decided, at first or after an objection, hears who wrote the thing, where something was done."""
    case = db.session.get(ReportCase, case_id)
    return None if case is None else Happening(case, [Hearer(case.about_id, Kind.VERDICT)])


def case_objected(case_id: int) -> Happening | None:
    """Of an objection hear the moderators, but not who decided at first."""
    case = db.session.get(ReportCase, case_id)
    if case is None:
        return None
    people = [each for each in moderators() if each != case.decided_by_id]
    return Happening(case, [Hearer(each, Kind.CASE) for each in people])


def report_answered(report_id: int) -> Happening | None:
    """Of what came of a report hears who made it."""
    report = db.session.get(Report, report_id)
    return None if report is None else Happening(report, [Hearer(report.member_id, Kind.ANSWER)])


HAPPENINGS: dict[Event, Callable[..., Happening | None]] = {
    Event.COMMENT_ADDED: comment_added,
    Event.DISCUSSION_STARTED: discussion_started,
    Event.NEWS_PUBLISHED: news_published,
    Event.REQUEST_MADE: request_made,
    Event.REQUEST_DECIDED: request_decided,
    Event.MEMBER_INVITED: member_invited,
    Event.VOTE_OPENED: vote_opened,
    Event.VOTE_ENDED: vote_ended,
    Event.ACTION_ASSIGNED: action_assigned,
    Event.ACTION_DUE: action_due,
    Event.ACTION_DONE: action_done,
    Event.COORDINATOR_ASKED: coordinator_asked,
    Event.GROUP_MESSAGE: group_message,
    Event.REPORT_MADE: report_made,
    Event.CASE_NOTICED: case_noticed,
    Event.CASE_DECIDED: case_decided,
    Event.CASE_OBJECTED: case_objected,
    Event.REPORT_ANSWERED: report_answered,
}


# --- the mail of one notification -------------------------------------------------------------------------------------


@task("notifications.mail")
def mail(notification_id: int) -> None:
    """Mail one notification, unless it was read meanwhile, may not be read any more, or no mail of it is wanted."""
    query = (
        select(Notification)
        .where(Notification.id == notification_id, Notification.read_at.is_(None))
        .options(joinedload(Notification.member), *OF_WHAT)
    )
    found = db.session.scalars(query).one_or_none()
    if found is None or not found.member.email or not is_wanted(found):
        return
    if not allows(actor_for(found.member), Permission.NOTIFICATION_READ, found):
        return
    with force_locale(found.member.language):
        values = {
            "headline": messages.headline(found),
            "title": messages.title(found),
            "excerpt": messages.excerpt(found),
            "why": messages.why(found),
            "address": messages.address(found),
            "unsubscribe": address_that_ends(found.member_id, found.kind),
        }
    member = found.member
    message = compose("notification", name=member.name, email=member.email, language=member.language, **values)
    db.session.rollback()
    deliver(message)


def is_wanted(found: Notification) -> bool:
    """Whether the member still wants a mail of this, and neither stopped following nor muted what it is about."""
    is_followed = found.kind in PERSONAL or (found.follow is not None and not found.follow.is_muted)
    is_muted = select(Follow.id).where(
        Follow.item_id == found.item_id, Follow.member_id == found.member_id, Follow.is_muted
    )
    return (
        is_followed
        and mail_choice(found.member, found.kind) == Mail.AT_ONCE
        and (found.item_id is None or db.session.scalar(is_muted) is None)
    )
