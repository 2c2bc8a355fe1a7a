"""The things about which the table of expectations speaks, by the names it uses, in one small world.

`author` wrote or owns all of them; `group_member` and `coordinator` are in every group; nobody else is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload, undefer

from community.accounts.models import Identity, LoginSession, Member, MemberState, Role
from community.actions.models import ActionItem, Progress
from community.announcements.models import Announcement
from community.audit.models import AuditDetail, AuditEntry
from community.content.models import (
    Attachment,
    AttachmentUse,
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
from community.documents.models import Document, DocumentVersion, Folder, Preview, Upload
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
from community.members.models import Expertise, MemberTheme, Portrait, Profile
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
from community.notifications.models import Follow, Kind, Notification
from community.pages.models import Page
from community.policy import CLOCK, VISITOR, Actor
from community.privacy.models import DataCopy, Erasure
from community.reports.models import CaseState, Report, ReportCase, ReportReason, Verdict
from community.review.models import HeldState, HeldText
from community.trail.models import TrailPlace
from tests.builders.world import World

PERSONS = (
    "visitor",
    "applicant",
    "suspended",
    "member",
    "author",
    "group_member",
    "coordinator",
    "editor",
    "moderator",
    "administrator",
    "inspector",
    "clock",
)

Loader = Callable[[], Any]


class Cast:
    """The persons of the table, as rows and as actors, with the groups they are in."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.rows: dict[str, Member] = {
            "applicant": world.member("Aan Vrager", state=MemberState.APPLICANT),
            "suspended": world.member("Ge Schorst", state=MemberState.SUSPENDED),
            "member": world.member("Gewoon Lid"),
            "author": world.member("De Schrijver"),
            "group_member": world.member("Groep Genoot"),
            "coordinator": world.member("Co Ordinator"),
            "editor": world.member("Re Dacteur", role=Role.EDITOR),
            "moderator": world.member("Mo Derator", role=Role.MODERATOR),
            "administrator": world.member("Be Heerder", role=Role.ADMINISTRATOR),
            "inspector": world.member("In Specteur", role=Role.MODERATOR),
        }
        self.groups = {access: self.make_group(access) for access in Access}
        self.archived = self.make_group(Access.OPEN, is_archived=True)
        self.theme, self.region = world.theme(), world.region()
        # The suspended person and the applicant were once in the closed group; it gives them nothing.
        for name in ("suspended", "applicant"):
            self.join(self.groups[Access.CLOSED], self.rows[name], GroupRole.COORDINATOR)

    def make_group(self, access: Access, **more: Any) -> Group:
        """Make a group with the coordinator in it, and the group member, who is deputy."""
        deputy = self.rows["group_member"]
        group = self.world.group(
            access.value, access=access, coordinator=self.rows["coordinator"], members=(deputy,), **more
        )
        with self.world.context():
            place = (GroupMembership.group_id == group.id, GroupMembership.member_id == deputy.id)
            db.session.execute(update(GroupMembership).where(*place).values(is_deputy=True))
        return group

    def join(self, group: Group, person: Member, role: GroupRole = GroupRole.MEMBER) -> GroupMembership:
        """Put a person in a group."""
        return self.world.keep(GroupMembership(group_id=group.id, member_id=person.id, role=role))

    def actor(self, name: str) -> Actor:
        """Give a person of the table as the rules see them now."""
        if name == "visitor":
            return VISITOR
        if name == "clock":
            return CLOCK
        found = self.world.actor(self.rows[name])
        if name != "inspector":
            return found
        return replace(found, opened_ids=frozenset(group.id for group in (*self.groups.values(), self.archived)))


def make_things(world: World, cast: Cast) -> dict[str, tuple[type[Any], int]]:
    """Make every thing of the table; gives the model and id of each."""
    made: dict[str, Any] = {}
    made |= make_items(world, cast)
    made |= make_comments(world, cast, made)
    made |= make_hangers_on(world, cast, made)
    made |= make_talk_things(world, cast, made)
    made |= make_documents(world, cast)
    made |= make_decisions(world, cast)
    made |= make_actions(world, cast)
    made |= make_announcements(world, cast, made)
    made |= make_trash(world, cast)
    made |= make_group_things(world, cast)
    made |= make_what_a_group_is_run_with(world, cast)
    made |= make_people(world, cast)
    made |= make_what_is_decided_on(world, cast, made)
    made |= make_reports(world, cast, made)
    made |= make_held_texts(world, cast, made)
    made |= make_what_is_heard(world, cast, made)
    return {name: (type(row), getattr(row, key_of(type(row)).key)) for name, row in made.items()}


def make_items(world: World, cast: Cast) -> dict[str, ContentItem]:
    """Make items of every audience and state."""
    author = cast.rows["author"]
    closed, hidden, opened = (cast.groups[access] for access in (Access.CLOSED, Access.HIDDEN, Access.OPEN))
    # One theme and one region for all, so that each is related to each other.
    alike: dict[str, Any] = {"themes": [cast.theme], "region_id": cast.region.id}
    in_closed = {"group_id": closed.id, "group_access": closed.access, "audience": Audience.GROUP}
    # Of another year than all the rest, so that the list of years depends on who asks.
    long_ago = now() - timedelta(days=800)
    return {
        "group_post": world.post("Groepsnieuws", author=author, published_at=long_ago, **in_closed, **alike),
        "group_draft_post": world.post("Groepsconcept", author=author, state=State.DRAFT, **in_closed, **alike),
        "public_post": world.post("Openbaar", author=author, **alike),
        "closed_comments_post": world.post("Dicht", author=author, comments_open=False),
        "members_post": world.post("Leden", author=author, audience=Audience.MEMBERS, **alike),
        "draft_post": world.post("Concept", author=author, state=State.DRAFT, **alike),
        "members_draft_post": world.post(
            "Ledenconcept", author=author, audience=Audience.MEMBERS, state=State.DRAFT, **alike
        ),
        "scheduled_post": world.post("Straks", author=author, state=State.SCHEDULED, publish_at=now(), **alike),
        "archived_post": world.post("Archief", author=author, state=State.ARCHIVED, **alike),
        "removed_post": world.post("Weg", author=author, state=State.REMOVED, **alike),
        "open_discussion": world.discussion(opened, "Open", author=author, audience=Audience.PUBLIC),
        "closed_discussion": world.discussion(closed, "Besloten", author=author, themes=[cast.theme]),
        "hidden_discussion": world.discussion(hidden, "Verborgen", author=author),
        "coordinator_discussion": world.discussion(closed, "Van de trekker", author=cast.rows["coordinator"]),
        "shared_discussion": world.discussion(
            closed, "Gedeeld", author=author, audience=Audience.PUBLIC, is_shared_beyond_group=True
        ),
        "draft_page": world.item(Page, "Nog niet", author, {"audience": Audience.PUBLIC, "state": State.DRAFT}),
        "members_page": world.item(Page, "Onder ons", author, {"audience": Audience.MEMBERS}),
        "wiki_page": world.wiki_page(closed, "Begrippen", author=author),
        "group_draft": world.discussion(closed, "Groepsconcept", author=author, state=State.DRAFT),
        "held_discussion": world.discussion(opened, "Wacht", author=author, audience=Audience.PUBLIC, state=State.HELD),
        "held_closed_discussion": world.discussion(closed, "Wacht besloten", author=author, state=State.HELD),
    }


def make_comments(world: World, cast: Cast, made: dict[str, Any]) -> dict[str, Comment]:
    """Make comments of the author, shown, hidden and removed."""
    author = cast.rows["author"]
    return {
        "public_comment": world.comment(made["public_post"], author=author),
        "closed_comments_comment": world.comment(made["closed_comments_post"], author=author),
        "members_comment": world.comment(made["members_post"], author=author),
        "group_comment": world.comment(made["closed_discussion"], author=author),
        "hidden_comment": world.comment(made["public_post"], author=author, is_hidden=True, hidden_reason="grof"),
        "hidden_group_comment": world.comment(made["closed_discussion"], author=author, is_hidden=True),
        "held_comment": world.comment(made["public_post"], author=author, is_hidden=True, is_held=True),
        "held_group_comment": world.comment(made["closed_discussion"], author=author, is_hidden=True, is_held=True),
        "removed_comment": world.comment(made["public_post"], author=author, is_removed=True),
    }


def make_hangers_on(world: World, cast: Cast, made: dict[str, Any]) -> dict[str, Any]:
    """Make what hangs on items and comments."""
    author = cast.rows["author"].id
    post, closed = made["public_post"], made["closed_discussion"]
    in_closed: dict[str, Any] = {"group_id": closed.group_id, "actor_id": author}
    picture: dict[str, Any] = {
        "use": AttachmentUse.LEAD_PICTURE,
        "file_name": "dijk.webp",
        "media_type": "image/webp",
        "width": 1600,
        "height": 900,
        "variants": [{"width": "360", "key": "k/360", "bytes": "10"}],
        "alt": "Een dijk",
        "credit": "Eigen foto",
    }
    return {
        "public_attachment": world.attachment(post),
        "group_attachment": world.attachment(closed),
        "public_picture": world.attachment(post, **picture),
        "group_picture": world.attachment(made["group_post"], **picture),
        # Of what the coordinator who reads the log may not read: a draft, and somebody who was suspended.
        "draft_log_line": world.keep(AuditEntry(event="CommentsClosed", item_id=made["group_draft"].id, **in_closed)),
        "suspended_log_line": world.keep(
            AuditEntry(event="GroupJoined", **in_closed | {"actor_id": cast.rows["suspended"].id})
        ),
        "post_revision": world.keep(Revision(item_id=post.id, number=1, title="v1", made_by_id=author)),
        "newer_revision": world.keep(Revision(item_id=post.id, number=2, title="v2", made_by_id=author)),
        "newer_wiki_revision": world.keep(
            Revision(item_id=made["wiki_page"].id, number=2, title="v2", made_by_id=author)
        ),
        "wiki_revision": world.keep(Revision(item_id=made["wiki_page"].id, number=1, title="v1", made_by_id=author)),
        "group_revision": world.keep(Revision(item_id=closed.id, number=1, title="v1", made_by_id=author)),
        "newer_group_revision": world.keep(Revision(item_id=closed.id, number=2, title="v2", made_by_id=author)),
        "old_public_address": world.keep(OldAddress(kind="news", slug="oud", item_id=post.id)),
        "old_members_address": world.keep(OldAddress(kind="news", slug="was", item_id=made["members_post"].id)),
        "old_group_address": world.keep(OldAddress(kind="discussion", slug="oud", item_id=closed.id)),
        "earlier_text": world.keep(CommentText(comment_id=made["public_comment"].id, html="<p>eerst</p>")),
        "reaction": world.keep(
            Reaction(comment_id=made["public_comment"].id, member_id=author, kind=ReactionKind.AGREE)
        ),
        "group_reaction": world.keep(
            Reaction(comment_id=made["group_comment"].id, member_id=author, kind=ReactionKind.AGREE)
        ),
    }


def make_documents(world: World, cast: Cast) -> dict[str, Any]:
    """Make documents with an earlier version, folders, and a file of the group member that is on its way."""
    author, made = cast.rows["author"], dict[str, Any]()
    audiences = {Access.OPEN: Audience.PUBLIC, Access.CLOSED: Audience.GROUP, Access.HIDDEN: Audience.GROUP}
    for access, audience in audiences.items():
        group, name = cast.groups[access], access.value
        folder = world.folder(group, f"Map {name}", author=author.id, audience=audience)
        document = world.document(
            group, f"{name}.txt", author=author, folder=folder, audience=audience, version={"is_current": False}
        )
        made |= {
            f"{name}_folder": folder,
            f"{name}_document": document,
            f"{name}_old_version": world.one(DocumentVersion, DocumentVersion.document_id == document.id),
            f"{name}_version": world.version(document, f"Nieuw in {name}".encode(), number=2, **pictures(world, name)),
        }
    closed, archived, member = cast.groups[Access.CLOSED], cast.archived, cast.rows["group_member"]
    removed = world.document(closed, "weg.txt", author=author, state=State.REMOVED)
    upload: dict[str, Any] = {"member_id": member.id, "file_name": "komt.txt", "fingerprint": "f", "byte_count": 9}
    return made | {
        "members_document": world.document(
            cast.groups[Access.OPEN], "leden.txt", author=author, audience=Audience.MEMBERS
        ),
        "old_document_address": world.keep(
            OldAddress(kind="document", slug="heette-anders", item_id=made["closed_document"].id)
        ),
        "removed_document": removed,
        "removed_version": world.one(DocumentVersion, DocumentVersion.document_id == removed.id),
        "member_document": world.document(closed, "van een lid.txt", author=member),
        "archived_document": world.document(archived, "af.txt", author=member),
        "archived_folder": world.folder(archived, "Af", author=member.id),
        "an_upload": world.keep(Upload(group_id=closed.id, **upload)),
        "archived_upload": world.keep(Upload(group_id=archived.id, **upload)),
    }


def pictures(world: World, name: str) -> dict[str, Any]:
    """Give the pictures of a version, as the worker would have drawn them."""
    key = world.store(f"plaatje van {name}".encode())
    page = {"width": "10", "height": "10", "key": key, "bytes": "10"}
    return {"preview": Preview.MADE, "thumbnail_key": key, "pages": [page]}


def make_actions(world: World, cast: Cast) -> dict[str, Any]:
    """Make action items of the author, given to the group member, in each state."""
    who: dict[str, Any] = {"author": cast.rows["author"], "owner_id": cast.rows["group_member"].id}
    over: dict[str, Any] = {"progress": Progress.DONE, "ended_at": now()}
    closed, opened = cast.groups[Access.CLOSED], cast.groups[Access.OPEN]
    # The calendar of the day is not asked: what is late is told beside a day, never by a rule.
    late = {"due_on": now().date() - timedelta(days=3)}
    return {
        "open_action": world.action(closed, "Bel de gemeente", **who, **late),
        "done_action": world.action(closed, "Gebeld", **who, **over),
        "public_action": world.action(opened, "Openbaar punt", audience=Audience.PUBLIC, **who),
        "public_done_action": world.action(opened, "Openbaar klaar", audience=Audience.PUBLIC, **who, **over),
        "hidden_action": world.action(cast.groups[Access.HIDDEN], "Verborgen punt", **who),
        "archived_action": world.action(cast.archived, "Te laat voor de groep", **who),
        "removed_action": world.action(closed, "Weggehaald punt", state=State.REMOVED, **who),
    }


def make_announcements(world: World, cast: Cast, made: dict[str, Any]) -> dict[str, Any]:
    """Make decisions of a group that can be public, one that is, one that was, and a trail that goes through all."""
    author, region = cast.rows["author"], cast.region.id
    result = {"verdict": "accepted", "totals": {"1": 1, "2": 0, "0": 0}, "ballot_count": 1, "winner": None}
    told: dict[str, Any] = {"outcome": "<p>Zo gaan we het doen.</p>", "outcome_at": now(), "region_id": region}
    told |= {"phase": Phase.CLOSED, "result": result | {"rounds": [], "reasons": []}, "author": author}
    closed, hidden = cast.groups[Access.CLOSED], cast.groups[Access.HIDDEN]
    told_of, was_told = world.decision(closed, "Bekendgemaakt", **told), world.decision(closed, "Was bekend", **told)
    things = {
        "told_decision": told_of,
        "once_told_decision": was_told,
        "hidden_told_decision": world.decision(hidden, "Stil besloten", **told),
        "regionless_decision": world.decision(closed, "Nergens besloten", **told | {"region_id": None}),
        "announcement": world.announcement(told_of),
        "removed_announcement": world.announcement(was_told, state=State.REMOVED),
    }
    names = ("closed_discussion", "told_decision", "open_action", "announcement", "once_told_decision")
    names += ("draft_post", "hidden_discussion")
    first, *rest = [(made | things)[name] for name in names]
    things["discussion_place"] = world.keep(TrailPlace(item_id=first.id, trail_id=first.id))
    for name, each in zip(names[1:], rest, strict=True):
        place = TrailPlace(item_id=each.id, origin_id=first.id, trail_id=first.id)
        things[f"{name}_place"] = world.keep(place)
    return things


def make_decisions(world: World, cast: Cast) -> dict[str, Any]:
    """Make votes of the author in each phase, each with what hangs on it: options, who may vote, ballots."""
    author, voter, suspended = (cast.rows[name] for name in ("author", "group_member", "suspended"))
    closed, hidden, opened = (cast.groups[access] for access in (Access.CLOSED, Access.HIDDEN, Access.OPEN))

    def made(group: Group, title: str, **more: Any) -> Decision:
        return world.decision(group, title, author=author, voters=(voter, suspended), options=("Trein", "Bus"), **more)

    def ballot(decision: Decision) -> Ballot:
        return world.keep(Ballot(decision_id=decision.id, member_id=voter.id, choice=[1], reason="Te duur"))

    def part(model: type[Any], decision: Decision) -> Any:
        return world.all(model, model.decision_id == decision.id)[0]

    result = {"verdict": "chosen", "totals": {"1": 1, "2": 0, "0": 0}, "ballot_count": 1, "winner": 1}
    counted: dict[str, Any] = {"phase": Phase.CLOSED, "result": result | {"rounds": [], "reasons": []}}
    told = {"outcome": "<p>Het wordt de trein.</p>", "outcome_by_id": suspended.id, "outcome_at": now()}
    vote, public = (
        made(closed, "Stemming", method=Method.CONSENT),
        made(opened, "Openbare stemming", audience=Audience.PUBLIC),
    )
    over, early = (
        made(closed, "Geteld", **counted, **told),
        made(opened, "Tussenstand", is_shown_early=True, audience=Audience.PUBLIC),
    )
    secret, out_of_sight = made(closed, "Anoniem", is_anonymous=True), made(hidden, "Verborgen stemming", **counted)
    public_over = made(opened, "Openbaar geteld", audience=Audience.PUBLIC, **counted)
    # Somebody whom other members do not see any more voted, too.
    world.keep(Ballot(decision_id=over.id, member_id=suspended.id, choice=[1], reason="Te druk"))
    return {
        "planned_vote": made(closed, "Straks", phase=Phase.PLANNED),
        "open_vote": vote,
        "public_vote": public,
        "secret_vote": secret,
        "counted_vote": over,
        "withdrawn_vote": made(closed, "Ingetrokken", phase=Phase.WITHDRAWN),
        "hidden_counted_vote": out_of_sight,
        "early_vote": early,
        "public_counted_vote": public_over,
        "option": part(DecisionOption, vote),
        "public_option": part(DecisionOption, public),
        "voter": part(Voter, vote),
        "public_voter": part(Voter, public),
        "secret_voter": part(Voter, secret),
        "counted_voter": part(Voter, over),
        "ballot": ballot(vote),
        "early_ballot": ballot(early),
        "counted_ballot": ballot(over),
        "hidden_ballot": ballot(out_of_sight),
        "public_ballot": ballot(public_over),
    }


def make_group_things(world: World, cast: Cast) -> dict[str, Any]:
    """Make groups, and the requests and invitations of the author."""
    author, coordinator = cast.rows["author"].id, cast.rows["coordinator"].id
    closed, hidden = cast.groups[Access.CLOSED], cast.groups[Access.HIDDEN]
    membership = world.one(
        GroupMembership, GroupMembership.group_id == closed.id, GroupMembership.member_id == coordinator
    )
    plain = world.one(
        GroupMembership,
        GroupMembership.group_id == closed.id,
        GroupMembership.member_id == cast.rows["group_member"].id,
    )
    in_hidden = world.one(
        GroupMembership, GroupMembership.group_id == hidden.id, GroupMembership.member_id == coordinator
    )
    site_line, site_words = log_line(world, AuditEntry(event="MemberSuspended", actor_id=author))
    group_line, group_words = log_line(world, AuditEntry(event="GroupJoined", actor_id=author, group_id=closed.id))
    about = {"member_id": author, "actor_id": cast.rows["moderator"].id}
    told_line, told_words = log_line(world, AuditEntry(event="MemberSuspended", **about))
    note_line, note_words = log_line(world, AuditEntry(event="NoteWritten", **about))
    return {
        **{f"{access.value}_group": group for access, group in cast.groups.items()},
        "line_about_author": told_line,
        "words_about_author": told_words,
        "note_line_about_author": note_line,
        "note_words_about_author": note_words,
        "archived_group": cast.archived,
        "closed_membership": membership,
        "closed_plain_membership": plain,
        "hidden_membership": in_hidden,
        "old_closed_group": world.keep(GroupOldAddress(slug="oud-besloten", group_id=closed.id)),
        "old_hidden_group": world.keep(GroupOldAddress(slug="oud-verborgen", group_id=hidden.id)),
        "site_log_line": site_line,
        "site_log_words": site_words,
        "group_log_line": group_line,
        "group_log_words": group_words,
        "answered_invitation": world.keep(
            GroupInvitation(
                group_id=hidden.id, member_id=author, invited_by_id=coordinator, state=RequestState.ACCEPTED
            )
        ),
        **make_offers(world, cast),
        "waiting_request": world.keep(GroupRequest(group_id=closed.id, member_id=author)),
        "decided_request": world.keep(GroupRequest(group_id=closed.id, member_id=author, state=RequestState.REFUSED)),
        "waiting_invitation": world.keep(
            GroupInvitation(group_id=hidden.id, member_id=author, invited_by_id=coordinator)
        ),
    }


def make_offers(world: World, cast: Cast) -> dict[str, Any]:
    """Make questions to run a group: to who is in it, to who is out of it by now, and one that is settled."""

    member, suspended = cast.rows["group_member"], cast.rows["suspended"]
    unled = world.group("Zonder trekker", access=Access.HIDDEN, coordinator=suspended, members=(member,))

    def offer(group: Group, person: Member, **more: Any) -> CoordinatorOffer:
        ids = {"group_id": group.id, "member_id": person.id}
        return world.keep(CoordinatorOffer(expires_at=now() + timedelta(days=7), **ids, **more))

    return {
        "unled_group": unled,
        "hidden_offer": offer(unled, member),
        "offer_to_who_left": offer(cast.groups[Access.CLOSED], cast.rows["author"]),
        "declined_offer": offer(unled, member, state=OfferState.DECLINED),
    }


def make_what_a_group_is_run_with(world: World, cast: Cast) -> dict[str, Any]:
    """Make invitations by e-mail, a message to all, pictures, a place of somebody who was muted, and an archive."""
    coordinator, author = cast.rows["coordinator"].id, cast.rows["author"]
    closed, hidden = cast.groups[Access.CLOSED], cast.groups[Access.HIDDEN]
    sent: dict[str, Any] = {"invited_by_id": coordinator, "expires_at": now() + timedelta(days=14)}
    picture: dict[str, Any] = {
        "file_name": "polder.webp",
        "media_type": "image/webp",
        "byte_count": 10,
        "storage_key": world.store(b"polder"),
        "width": 1600,
        "height": 900,
        "alt": "Een polder",
        "credit": "Eigen foto",
        "uploaded_by_id": coordinator,
    }
    quiet = world.member("Stil Lid")
    message = GroupMessage(
        group_id=closed.id,
        author_id=coordinator,
        title="Nieuwe vergaderdag",
        text="Voortaan dinsdag.",
        submit_key="m",
    )
    return {
        "mail_invitation": world.keep(
            GroupMailInvitation(
                group_id=hidden.id, email="wie@dan.example", token_hash="m1", message="Kom erbij", **sent
            )
        ),
        "claimed_mail_invitation": world.keep(
            GroupMailInvitation(
                group_id=cast.groups[Access.OPEN].id,
                email="straks@lid.example",
                token_hash="m2",
                state=MailInvitationState.CLAIMED,
                used_by_id=cast.rows["applicant"].id,
                **sent,
            )
        ),
        "used_mail_invitation": world.keep(
            GroupMailInvitation(
                group_id=closed.id,
                email="was@lid.example",
                token_hash="m3",
                state=MailInvitationState.ACCEPTED,
                used_by_id=author.id,
                **sent,
            )
        ),
        "group_message": world.keep(message),
        "closed_picture": world.keep(GroupPicture(group_id=closed.id, **picture)),
        "hidden_picture": world.keep(GroupPicture(group_id=hidden.id, **picture | {"alt": "Een sluis"})),
        "quiet_membership": world.keep(
            GroupMembership(group_id=closed.id, member_id=quiet.id, is_muted=True, mute_reason="Te fel")
        ),
        "archived_discussion": world.discussion(
            cast.archived, "Uitgepraat", author=cast.rows["coordinator"], audience=Audience.PUBLIC
        ),
    }


def make_trash(world: World, cast: Cast) -> dict[str, Any]:
    """Make what was removed in the closed group: by who wrote it, by a coordinator, a draft, comments, and a folder."""
    closed = cast.groups[Access.CLOSED]
    author, member, coordinator = (cast.rows[name] for name in ("author", "group_member", "coordinator"))

    def removed(title: str, by: Member, writer: Member, stood: State = State.PUBLISHED) -> Any:
        more: dict[str, Any] = {"state": State.REMOVED, "removed_from": stood}
        return world.discussion(closed, title, author=writer, removed_at=now(), removed_by_id=by.id, **more)

    talk = world.discussion(closed, "Met teruggenomen woorden", author=member)
    taken_back: dict[str, Any] = {"author": member, "is_removed": True}
    put_away: dict[str, Any] = {"is_removed": True, "removed_at": now(), "removed_by_id": member.id}
    return {
        "author_removed_discussion": removed("Weg door schrijver", author, author),
        "member_removed_discussion": removed("Weg door groepslid", member, member),
        "coordinator_removed_discussion": removed("Weg door trekker", coordinator, member),
        "draft_removed_discussion": removed("Weggegooid concept", member, member, State.DRAFT),
        "taken_back_comment": world.comment(talk, removed_at=now(), removed_by_id=member.id, **taken_back),
        "purged_comment": world.comment(talk, **taken_back),
        "coordinators_taken_back_comment": world.comment(
            talk, author=coordinator, is_removed=True, removed_at=now(), removed_by_id=coordinator.id
        ),
        "talked_back_discussion": talk,
        "removed_folder": world.folder(closed, "Weggegooide map", author=member.id, **put_away),
        "coordinators_removed_folder": world.folder(closed, "Map van de trekker", author=coordinator.id, **put_away),
    }


def make_reports(world: World, cast: Cast, made: dict[str, Any]) -> dict[str, Any]:
    """Make cases in each state, of the whole site and of the closed group, with a report in each of the open ones."""
    closed = cast.groups[Access.CLOSED].id

    def case(about: str, state: CaseState = CaseState.OPEN, by: str = "moderator", **key: Any) -> ReportCase:
        column, row_id = next(iter(key.items()))
        thing = f"{'member' if column == 'profile_id' else column.removesuffix('_id')}:{row_id}"
        over: dict[str, Any] = {}
        if state != CaseState.OPEN:
            over = {"decided_by_id": cast.rows[by].id, "decided_at": now(), "verdict": Verdict.EDIT, "reason": "Grof"}
        if state == CaseState.OBJECTED:
            over |= {"objection": "Niet waar", "objected_at": now()}
        return world.keep(ReportCase(thing=thing, about_id=cast.rows[about].id, state=state, **key, **over))

    def report(of: ReportCase, name: str) -> Report:
        return world.keep(
            Report(case_id=of.id, member_id=cast.rows[name].id, reason=ReportReason.RUDE, words="Heel grof")
        )

    site, group = (
        case("author", comment_id=made["public_comment"].id),
        case("author", comment_id=made["group_comment"].id, group_id=closed),
    )
    of_coordinator = case("coordinator", item_id=made["coordinator_discussion"].id, group_id=closed)
    of_moderator = case("moderator", profile_id=cast.rows["moderator"].id)
    return {
        "site_case": site,
        "group_case": group,
        "coordinator_case": of_coordinator,
        "moderator_case": of_moderator,
        "dismissed_case": case("author", CaseState.DISMISSED, item_id=made["open_discussion"].id),
        "decided_case": case("author", CaseState.DECIDED, item_id=made["public_post"].id),
        "suspended_case": case("suspended", CaseState.DECIDED, profile_id=cast.rows["suspended"].id),
        "objected_case": case("author", CaseState.OBJECTED, item_id=made["members_post"].id),
        "objected_group_case": case(
            "group_member", CaseState.OBJECTED, "coordinator", message_id=made["group_message"].id, group_id=closed
        ),
        "site_report": report(site, "member"),
        "group_report": report(group, "group_member"),
        "report_about_coordinator": report(of_coordinator, "group_member"),
        "report_about_moderator": report(of_moderator, "member"),
    }


def make_what_is_heard(world: World, cast: Cast, made: dict[str, Any]) -> dict[str, Any]:
    """Make what somebody follows and was told of."""

    def follow(name: str, **key: int) -> Follow:
        return world.keep(Follow(member_id=cast.rows[name].id, **key))

    def told(name: str, kind: Kind, **keys: int) -> Notification:
        thing = keys.get("item_id", made["closed_group"].id)
        told_of = Notification(member_id=cast.rows[name].id, event_id=new_id(), kind=kind, thing_id=thing, **keys)
        return world.keep(told_of)

    def comment(name: str) -> dict[str, int]:
        return {"item_id": made[name].item_id, "comment_id": made[name].id}

    public, closed = made["public_post"].id, made["closed_discussion"].id
    return {
        "authors_follow_of_public_post": follow("author", item_id=public),
        "authors_follow_of_closed_discussion": follow("author", item_id=closed),
        "members_follow_of_hidden_group": follow("member", group_id=made["hidden_group"].id),
        "group_members_follow_of_hidden_group": follow("group_member", group_id=made["hidden_group"].id),
        "applicants_follow_of_region": follow("applicant", region_id=made["a_region"].id),
        "members_follow_of_theme": follow("member", theme_id=made["a_theme"].id),
        "group_member_told_of_offer": told("group_member", Kind.COORDINATE, offer_id=made["hidden_offer"].id),
        "author_told_of_offer": told("author", Kind.COORDINATE, offer_id=made["offer_to_who_left"].id),
        "author_told_of_public_post": told("author", Kind.NEWS, item_id=public),
        "author_told_of_closed_discussion": told("author", Kind.DISCUSSION, item_id=closed),
        "group_member_told_of_group_comment": told("group_member", Kind.COMMENT, **comment("group_comment")),
        "member_told_of_public_comment": told("member", Kind.MENTION, **comment("public_comment")),
        "member_told_of_hidden_comment": told("member", Kind.COMMENT, **comment("hidden_comment")),
        "member_told_of_removed_comment": told("member", Kind.REPLY, **comment("removed_comment")),
        "moderator_told_of_hidden_discussion": told("moderator", Kind.DISCUSSION, item_id=made["hidden_discussion"].id),
        "suspended_told_of_public_post": told("suspended", Kind.NEWS, item_id=public),
        "coordinator_told_of_request": told("coordinator", Kind.REQUEST, request_id=made["waiting_request"].id),
        "coordinator_told_of_decided_request": told("coordinator", Kind.REQUEST, request_id=made["decided_request"].id),
        "author_told_of_decision": told("author", Kind.DECIDED, request_id=made["decided_request"].id),
        "author_told_of_invitation": told("author", Kind.INVITATION, invitation_id=made["waiting_invitation"].id),
        "group_member_told_of_message": told("group_member", Kind.MESSAGE, message_id=made["group_message"].id),
        "author_told_of_message": told("author", Kind.MESSAGE, message_id=made["group_message"].id),
        "coordinator_told_of_case": told("coordinator", Kind.CASE, case_id=made["group_case"].id),
        "moderator_told_of_decided_case": told("moderator", Kind.CASE, case_id=made["dismissed_case"].id),
        "author_told_of_open_case": told("author", Kind.CASE, case_id=made["site_case"].id),
        "author_told_of_verdict": told("author", Kind.VERDICT, case_id=made["decided_case"].id),
        "member_told_of_answer": told("member", Kind.ANSWER, report_id=made["site_report"].id),
        "author_told_of_answer": told("author", Kind.ANSWER, report_id=made["group_report"].id),
        "author_told_of_answered_invitation": told(
            "author", Kind.INVITATION, invitation_id=made["answered_invitation"].id
        ),
    }


def log_line(world: World, entry: AuditEntry) -> tuple[AuditEntry, AuditDetail]:
    """Make an entry of the log with words."""
    entry.detail_digest = "d"
    kept = world.keep(entry)
    return kept, world.keep(AuditDetail(entry_id=kept.id, salt=b"s", text='{"reason": "grof"}'))


def make_profiles(world: World, cast: Cast) -> dict[str, Any]:
    """Make what three people tell of themselves: one shows all, one nothing, and one all who is suspended."""
    made = dict[str, Any]()
    contact = {"email": "bel@elders.example", "phone": "06 1234", "link": "https://elders.example/ik"}
    stored: dict[str, Any] = {"byte_count": 9, "width": 96}
    for name, shows in (("member", " ".join(PARTS)), ("group_member", ""), ("suspended", " ".join(PARTS))):
        row = cast.rows[name]
        made[f"{name}_profile"] = world.profile(row, shows=shows, **contact)
        expertise = Expertise(member_id=row.id, words="Dijken", words_folded="dijken")
        made[f"{name}_expertise"] = world.keep(expertise)
        world.keep(MemberTheme(member_id=row.id, theme_id=cast.theme.id))
        portrait = Portrait(member_id=row.id, storage_key=world.store(f"foto {name}".encode()), **stored)
        made[f"{name}_portrait"] = world.keep(portrait)
    return made


def make_people(world: World, cast: Cast) -> dict[str, Any]:
    """Make what belongs to persons: sign-ins, applications, suspensions."""
    author, applicant, suspended = (cast.rows[name].id for name in ("author", "applicant", "suspended"))
    application: dict[str, Any] = {"function": "adviseur", "organisation_name": "Gemeente"}
    newcomer = world.member("Nog Nieuw", state=MemberState.NEW)
    return {
        **{f"the_{name}": row for name, row in cast.rows.items()},
        "a_newcomer": newcomer,
        **make_profiles(world, cast),
        "author_session": world.keep(
            LoginSession(token_hash="h", member_id=author, provider="p", expires_at=now() + timedelta(days=1))
        ),
        "author_identity": world.keep(Identity(issuer="i", subject="s", provider="p", member_id=author)),
        "waiting_application": world.keep(Application(member_id=applicant, **application)),
        "decided_application": world.keep(
            # By this number tests/canary asks what has become of it.
            Application(id=7, member_id=author, state=ApplicationState.ADMITTED, **application)
        ),
        "a_suspension": world.keep(Suspension(member_id=suspended, reason="herhaald grof", suspended_by_id=author)),
        "copy_of_author": world.keep(DataCopy(member_id=author, made_at=now())),
        "erasure_of_author": world.keep(Erasure(member_id=author, asked_by_id=author, due_at=now())),
        "erasure_that_is_done": world.keep(Erasure(member_id=author, asked_by_id=author, due_at=now(), done_at=now())),
        "an_invitation": world.keep(
            Invitation(email="a@b.example", token_hash="t", invited_by_id=author, expires_at=now())
        ),
        "a_region": cast.region,
        "a_theme": cast.theme,
        "an_organisation": world.organisation(),
        **make_named_organisation(world, cast),
    }


def make_what_is_decided_on(world: World, cast: Cast, made: dict[str, Any]) -> dict[str, Any]:
    """Make what moderators write, ask and are told on their desk: notes, questions, objections."""
    moderator, administrator = cast.rows["moderator"].id, cast.rows["administrator"].id
    waiting, decided = made["waiting_application"], made["decided_application"]
    refused = world.member("Ge Weigerd", state=MemberState.REFUSED)
    by: dict[str, Any] = {"function": "f", "state": ApplicationState.REFUSED, "decided_by_id": moderator}
    refusals = [world.keep(Application(member_id=refused.id, reason="nee", decided_at=now(), **by)) for _ in range(2)]
    of_member = world.keep(Application(member_id=cast.rows["author"].id, reason="nee", decided_at=now(), **by))

    def question(application: Application, **more: Any) -> ApplicationQuestion:
        keys = {"application_id": application.id, "member_id": application.member_id, "asked_by_id": moderator}
        return world.keep(ApplicationQuestion(question="Waar werk je?", **keys, **more))

    def objection(application: Application, **more: Any) -> Objection:
        keys = {"application_id": application.id, "member_id": application.member_id, "refused_by_id": moderator}
        return world.keep(Objection(text="Toch wel.", **keys, **more))

    def note(name: str) -> MemberNote:
        return world.keep(MemberNote(member_id=cast.rows[name].id, author_id=administrator, text="Let op."))

    return {
        "a_refused_person": refused,
        "refused_application": refusals[0],
        "open_question": question(waiting),
        "answered_question": question(waiting, answer="Hier.", answered_at=now()),
        "late_question": question(decided),
        "waiting_objection": objection(refusals[0]),
        "decided_objection": objection(
            refusals[1], decided_at=now(), decided_by_id=administrator, is_upheld=True, reason="nee"
        ),
        "objection_of_a_member": objection(of_member),
        "note_about_member": note("member"),
        "note_about_moderator": note("moderator"),
    }


def make_named_organisation(world: World, cast: Cast) -> dict[str, Any]:
    """Make an organisation that nobody confirmed, with somebody who works there and is in a group that all may know."""
    named = world.organisation("Stichting Nieuw", is_confirmed=False)
    employee = world.member("Werk Nemer", organisation_id=named.id)
    cast.join(cast.groups[Access.OPEN], employee, GroupRole.COORDINATOR)
    return {"a_named_organisation": named, "an_employee": employee}


def make_talk_things(world: World, cast: Cast, made: dict[str, Any]) -> dict[str, Any]:
    """Make answers to a discussion, what leads to it from elsewhere, and marks of when somebody was there."""
    author = cast.rows["author"].id
    closed, public, opened = made["closed_discussion"], made["public_post"], made["open_discussion"]
    hidden: dict[str, Any] = {"item_id": made["coordinator_discussion"].id, "marked_by_id": author}
    gone = world.comment(made["coordinator_discussion"], author=cast.rows["author"], is_hidden=True)
    return {
        "group_answer": world.keep(
            ItemAnswer(item_id=closed.id, comment_id=made["group_comment"].id, marked_by_id=author)
        ),
        "hidden_answer": world.keep(ItemAnswer(comment_id=gone.id, **hidden)),
        "link_into_group": world.keep(ItemLink(from_item_id=public.id, to_item_id=closed.id)),
        "link_out_of_group": world.keep(ItemLink(from_item_id=closed.id, to_item_id=opened.id)),
        "public_link": world.keep(
            ItemLink(from_item_id=public.id, comment_id=made["public_comment"].id, to_item_id=opened.id)
        ),
        "author_visit": world.keep(ItemVisit(member_id=author, item_id=public.id)),
        "author_group_visit": world.keep(GroupVisit(member_id=author, group_id=closed.group_id)),
    }


def make_held_texts(world: World, cast: Cast, made: dict[str, Any]) -> dict[str, HeldText]:
    """Make the rows of what waits: on the site, in a closed group, of somebody who decides, and one that is decided."""
    closed = cast.groups[Access.CLOSED].id
    word = [{"why": "word", "what": "gokken"}]
    of_moderator = world.comment(made["public_post"], author=cast.rows["moderator"], is_hidden=True, is_held=True)
    decided = {"state": HeldState.RELEASED, "decided_by_id": cast.rows["moderator"].id, "decided_at": now()}

    def held(author: str, **key: Any) -> HeldText:
        return world.keep(HeldText(author_id=cast.rows[author].id, reasons=word, **key))

    return {
        "held_site_text": held("author", comment_id=made["held_comment"].id),
        "held_group_text": held("author", comment_id=made["held_group_comment"].id, group_id=closed),
        "held_talk": held("author", item_id=made["held_discussion"].id, group_id=cast.groups[Access.OPEN].id),
        "held_closed_talk": held("author", item_id=made["held_closed_discussion"].id, group_id=closed),
        "held_text_of_moderator": held("moderator", comment_id=of_moderator.id),
        "released_text": held("author", comment_id=made["public_comment"].id, **decided),
    }


PARENTS: dict[type[Any], tuple[Any, ...]] = {
    HeldText: (joinedload(HeldText.comment).joinedload(Comment.item), joinedload(HeldText.item)),
    Application: (joinedload(Application.member),),
    ApplicationQuestion: (joinedload(ApplicationQuestion.application),),
    Objection: (joinedload(Objection.member),),
    ItemAnswer: (joinedload(ItemAnswer.item), joinedload(ItemAnswer.comment)),
    ItemLink: (joinedload(ItemLink.from_item), joinedload(ItemLink.to_item)),
    Comment: (joinedload(Comment.item),),
    CommentText: (joinedload(CommentText.comment).joinedload(Comment.item),),
    Reaction: (joinedload(Reaction.comment).joinedload(Comment.item),),
    Revision: (joinedload(Revision.item),),
    Attachment: (joinedload(Attachment.item),),
    OldAddress: (joinedload(OldAddress.item),),
    ActionItem: (joinedload(ActionItem.group),),
    Announcement: (joinedload(Announcement.decision),),
    Decision: (joinedload(Decision.group),),
    TrailPlace: (joinedload(TrailPlace.item).joinedload(ContentItem.group), joinedload(TrailPlace.announcement)),
    Document: (joinedload(Document.group),),
    DocumentVersion: (joinedload(DocumentVersion.document).joinedload(Document.group),),
    Folder: (joinedload(Folder.group),),
    Upload: (joinedload(Upload.group),),
    DecisionOption: (joinedload(DecisionOption.decision),),
    Voter: (joinedload(Voter.decision).joinedload(Decision.group),),
    Ballot: (joinedload(Ballot.decision).joinedload(Decision.group),),
    GroupMembership: (joinedload(GroupMembership.group), joinedload(GroupMembership.member)),
    GroupOldAddress: (joinedload(GroupOldAddress.group),),
    GroupRequest: (joinedload(GroupRequest.group),),
    GroupInvitation: (joinedload(GroupInvitation.group),),
    GroupMailInvitation: (joinedload(GroupMailInvitation.group),),
    GroupPicture: (joinedload(GroupPicture.group),),
    Member: (joinedload(Member.profile),),
    Profile: (joinedload(Profile.member),),
    Expertise: (joinedload(Expertise.member).joinedload(Member.profile),),
    Portrait: (joinedload(Portrait.member).joinedload(Member.profile),),
    Follow: (
        joinedload(Follow.item),
        joinedload(Follow.group),
        joinedload(Follow.region),
        joinedload(Follow.theme),
    ),
    Notification: (
        joinedload(Notification.item),
        joinedload(Notification.comment).joinedload(Comment.item),
        joinedload(Notification.request).joinedload(GroupRequest.group),
        joinedload(Notification.invitation),
        joinedload(Notification.offer),
        joinedload(Notification.message),
        joinedload(Notification.case),
        joinedload(Notification.report),
    ),
    AuditDetail: (joinedload(AuditDetail.entry),),
    Report: (joinedload(Report.case),),
    ReportCase: (joinedload(ReportCase.group), undefer(ReportCase.snapshot)),
}


def key_of(model: type[Any]) -> Any:
    """Give the column by which a thing is found."""
    if model is TrailPlace:
        return model.item_id
    return model.entry_id if model is AuditDetail else model.id


def load(model: type[Any], row_id: int) -> Any:
    """Load a thing with the parents that its rules look at."""
    return db.session.scalars(select(model).where(key_of(model) == row_id).options(*PARENTS.get(model, ()))).one()
