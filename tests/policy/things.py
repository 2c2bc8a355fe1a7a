"""The things about which the table of expectations speaks, by the names it uses, in one small world.

`author` wrote or owns all of them; `group_member` and `coordinator` are in every group; nobody else is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from community.accounts.models import Identity, LoginSession, Member, MemberState, Role
from community.audit.models import AuditDetail, AuditEntry
from community.content.models import (
    Attachment,
    AttachmentUse,
    Audience,
    Comment,
    CommentText,
    ContentItem,
    OldAddress,
    Reaction,
    ReactionKind,
    Revision,
    State,
)
from community.core.clock import now
from community.core.db import db
from community.groups.models import (
    Access,
    Group,
    GroupInvitation,
    GroupMembership,
    GroupOldAddress,
    GroupRequest,
    GroupRole,
    RequestState,
)
from community.membership.models import Application, ApplicationState, Invitation, Suspension
from community.pages.models import Page
from community.policy import CLOCK, VISITOR, Actor
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
        """Make a group with the group member and the coordinator in it."""
        return self.world.group(
            access.value,
            access=access,
            coordinator=self.rows["coordinator"],
            members=(self.rows["group_member"],),
            **more,
        )

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
    made |= make_group_things(world, cast)
    made |= make_people(world, cast)
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
        "group_draft": world.discussion(closed, "Groepsconcept", author=author, state=State.DRAFT),
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
    return {
        **{f"{access.value}_group": group for access, group in cast.groups.items()},
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
        "waiting_request": world.keep(GroupRequest(group_id=closed.id, member_id=author)),
        "decided_request": world.keep(GroupRequest(group_id=closed.id, member_id=author, state=RequestState.REFUSED)),
        "waiting_invitation": world.keep(
            GroupInvitation(group_id=hidden.id, member_id=author, invited_by_id=coordinator)
        ),
    }


def log_line(world: World, entry: AuditEntry) -> tuple[AuditEntry, AuditDetail]:
    """Make an entry of the log with words."""
    entry.detail_digest = "d"
    kept = world.keep(entry)
    return kept, world.keep(AuditDetail(entry_id=kept.id, salt=b"s", text='{"reason": "grof"}'))


def make_people(world: World, cast: Cast) -> dict[str, Any]:
    """Make what belongs to persons: sign-ins, applications, suspensions."""
    author, applicant, suspended = (cast.rows[name].id for name in ("author", "applicant", "suspended"))
    application: dict[str, Any] = {"function": "adviseur", "organisation_name": "Gemeente"}
    newcomer = world.member("Nog Nieuw", state=MemberState.NEW)
    return {
        **{f"the_{name}": row for name, row in cast.rows.items()},
        "a_newcomer": newcomer,
        "author_session": world.keep(
            LoginSession(token_hash="h", member_id=author, provider="p", expires_at=now() + timedelta(days=1))
        ),
        "author_identity": world.keep(Identity(issuer="i", subject="s", provider="p", member_id=author)),
        "waiting_application": world.keep(Application(member_id=applicant, **application)),
        "decided_application": world.keep(
            Application(member_id=author, state=ApplicationState.ADMITTED, **application)
        ),
        "a_suspension": world.keep(Suspension(member_id=suspended, reason="herhaald grof", suspended_by_id=author)),
        "an_invitation": world.keep(
            Invitation(email="a@b.example", token_hash="t", invited_by_id=author, expires_at=now())
        ),
        "a_region": cast.region,
        "a_theme": cast.theme,
        "an_organisation": world.organisation(),
        **make_named_organisation(world, cast),
    }


def make_named_organisation(world: World, cast: Cast) -> dict[str, Any]:
    """Make an organisation that nobody confirmed, with somebody who works there and is in a group that all may know."""
    named = world.organisation("Stichting Nieuw", is_confirmed=False)
    employee = world.member("Werk Nemer", organisation_id=named.id)
    cast.join(cast.groups[Access.OPEN], employee, GroupRole.COORDINATOR)
    return {"a_named_organisation": named, "an_employee": employee}


PARENTS: dict[type[Any], tuple[Any, ...]] = {
    Comment: (joinedload(Comment.item),),
    CommentText: (joinedload(CommentText.comment).joinedload(Comment.item),),
    Reaction: (joinedload(Reaction.comment).joinedload(Comment.item),),
    Revision: (joinedload(Revision.item),),
    Attachment: (joinedload(Attachment.item),),
    OldAddress: (joinedload(OldAddress.item),),
    GroupMembership: (joinedload(GroupMembership.group), joinedload(GroupMembership.member)),
    GroupOldAddress: (joinedload(GroupOldAddress.group),),
    GroupRequest: (joinedload(GroupRequest.group),),
    GroupInvitation: (joinedload(GroupInvitation.group),),
    AuditDetail: (joinedload(AuditDetail.entry),),
}


def key_of(model: type[Any]) -> Any:
    """Give the column by which a thing is found."""
    return model.entry_id if model is AuditDetail else model.id


def load(model: type[Any], row_id: int) -> Any:
    """Load a thing with the parents that its rules look at."""
    return db.session.scalars(select(model).where(key_of(model) == row_id).options(*PARENTS.get(model, ()))).one()
