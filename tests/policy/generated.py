"""Generated worlds: people, groups, items and what hangs on them, in any combination that the tables allow."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import select

from community.accounts.models import Identity, LoginSession, Member, MemberState, Role
from community.actions.models import ActionItem, Progress
from community.announcements.models import Announcement
from community.audit.models import AuditDetail, AuditEntry
from community.content.models import (
    Attachment,
    Audience,
    Comment,
    CommentText,
    ContentItem,
    ItemAnswer,
    ItemLink,
    ItemVisit,
    OldAddress,
    Reaction,
    ReactionKind,
    Revision,
    State,
)
from community.core.clock import now
from community.core.db import db
from community.core.ids import new_id
from community.decisions.models import Ballot, Decision, DecisionOption, Method, Phase, Voter
from community.documents.models import Document, DocumentVersion, Folder, Upload, shelf_of
from community.groups.models import (
    Access,
    CoordinatorOffer,
    Group,
    GroupInvitation,
    GroupMailInvitation,
    GroupMembership,
    GroupMessage,
    GroupOldAddress,
    GroupPicture,
    GroupRequest,
    GroupRole,
    GroupVisit,
    MailInvitationState,
    OfferState,
    RequestState,
)
from community.members.models import Expertise, Portrait, Profile
from community.members.queries.profiles import PARTS
from community.membership.models import (
    Application,
    ApplicationQuestion,
    ApplicationState,
    Invitation,
    MemberNote,
    Objection,
    Suspension,
)
from community.news.models import NewsPost
from community.notifications.models import Follow, Kind, Notification
from community.organisations.models import Layer, Organisation
from community.privacy.models import DataCopy, Erasure
from community.regions.models import Region
from community.reports.models import CaseState, Report, ReportCase, ReportReason
from community.review.models import HeldState, HeldText
from community.themes.models import Theme
from community.trail.models import TrailPlace

PEOPLE, GROUPS, MOST_DOCUMENTS, MOST_TOLD = 5, 3, 3, 10
IN_HAND = "in-hand"
STORED = {"file_name": "f", "media_type": "m", "byte_count": 1, "storage_key": "k"}
SENT = {"file_name": "f", "fingerprint": "p", "byte_count": 1}
person_number = st.integers(0, PEOPLE - 1)
group_number = st.integers(0, GROUPS - 1)


@dataclass
class Plan:
    """What a generated world holds, as plain values that hypothesis can make smaller."""

    people: list[tuple[MemberState, Role, bool]] = field(default_factory=list)
    groups: list[tuple[Access, bool]] = field(default_factory=list)
    places: set[tuple[int, int, GroupRole]] = field(default_factory=set)
    items: list[tuple[int, int | None, Audience, State, bool, bool]] = field(default_factory=list)
    comments: list[tuple[int, bool, bool]] = field(default_factory=list)
    requests: list[tuple[int, int, RequestState]] = field(default_factory=list)
    # Who proposed it, in which group, where it stands, and whether votes are shown early.
    decisions: list[tuple[int, int, Phase, bool]] = field(default_factory=list)
    # Whether the invitation to the site whose link somebody holds was used already.
    is_used: bool = False


plans = st.builds(
    Plan,
    people=st.lists(
        st.tuples(st.sampled_from(MemberState), st.sampled_from(Role), st.booleans()), min_size=PEOPLE, max_size=PEOPLE
    ),
    groups=st.lists(st.tuples(st.sampled_from(Access), st.booleans()), min_size=GROUPS, max_size=GROUPS),
    places=st.sets(st.tuples(person_number, group_number, st.sampled_from(GroupRole)), max_size=8),
    items=st.lists(
        st.tuples(
            person_number,
            st.none() | group_number,
            st.sampled_from(Audience),
            st.sampled_from(State),
            st.booleans(),
            st.booleans(),
        ),
        min_size=1,
        max_size=8,
    ),
    comments=st.lists(st.tuples(person_number, st.booleans(), st.booleans()), max_size=8),
    requests=st.lists(
        st.tuples(person_number, group_number, st.sampled_from(RequestState)), max_size=4, unique_by=lambda row: row[:2]
    ),
    decisions=st.lists(
        st.tuples(person_number, group_number, st.sampled_from(Phase), st.booleans()), min_size=1, max_size=3
    ),
    is_used=st.booleans(),
)


def allowed_audience(access: Access | None, audience: Audience) -> Audience:
    """Give the audience that the tables allow: as wished where possible."""
    if access is None:
        return Audience.MEMBERS if audience == Audience.GROUP else audience
    return Audience.GROUP if access == Access.HIDDEN else audience


def fill(plan: Plan) -> list[Member]:
    """Write the world of a plan, and give its people."""
    people = [person(number, *each) for number, each in enumerate(plan.people)]
    groups = [group(number, *each) for number, each in enumerate(plan.groups)]
    db.session.add_all([*people, *groups])
    db.session.flush()
    seen: set[tuple[int, int]] = set()
    for who, where, role in sorted(plan.places):
        if (who, where) not in seen:
            seen.add((who, where))
            # Every other member is muted where they are in.
            is_muted = role == GroupRole.MEMBER and who % 2 == 0
            place = {"group_id": groups[where].id, "member_id": people[who].id}
            db.session.add(GroupMembership(role=role, is_muted=is_muted, **place))
    items = [item(number, people, groups, *each) for number, each in enumerate(plan.items)]
    db.session.add_all(items)
    db.session.flush()
    for number, (who, is_hidden, is_removed) in enumerate(plan.comments):
        db.session.add_all(comment(items[number % len(items)], people[who], is_hidden, is_removed))
    for each in items:
        db.session.add(Revision(item_id=each.id, number=1, title="t", made_by_id=each.author_id))
        db.session.add(
            Attachment(
                item_id=each.id,
                file_name="f",
                media_type="m",
                byte_count=1,
                storage_key="k",
                uploaded_by_id=each.author_id,
            )
        )
    add_profiles(people)
    add_what_waits(plan, people, groups)
    add_documents(plan, people, groups)
    add_what_hangs_on(people, groups, items)
    for number, each in enumerate(plan.decisions):
        add_decision(number, people, groups, *each)
    add_actions(people, groups)
    add_trail(people, groups)
    add_what_belongs_to_the_site(people[0], is_used=plan.is_used)
    add_reports(people, groups)
    add_held_texts()
    for who in people:
        add_what_is_heard_by(who, groups, items)
    db.session.flush()
    return people


def add_profiles(people: list[Member]) -> None:
    """Let everybody but the last tell of themselves, and show every other part, each another one first."""
    for number, who in enumerate(people[:-1]):
        shown = {f"shows_{part}": (number + place) % 2 == 0 for place, part in enumerate(PARTS)}
        db.session.add_all(
            [
                Profile(member_id=who.id, **shown),
                Expertise(member_id=who.id, words="w", words_folded="w"),
                Portrait(member_id=who.id, storage_key="k", byte_count=1, width=1),
            ]
        )


def add_reports(people: list[Member], groups: list[Group]) -> None:
    """Write a case in each state about everybody, in a group or in none, with a report of somebody else in it."""
    states = itertools.product(enumerate(people), enumerate(CaseState))
    for number, ((who, person), (which, state)) in enumerate(states):
        judge, reporter = people[(who + which) % PEOPLE], people[(who + 2) % PEOPLE]
        case = ReportCase(
            id=new_id(),
            thing=f"member:{number}",
            profile_id=person.id,
            about_id=person.id,
            group_id=None if number % 2 else groups[number % GROUPS].id,
            state=state,
            decided_by_id=None if state == CaseState.OPEN else judge.id,
        )
        db.session.add(case)
        db.session.flush()
        db.session.add(Report(case_id=case.id, member_id=reporter.id, reason=ReportReason.OTHER))


def add_held_texts() -> None:
    """Let some of the comments and items of the world be held, in each state; which are hidden stays as it is."""
    texts = [
        (each, {"comment_id": each.id})
        for each in db.session.scalars(select(Comment).order_by(Comment.id).limit(MOST_TOLD))
    ]
    items = db.session.scalars(select(ContentItem).order_by(ContentItem.id).limit(MOST_TOLD))
    for number, (row, key) in enumerate([*texts, *((each, {"item_id": each.id}) for each in items)]):
        state = list(HeldState)[number % len(HeldState)]
        group_id = row.group_id if isinstance(row, ContentItem) else None
        db.session.add(
            HeldText(
                author_id=row.author_id,
                group_id=group_id,
                reasons=[],
                state=state,
                decided_by_id=None if state == HeldState.WAITING else row.author_id,
                **key,
            )
        )
    db.session.flush()


def add_what_waits(plan: Plan, people: list[Member], groups: list[Group]) -> None:
    """Write requests and invitations to groups, and an application of everybody."""
    for who, where, state in plan.requests:
        values: dict[str, Any] = {"group_id": groups[where].id, "member_id": people[who].id, "state": state}
        db.session.add_all([GroupRequest(**values), GroupInvitation(invited_by_id=people[0].id, **values)])
    for number, where in enumerate(groups):
        for state in (OfferState.WAITING, OfferState.DECLINED):
            asked = people[(number + len(state)) % PEOPLE].id
            db.session.add(
                CoordinatorOffer(group_id=where.id, member_id=asked, state=state, expires_at=now() + timedelta(days=7))
            )
    for number, state in enumerate(MailInvitationState):
        by_mail = {"group_id": groups[number % GROUPS].id, "invited_by_id": people[0].id, "state": state}
        token = IN_HAND if number == len(plan.requests) else f"m{number}"
        db.session.add(GroupMailInvitation(email="e", token_hash=token, expires_at=now(), **by_mail))
    for number, each_group in enumerate(groups):
        by: dict[str, Any] = {"group_id": each_group.id}
        db.session.add(GroupMessage(author_id=people[0].id, title="s", text="t", submit_key=f"s{number}", **by))
        db.session.add(GroupPicture(alt="a", uploaded_by_id=people[0].id, **by, **STORED))
    for each in people:
        db.session.add(Application(member_id=each.id, function="f", state=ApplicationState.WAITING))
    db.session.flush()
    add_what_is_decided_on(people)


def add_what_is_decided_on(people: list[Member]) -> None:
    """Write of everybody two questions, a refusal with an objection, and a note."""
    for number, who in enumerate(people):
        by, moment = people[number % 3], now() if number % 2 else None
        refused = Application(id=new_id(), member_id=who.id, function="f", state=ApplicationState.REFUSED)
        db.session.add(refused)
        db.session.flush()
        ids: dict[str, Any] = {"application_id": refused.id, "member_id": who.id}
        waiting = db.session.scalars(
            select(Application.id).where(Application.member_id == who.id, Application.id != refused.id)
        ).one()
        asked: dict[str, Any] = {"member_id": who.id, "asked_by_id": by.id, "question": "q"}
        db.session.add_all(
            [
                ApplicationQuestion(application_id=waiting, **asked),
                ApplicationQuestion(application_id=refused.id, answered_at=moment, **asked),
                Objection(refused_by_id=by.id, text="t", decided_at=moment, **ids),
                MemberNote(member_id=who.id, author_id=by.id, text="t"),
                DataCopy(member_id=who.id, made_at=moment),
                Erasure(member_id=who.id, asked_by_id=by.id, due_at=now(), done_at=moment),
            ]
        )
    db.session.flush()


def add_what_is_heard_by(who: Member, groups: list[Group], items: list[ContentItem]) -> None:
    """Let a person follow everything there is, and be told of all of it."""
    keys: list[dict[str, int]] = [{"item_id": each.id} for each in items] + [{"group_id": each.id} for each in groups]
    keys += [{"region_id": each} for each in db.session.scalars(select(Region.id))]
    keys += [{"theme_id": each} for each in db.session.scalars(select(Theme.id))]
    db.session.add_all([Follow(member_id=who.id, **key) for key in keys])
    told: list[tuple[Kind, dict[str, int]]] = [(Kind.NEWS, {"item_id": each.id}) for each in items]
    comments = db.session.execute(select(Comment.id, Comment.item_id))
    told += [(Kind.COMMENT, {"item_id": item_id, "comment_id": each}) for each, item_id in comments]
    told += [(Kind.REQUEST, {"request_id": each}) for each in db.session.scalars(select(GroupRequest.id))]
    told += [(Kind.INVITATION, {"invitation_id": each}) for each in db.session.scalars(select(GroupInvitation.id))]
    told += [(Kind.COORDINATE, {"offer_id": each}) for each in db.session.scalars(select(CoordinatorOffer.id))]
    told += [(Kind.CASE, {"case_id": each}) for each in db.session.scalars(select(ReportCase.id).limit(MOST_TOLD))]
    told += [(Kind.ANSWER, {"report_id": each}) for each in db.session.scalars(select(Report.id).limit(MOST_TOLD))]
    told += [(Kind.MESSAGE, {"message_id": each}) for each in db.session.scalars(select(GroupMessage.id))]
    db.session.add_all(
        [Notification(member_id=who.id, event_id=new_id(), kind=kind, thing_id=0, **key) for kind, key in told]
    )


def add_documents(plan: Plan, people: list[Member], groups: list[Group]) -> None:
    """Write a document with two versions, a folder and an upload for each of the first items that is in a group."""
    for number, (who, where, audience, state, *_) in enumerate(plan.items[:MOST_DOCUMENTS]):
        if where is None:
            continue
        place, author = groups[where], people[who].id
        allowed = allowed_audience(place.access, audience)
        document = Document(
            id=new_id(),
            slug=f"d{number}",
            title="d",
            author_id=author,
            group_id=place.id,
            group_access=place.access,
            is_shared_beyond_group=place.access == Access.CLOSED,
            audience=allowed,
            state=state,
            shelf=shelf_of(place.id, None),
            is_shelved=False,
            name_folded="d",
        )
        db.session.add_all([document, Upload(group_id=place.id, member_id=author, **SENT)])
        db.session.flush()
        for version in (1, 2):
            values: dict[str, Any] = {"number": version, "is_current": version == 2, "made_by_id": author}
            db.session.add(DocumentVersion(document_id=document.id, group_id=place.id, **values, **STORED))
        db.session.add(
            Folder(
                slug=f"f{number}",
                name="f",
                name_folded=f"f{number}",
                group_id=place.id,
                group_access=place.access,
                shelf=shelf_of(place.id, None),
                audience=allowed if place.access == Access.OPEN else Audience.GROUP,
                author_id=author,
                is_removed=state == State.REMOVED,
                removed_by_id=author if number % 2 else None,
            )
        )
    db.session.flush()


def add_what_hangs_on(people: list[Member], groups: list[Group], items: list[ContentItem]) -> None:
    """Write what belongs to persons, former addresses, earlier texts, and a log of each group and of the site."""
    for number, who in enumerate(people):
        db.session.add(Suspension(member_id=who.id, reason="r", suspended_by_id=people[0].id))
        db.session.add(LoginSession(token_hash=f"t{number}", member_id=who.id, provider="p", expires_at=now()))
        db.session.add(Identity(issuer="i", subject=f"s{number}", provider="p", member_id=who.id))
    for number, each in enumerate(items):
        db.session.add(OldAddress(kind="news", slug=f"o{number}", item_id=each.id))
    for each_id in db.session.scalars(select(Comment.id)):
        db.session.add(CommentText(comment_id=each_id, html="x"))
    add_what_ties_items(people, groups, items)
    entries = [
        AuditEntry(id=new_id(), event=event, group_id=each, actor_id=people[number % len(people)].id, member_id=about)
        for number, each in enumerate((None, *(group.id for group in groups)))
        for event, about in (("e", None), ("MemberSuspended", people[-1].id), ("NoteWritten", people[0].id))
    ]
    db.session.add_all([GroupOldAddress(slug=f"o{number}", group_id=each.id) for number, each in enumerate(groups)])
    db.session.add_all(entries)
    db.session.flush()
    db.session.add_all([AuditDetail(entry_id=entry.id, salt=b"s", text="{}") for entry in entries])
    db.session.flush()


def add_what_ties_items(people: list[Member], groups: list[Group], items: list[ContentItem]) -> None:
    """Write answers, links between items in their texts and in comments, and when people looked."""
    first_said = {row.item_id: row for row in db.session.scalars(select(Comment).order_by(Comment.id.desc()))}
    for said in first_said.values():
        db.session.add(ItemAnswer(item_id=said.item_id, comment_id=said.id, marked_by_id=people[0].id))
    for one, other in itertools.pairwise(items):
        said_there = first_said.get(one.id)
        db.session.add(ItemLink(from_item_id=one.id, to_item_id=other.id))
        if said_there is not None:
            db.session.add(ItemLink(from_item_id=one.id, comment_id=said_there.id, to_item_id=other.id))
    for who in people:
        db.session.add_all([ItemVisit(member_id=who.id, item_id=each.id) for each in items])
        db.session.add_all([GroupVisit(member_id=who.id, group_id=each.id) for each in groups])


def add_actions(people: list[Member], groups: list[Group]) -> None:
    """Write an action item in each group, one of them over, owned by one person and written by another."""
    for number, where in enumerate(groups):
        is_over = number % 2 == 1
        made = ActionItem(
            id=new_id(),
            slug=f"a{number}",
            title="t",
            author_id=people[number % PEOPLE].id,
            owner_id=people[(number + 1) % PEOPLE].id,
            group_id=where.id,
            group_access=where.access,
            audience=Audience.GROUP,
            state=State.PUBLISHED,
            published_at=now(),
            progress=Progress.DONE if is_over else Progress.TO_DO,
            ended_at=now() if is_over else None,
        )
        db.session.add(made)
    db.session.flush()


def add_trail(people: list[Member], groups: list[Group]) -> None:
    """Write a trail through every item, and make the first decision of each group public; one of these is gone."""
    region = Region(name="p", slug="p")
    db.session.add(region)
    db.session.flush()
    for number, decision in enumerate(db.session.scalars(select(Decision).order_by(Decision.id)).all()):
        decision.outcome_at = now() if number % 2 == 0 else None
        decision.region_id = region.id if number < 2 else None
        made = Announcement(
            id=new_id(),
            slug=f"b{number}",
            title="t",
            author_id=people[number % PEOPLE].id,
            region_id=region.id,
            audience=Audience.PUBLIC,
            state=State.REMOVED if number == 1 else State.PUBLISHED,
            published_at=now(),
            decision_id=decision.id,
            group_name=groups[0].name or "g",
            decided_on=now().date(),
        )
        db.session.add(made)
    db.session.flush()
    ids = list(db.session.scalars(select(ContentItem.id).order_by(ContentItem.id)))
    for item_id in ids:
        db.session.add(TrailPlace(item_id=item_id, origin_id=None if item_id == ids[0] else ids[0], trail_id=ids[0]))
    db.session.flush()


def add_decision(number: int, people: list[Member], groups: list[Group], who: int, where: int, *rest: Any) -> None:
    """Write a vote by name with an option, of which everybody may vote and did."""
    phase, is_shown_early = rest
    made = Decision(
        id=new_id(),
        slug=f"d{number}",
        title="t",
        author_id=people[who].id,
        group_id=groups[where].id,
        group_access=groups[where].access,
        audience=Audience.GROUP,
        state=State.PUBLISHED,
        published_at=now(),
        method=Method.MAJORITY,
        phase=phase,
        is_shown_early=is_shown_early,
        opens_at=now(),
        closes_at=now(),
    )
    db.session.add(made)
    db.session.flush()
    db.session.add(DecisionOption(decision_id=made.id, number=1, text="o"))
    for person in people:
        of_vote = {"decision_id": made.id, "is_anonymous": False, "member_id": person.id}
        db.session.add_all([Voter(**of_vote), Ballot(choice=[1], **of_vote)])
    db.session.flush()


def add_what_belongs_to_the_site(inviter: Member, *, is_used: bool) -> None:
    """Write regions, themes, organisations and invitations; the link of the first may be in somebody's hand."""
    invitation: dict[str, Any] = {"email": "e", "invited_by_id": inviter.id, "expires_at": now()}
    db.session.add_all(
        [
            Region(name="r", slug="r"),
            Theme(name="t", slug="t"),
            Organisation(name="a", name_folded="a", slug="a", layer=Layer.OTHER),
            Organisation(name="b", name_folded="b", slug="b", layer=Layer.OTHER, is_confirmed=False),
            Invitation(token_hash=IN_HAND, used_at=now() if is_used else None, **invitation),
            Invitation(token_hash="elsewhere", **invitation),
        ]
    )
    db.session.flush()


def person(number: int, state: MemberState, role: Role, is_muted: bool) -> Member:
    return Member(
        id=new_id(),
        name=f"p{number}",
        name_folded=f"p{number}",
        slug=f"p{number}",
        state=state,
        role=role,
        is_muted=is_muted,
    )


def group(number: int, access: Access, is_archived: bool) -> Group:
    return Group(id=new_id(), slug=f"g{number}", name="g", name_folded="g", access=access, is_archived=is_archived)


def item(
    number: int,
    people: list[Member],
    groups: list[Group],
    who: int,
    where: int | None,
    audience: Audience,
    state: State,
    comments_open: bool,
    is_written_together: bool,
) -> ContentItem:
    place = None if where is None else groups[where]
    access = place.access if place else None
    is_removed = state == State.REMOVED
    return NewsPost(
        removed_from=(None, State.DRAFT, State.PUBLISHED)[number % 3] if is_removed else None,
        removed_at=now() if is_removed else None,
        removed_by_id=people[(who + number) % PEOPLE].id if is_removed else None,
        id=new_id(),
        slug=f"i{number}",
        title="t",
        author_id=people[who].id,
        group_id=place.id if place else None,
        group_access=access,
        is_shared_beyond_group=access == Access.CLOSED,
        audience=allowed_audience(access, audience),
        state=state,
        published_at=now() - timedelta(days=1),
        comments_open=comments_open,
        is_written_together=is_written_together,
        is_frozen=bool(place and place.is_archived),
    )


def comment(below: ContentItem, author: Member, is_hidden: bool, is_removed: bool) -> list[Any]:
    comment_id = new_id()
    row = Comment(
        id=comment_id,
        item_id=below.id,
        thread_id=comment_id,
        author_id=author.id,
        submit_key=str(comment_id),
        html="x",
        is_hidden=is_hidden,
        is_held=is_hidden and comment_id % 2 == 0,
        is_removed=is_removed,
        # What a hidden comment said has gone for good here.
        removed_at=now() if is_removed and not is_hidden else None,
        removed_by_id=author.id if is_removed else None,
    )
    return [row, Reaction(id=new_id(), comment_id=comment_id, member_id=author.id, kind=ReactionKind.AGREE)]
