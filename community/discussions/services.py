"""What people do with discussions: begin, change, put on top, choose for whom, take away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from community import audit
from community.accounts.models import Member
from community.audit.group_events import (
    AudienceChanged,
    DiscussionMovedAway,
    DiscussionMovedHere,
    DiscussionPinned,
    DiscussionStarted,
    DiscussionUnpinned,
)
from community.content.models import Audience, ContentItem, ItemCounter, State
from community.content.services import publication
from community.content.services.addresses import free_address
from community.content.services.links import note_links
from community.content.services.texts import Text, first_text
from community.core.clock import now
from community.core.db import db
from community.core.ids import new_id
from community.discussions.models import ALLOWED_AUDIENCES, Discussion
from community.discussions.queries import may_remove, others_commented
from community.groups.models import Group
from community.groups.services.places import hold
from community.notifications.tell import Event, follow_by_taking_part, tell
from community.policy import Actor, Permission, Refused, demand, requires
from community.reports.services.moving import take_cases_along
from community.review.models import Why
from community.review.services.checking import Written, _reasons_to_hold, comments_lately
from community.review.services.holding import hold_item_row, take_held_along
from community.richtext import CleanHtml

# Within this time the same title by the same person in the same group is the same form, sent twice.
DOUBLED = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Opening:
    """What a discussion begins with."""

    title: str
    body: CleanHtml
    audience: Audience


@requires(Permission.DISCUSSION_START)
def start_discussion(actor: Actor, group: Group, *, opening: Opening, author: Member) -> Discussion:
    """Begin a discussion in a group, for no wider audience than the group allows."""
    hold(group)
    demand(actor, Permission.DISCUSSION_START, group)
    demand_allowed(Permission.DISCUSSION_START, group, opening.audience)
    doubled = _just_started(actor, group, opening.title)
    if doubled is not None:
        return doubled
    discussion_id = new_id()
    written = Written(opening.body, title=opening.title, item_id=discussion_id, group_id=group.id)
    reasons = _reasons_to_hold(actor, written, comments_lately(actor.id))
    discussion = Discussion(
        id=discussion_id,
        slug=free_address(Discussion, opening.title, audience=Audience.GROUP),
        author_id=actor.id,
        author_function=author.function,
        author_organisation=author.confirmed_organisation,
        group_id=group.id,
        group_access=group.access,
        region_id=group.region_id,
        audience=opening.audience,
        state=State.HELD if reasons else State.PUBLISHED,
        published_at=None if reasons else now(),
        last_activity_at=now(),
    )
    set_committed_value(discussion, "group", group)
    discussion.counter = ItemCounter(comment_count=0)
    db.session.add(discussion)
    first_text(discussion, Text(opening.title, "", opening.body))
    audit.record(actor, DiscussionStarted(item_id=discussion.id, group_id=group.id))
    if reasons:
        db.session.flush()
        hold_item_row(discussion, reasons)
    else:
        _let_be_heard(discussion, opening.body, by_author=actor)
    return discussion


def _let_be_heard(discussion: Discussion, body: str, *, by_author: Actor) -> None:
    """Let a discussion be known to who follows its group, from this moment on."""
    note_links(discussion.id, body, by=by_author)
    if discussion.group is not None:
        discussion.group.last_activity_at = now()
    db.session.flush()
    follow_by_taking_part(discussion.author_id, item_id=discussion.id)
    tell(by_author, Event.DISCUSSION_STARTED, item_id=discussion.id)


def _release_discussion(discussion: Discussion, *, by_author: Actor, was_on_view: bool) -> None:
    """Let all see a discussion that was held; from this moment on it is new, unless they saw it before."""
    discussion.state = State.PUBLISHED
    if was_on_view:
        return
    discussion.created_at = discussion.published_at = discussion.last_activity_at = now()
    _let_be_heard(discussion, discussion.body, by_author=by_author)


@requires(Permission.ITEM_EDIT)
def look_at_change(actor: Actor, discussion: Discussion) -> bool:
    """Let a discussion wait that was changed into what has to; says whether it does.

    What only waits because of who wrote it stays, once others have spoken in it.
    """
    if discussion.state != State.PUBLISHED:
        return False
    written = Written(discussion.body, title=discussion.title, item_id=discussion.id, group_id=discussion.group_id)
    reasons = _reasons_to_hold(actor, written, comments_lately(actor.id))
    if others_commented(discussion):
        reasons = [each for each in reasons if each["why"] not in (Why.EVERYONE, Why.NEWCOMER)]
    if not reasons:
        return False
    discussion.state = State.HELD
    hold_item_row(discussion, reasons, was_on_view=True)
    return True


@requires(Permission.ITEM_EDIT)
def change_audience(actor: Actor, discussion: Discussion, *, audience: Audience) -> None:
    """Choose for whom a discussion is; wider only while nobody else has spoken in the trust that it is not."""
    if audience == discussion.audience or discussion.group is None:
        return
    demand_allowed(Permission.ITEM_EDIT, discussion.group, audience)
    if audience.is_wider_than(discussion.audience) and others_commented(discussion):
        raise Refused(
            Permission.ITEM_EDIT,
            _l("Anderen reageerden al, voor een kleinere kring. Je kunt dit gesprek niet meer breder delen."),
        )
    discussion.audience = audience
    event = AudienceChanged(item_id=discussion.id, group_id=discussion.group_id, audience=audience)
    audit.record(actor, event)


@requires(Permission.DISCUSSION_MOVE)
def move_discussion(actor: Actor, discussion: Discussion, *, target: Group, audience: Audience) -> None:
    """Put a discussion in another group, with all that was said in it, for no wider kind of readers than it had."""
    _hold_discussion(discussion)
    demand(actor, Permission.DISCUSSION_MOVE, discussion)
    if discussion.group_id == target.id:
        return
    hold(target)
    demand(actor, Permission.DISCUSSION_RECEIVE, target)
    if audience not in audiences_after_move(discussion, target):
        raise Refused(Permission.DISCUSSION_MOVE, _l("Zo mag dit gesprek niet in die werkgroep staan."))
    left = discussion.group_id
    discussion.group_id, discussion.group_access = target.id, target.access
    discussion.audience, discussion.is_shared_beyond_group = audience, False
    discussion.region_id, discussion.is_pinned = target.region_id, False
    set_committed_value(discussion, "group", target)
    take_cases_along(discussion)
    take_held_along(discussion)
    if left is not None:
        audit.record(actor, DiscussionMovedAway(item_id=discussion.id, group_id=left))
    audit.record(actor, DiscussionMovedHere(item_id=discussion.id, group_id=target.id, audience=audience))


@requires(Permission.ITEM_MODERATE)
def pin(actor: Actor, item: ContentItem) -> None:
    """Put a discussion on top of its list."""
    if not item.is_pinned:
        item.is_pinned = True
        audit.record(actor, DiscussionPinned(item_id=item.id, group_id=item.group_id))


@requires(Permission.ITEM_MODERATE)
def unpin(actor: Actor, item: ContentItem) -> None:
    """Put a discussion on top no longer."""
    if item.is_pinned:
        item.is_pinned = False
        audit.record(actor, DiscussionUnpinned(item_id=item.id, group_id=item.group_id))


@requires(Permission.ITEM_REMOVE)
def remove_discussion(actor: Actor, discussion: Discussion) -> None:
    """Take a discussion away; its author does so only while nobody else has spoken in it."""
    if not may_remove(actor, discussion):
        raise Refused(
            Permission.ITEM_REMOVE,
            _l("Anderen reageerden al. Vraag een coördinator om dit gesprek te verwijderen."),
        )
    publication.remove(actor, discussion)


def demand_allowed(permission: Permission, group: Group, audience: Audience) -> None:
    """Refuse an audience that is wider than the group allows."""
    if audience not in ALLOWED_AUDIENCES[group.access]:
        raise Refused(permission, _l("In deze werkgroep is alles alleen voor wie meedoet."))


def audiences_after_move(discussion: Discussion, target: Group) -> tuple[Audience, ...]:
    """Give for whom a discussion can be in another group: what that allows, and never a wider kind than it was."""
    return tuple(each for each in ALLOWED_AUDIENCES[target.access] if not each.is_wider_than(discussion.audience))


def _hold_discussion(discussion: Discussion) -> None:
    """Keep others from moving a discussion until this transaction ends, and read anew where it stands."""
    db.session.refresh(discussion, ["group_id", "group_access", "audience", "state"], with_for_update=True)


def _just_started(actor: Actor, group: Group, title: str) -> Discussion | None:
    """Give the discussion that the same form began a moment ago."""
    query = (
        select(Discussion)
        .where(
            Discussion.group_id == group.id,
            Discussion.author_id == actor.id,
            Discussion.title == title,
            Discussion.state.in_((State.PUBLISHED, State.HELD)),
            Discussion.created_at > now() - DOUBLED,
        )
        .limit(1)
    )
    found = db.session.scalars(query).one_or_none()
    if found is not None:
        set_committed_value(found, "group", group)
    return found
