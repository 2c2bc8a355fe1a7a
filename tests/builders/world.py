"""A small world on a real database: each method makes one thing with sensible defaults, commits it, and gives it back.

What is given back is detached: read its plain columns, and ask the database anew for what has changed.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, TypeVar

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, inspect, select

from community.accounts.models import Identity, LoginSession, Member, MemberState, Role
from community.accounts.queries import actor_for, hash_token
from community.actions.models import ActionItem
from community.announcements.models import Announcement
from community.content.models import Attachment, Audience, Comment, ContentItem, ItemCounter, State
from community.core.clock import now
from community.core.db import begin_writing, db
from community.core.ids import new_id
from community.core.media import sniff
from community.core.slugs import fold, slugify, with_letters
from community.core.storage import Storage
from community.decisions.models import Decision, DecisionOption, Method, Phase, Voter
from community.discussions.models import Discussion
from community.documents.models import Document, DocumentVersion, Folder, shelf_of
from community.groups.models import Access, Group, GroupMembership, GroupRole
from community.members.models import Expertise, MemberTheme, Profile
from community.members.queries.profiles import PARTS
from community.membership.models import Application
from community.news.models import NewsKind, NewsPost
from community.organisations.models import Layer, Organisation
from community.pages.models import Page
from community.policy import Actor
from community.regions.models import Region
from community.site.models import SiteSetting
from community.themes.models import Theme
from community.wiki.models import WikiPage

T = TypeVar("T")


class World:
    """Makes and looks at rows of one application."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.numbers = itertools.count(1)

    @contextmanager
    def context(self) -> Iterator[None]:
        """Work with the database as a service does; what is written stays when the block ends well.

        No request may be made inside: it would share this context's session.
        """
        with self.app.test_request_context():
            begin_writing()
            yield
            db.session.commit()
            db.session.expunge_all()

    def keep(self, thing: T) -> T:
        """Write a row, and give it back with its columns loaded."""
        with self.context():
            db.session.add(thing)
            db.session.flush()
            db.session.refresh(thing)
        return thing

    # --- people ---

    def member(
        self, name: str = "", *, role: Role = Role.MEMBER, state: MemberState = MemberState.MEMBER, **more: Any
    ) -> Member:
        """Make an admitted member, unless told otherwise."""
        name = name or f"Lid Nummer{next(self.numbers)}"
        slug = f"{slugify(name)}-{next(self.numbers)}"
        email = more.pop("email", f"{slug}@voorbeeld.example")
        values = {"joined_at": now()} if state == MemberState.MEMBER else {}
        return self.keep(
            Member(
                name=name,
                name_folded=fold(name),
                slug=slug,
                email=email,
                email_folded=fold(email),
                role=role,
                state=state,
                **(values | more),
            )
        )

    def profile(
        self,
        member: Member,
        *,
        shows: str | None = None,
        expertise: tuple[str, ...] = (),
        theme: Theme | None = None,
        **more: Any,
    ) -> Profile:
        """Let a member tell something of themselves and show these parts of it, in one text; or what is usual."""
        chosen = {} if shows is None else {f"shows_{part}": part in shows.split() for part in PARTS}
        for words in expertise:
            self.keep(Expertise(member_id=member.id, words=words, words_folded=fold(words)))
        if theme is not None:
            self.keep(MemberTheme(member_id=member.id, theme_id=theme.id))
        return self.keep(Profile(member_id=member.id, **(chosen | more)))

    def editor(self, name: str = "Redactie Redelijk") -> Member:
        """Make an editor."""
        return self.member(name, role=Role.EDITOR)

    def moderator(self, name: str = "Moderator Mild") -> Member:
        """Make a moderator."""
        return self.member(name, role=Role.MODERATOR)

    def administrator(self, name: str = "Beheer Bedaard") -> Member:
        """Make an administrator."""
        return self.member(name, role=Role.ADMINISTRATOR)

    def applicant(self, name: str = "Aan Vrager", **more: Any) -> Application:
        """Make a person with an application that waits."""
        person = self.member(name, state=MemberState.APPLICANT)
        values: dict[str, Any] = {
            "function": "adviseur",
            "motivation": "Graag doe ik mee.",
            "organisation_name": "Gemeente Proef",
        }
        return self.keep(Application(member_id=person.id, **(values | more)))

    def identity(
        self, member: Member, *, issuer: str = "https://idp.example", subject: str = "", email_verified: bool = True
    ) -> Identity:
        """Give a member an account at a provider, which vouches for their address unless told otherwise."""
        return self.keep(
            Identity(
                issuer=issuer,
                subject=subject or f"s{new_id()}",
                provider="pleio",
                member_id=member.id,
                email=member.email,
                email_verified=email_verified,
            )
        )

    def actor(self, member: Member | int | None) -> Actor:
        """Give the snapshot by which the rules see a person now; a visitor for None."""
        if member is None:
            return Actor()
        with self.context():
            row = db.session.get_one(Member, member if isinstance(member, int) else member.id)
            return actor_for(row)

    def client(
        self, member: Member | None = None, *, ago: timedelta = timedelta(0), account: Identity | None = None
    ) -> FlaskClient:
        """Give a browser, signed in as this member where one is given: just now, unless told how long ago.

        By no account that the provider knows, unless it is given.
        """
        client = self.app.test_client()
        if member is not None:
            token = f"token-{new_id()}"
            self.keep(
                LoginSession(
                    token_hash=hash_token(token),
                    member_id=member.id,
                    provider=account.provider if account else "pleio",
                    subject=account.subject if account else "",
                    created_at=now() - ago,
                    authenticated_at=now() - ago,
                    expires_at=now() + timedelta(days=1),
                )
            )
            with client.session_transaction() as session:
                session["_user_id"] = token
                session["_fresh"] = True
        return client

    # --- places and groups ---

    def region(self, name: str = "Zeeland", **more: Any) -> Region:
        """Make a region."""
        return self.keep(Region(name=name, slug=f"{slugify(name)}-{next(self.numbers)}", **more))

    def theme(self, name: str = "Wonen", **more: Any) -> Theme:
        """Make a theme."""
        return self.keep(Theme(name=name, slug=f"{slugify(name)}-{next(self.numbers)}", **more))

    def organisation(self, name: str = "", *, layer: Layer = Layer.MUNICIPALITY, **more: Any) -> Organisation:
        """Make an organisation."""
        name = name or f"Gemeente {next(self.numbers)}"
        return self.keep(Organisation(name=name, name_folded=fold(name), slug=slugify(name), layer=layer, **more))

    def group(
        self,
        name: str = "Proeftuin",
        *,
        access: Access = Access.OPEN,
        coordinator: Member | None = None,
        members: tuple[Member, ...] = (),
        **more: Any,
    ) -> Group:
        """Make a group; it gets a coordinator of its own where none is given."""
        first = coordinator or self.member("Trekker Toon")
        group = self.keep(
            Group(
                name=name,
                name_folded=fold(name),
                slug=f"{slugify(name)}-{next(self.numbers)}",
                access=access,
                purpose="Samen verder.",
                member_count=1 + len(members),
                **more,
            )
        )
        self.keep(GroupMembership(group_id=group.id, member_id=first.id, role=GroupRole.COORDINATOR))
        for member in members:
            self.keep(GroupMembership(group_id=group.id, member_id=member.id))
        return group

    # --- content ---

    def post(self, title: str = "", *, author: Member | None = None, **more: Any) -> NewsPost:
        """Make a published, public news post."""
        values: dict[str, Any] = {"audience": Audience.PUBLIC, "genre": NewsKind.NEWS}
        return self.item(NewsPost, title or f"Bericht {next(self.numbers)}", author or self.editor(), values | more)

    def discussion(self, group: Group, title: str = "", *, author: Member | None = None, **more: Any) -> Discussion:
        """Make a discussion in a group, for its members."""
        values = {"audience": Audience.GROUP, "group_id": group.id, "group_access": group.access}
        return self.item(Discussion, title or f"Gesprek {next(self.numbers)}", author or self.member(), values | more)

    def decision(
        self,
        group: Group,
        title: str = "",
        *,
        author: Member | None = None,
        voters: tuple[Member, ...] = (),
        options: tuple[str, ...] = (),
        **more: Any,
    ) -> Decision:
        """Make an open vote by name in a group, for its members, with some who may vote."""
        values: dict[str, Any] = {"audience": Audience.GROUP, "group_id": group.id, "group_access": group.access}
        values |= {"method": Method.MAJORITY, "phase": Phase.OPEN, "lot": list(range(1, len(options) + 1))}
        values |= {"opens_at": now() - timedelta(days=1), "closes_at": now() + timedelta(days=7)}
        values |= {"electorate_count": len(voters), "quorum_count": 1}
        author = author or self.member()
        made: Decision = self.item(Decision, title or f"Voorstel {next(self.numbers)}", author, values | more)
        for number, words in enumerate(options, 1):
            self.keep(DecisionOption(decision_id=made.id, number=number, text=words))
        for voter in voters:
            self.keep(Voter(decision_id=made.id, is_anonymous=made.is_anonymous, member_id=voter.id))
        return made

    def action(self, group: Group, title: str = "", *, author: Member | None = None, **more: Any) -> ActionItem:
        """Make an action item in a group, for its members."""
        values: dict[str, Any] = {"audience": Audience.GROUP, "group_id": group.id, "group_access": group.access}
        values |= {"is_written_together": True}
        made: ActionItem = self.item(
            ActionItem, title or f"Actie {next(self.numbers)}", author or self.member(), values | more
        )
        return made

    def announcement(self, decision: Decision, **more: Any) -> Announcement:
        """Make a decision of a group public; it must have a region."""
        group = self.one(Group, Group.id == decision.group_id)
        author = self.one(Member, Member.id == decision.author_id)
        values: dict[str, Any] = {"audience": Audience.PUBLIC, "region_id": decision.region_id}
        values |= {"decision_id": decision.id, "group_name": group.name, "decided_on": decision.closes_at.date()}
        values |= {"body": decision.outcome}
        made: Announcement = self.item(Announcement, f"Openbaar: {decision.title}", author, values | more)
        return made

    def page(self, title: str = "Over ons", **more: Any) -> Page:
        """Make a public page about the site."""
        return self.item(Page, title, self.editor(), {"audience": Audience.PUBLIC, "comments_open": False} | more)

    def wiki_page(self, group: Group, title: str = "Begrippen", *, author: Member, **more: Any) -> WikiPage:
        """Make a page of a group's wiki, for the group unless told otherwise."""
        values: dict[str, Any] = {
            "audience": Audience.GROUP,
            "group_id": group.id,
            "group_access": group.access,
            "is_written_together": True,
            "slug": with_letters(slugify(title)),
        }
        page: WikiPage = self.item(WikiPage, title, author, values | more)
        return page

    def item(self, kind: type[Any], title: str, author: Member, values: dict[str, Any]) -> Any:
        """Make an item of any kind with its counter."""
        state = values.pop("state", State.PUBLISHED)
        themes = values.pop("themes", [])
        moment = values.pop("published_at", now() if state in (State.PUBLISHED, State.ARCHIVED) else None)
        slug = values.pop("slug", f"{slugify(title)}-{next(self.numbers)}")
        body = values.pop("body", "<p>De inhoud.</p>")
        with self.context():
            item = kind(
                title=title, slug=slug, author_id=author.id, state=state, published_at=moment, body=body, **values
            )
            item.themes = [db.session.merge(theme) for theme in themes]
            item.counter = ItemCounter(comment_count=0)
            db.session.add(item)
            db.session.flush()
            if item.group_id:
                item.group = db.session.get_one(Group, item.group_id)
                item.is_frozen = item.group.is_archived
        return item

    def comment(
        self,
        item: ContentItem,
        text: str = "Een reactie.",
        *,
        author: Member | None = None,
        reply_to: Comment | None = None,
        **more: Any,
    ) -> Comment:
        """Make a comment."""
        comment_id = new_id()
        with self.context():
            counter = db.session.get_one(ItemCounter, item.id)
            counter.comment_count += 1
        return self.keep(
            Comment(
                id=comment_id,
                item_id=item.id,
                thread_id=reply_to.thread_id if reply_to else comment_id,
                author_id=(author or self.member()).id,
                submit_key=f"k{comment_id}",
                html=f"<p>{text}</p>",
                **more,
            )
        )

    def comments(self, item: ContentItem, count: int, *, author: Member) -> None:
        """Make many comments at once, each beginning a thread."""
        with self.context():
            db.session.get_one(ItemCounter, item.id).comment_count += count
            for _ in range(count):
                comment_id = new_id()
                db.session.add(
                    Comment(
                        id=comment_id,
                        item_id=item.id,
                        thread_id=comment_id,
                        author_id=author.id,
                        submit_key=f"k{comment_id}",
                        html="<p>Een van vele.</p>",
                    )
                )

    def attachment(self, item: ContentItem, **more: Any) -> Attachment:
        """Make the row of a file; its bytes are not there unless they were stored before and `storage_key` says so."""
        values: dict[str, Any] = {
            "file_name": "verslag.pdf",
            "media_type": "application/pdf",
            "byte_count": 10,
            "storage_key": f"k/{new_id()}",
            "uploaded_by_id": item.author_id,
        }
        return self.keep(Attachment(item_id=item.id, **(values | more)))

    def folder(self, group: Group, name: str = "Stukken", *, parent: Folder | None = None, **more: Any) -> Folder:
        """Make a folder of a group, for its members."""
        values: dict[str, Any] = {
            "slug": f"{slugify(name)}-{next(self.numbers)}",
            "parent_id": parent.id if parent else None,
            "shelf": shelf_of(group.id, parent.id if parent else None),
            "author_id": more.pop("author", None) or self.member().id,
        }
        return self.keep(
            Folder(name=name, name_folded=fold(name), group_id=group.id, group_access=group.access, **(values | more))
        )

    def document(
        self,
        group: Group,
        name: str = "verslag.txt",
        content: bytes = b"Wat er is gezegd.",
        *,
        author: Member | None = None,
        folder: Folder | None = None,
        version: dict[str, Any] | None = None,
        **more: Any,
    ) -> Document:
        """Make a document of a group with one version, for its members."""
        by = author or self.member()
        values: dict[str, Any] = {
            "audience": Audience.GROUP,
            "group_id": group.id,
            "group_access": group.access,
            "body": "",
            "folder_id": folder.id if folder else None,
            "shelf": shelf_of(group.id, folder.id if folder else None),
            "name_folded": fold(name),
            "is_shelved": more.get("state") != State.REMOVED,
            "revision_number": 1,
        }
        document: Document = self.item(Document, name, by, values | more)
        self.version(document, content, made_by_id=by.id, **(version or {}))
        return document

    def version(self, document: Document, content: bytes, **more: Any) -> DocumentVersion:
        """Make a version of a document, its bytes in the storage."""
        values: dict[str, Any] = {
            "number": 1,
            "group_id": document.group_id,
            "file_name": document.title,
            "media_type": sniff(content, document.title),
            "byte_count": len(content),
            "storage_key": self.store(content),
            "made_by_id": document.author_id,
        }
        return self.keep(DocumentVersion(document_id=document.id, **(values | more)))

    def store(self, content: bytes) -> str:
        """Put bytes where the site keeps files, and give their key."""
        storage: Storage = self.app.extensions["storage"]
        return storage.put(content)

    def setting(self, **values: Any) -> None:
        """Set settings of the site."""
        with self.context():
            for key, value in values.items():
                db.session.merge(SiteSetting(key=key, value={"value": value}))

    # --- looking ---

    def all(self, model: type[T], *criteria: Any) -> list[T]:
        """Give all rows of a model that fit, oldest first, whatever the rights: for looking from outside."""
        with self.context():
            return list(db.session.scalars(select(model).where(*criteria).order_by(*inspect(model).primary_key)))

    def one(self, model: type[T], *criteria: Any) -> T:
        """Give the only row that fits."""
        (row,) = self.all(model, *criteria)
        return row

    def count(self, model: type[Any], *criteria: Any) -> int:
        """Count rows."""
        with self.context():
            return db.session.scalar(select(func.count()).select_from(model).where(*criteria)) or 0
