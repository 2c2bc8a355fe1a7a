"""Writes the groups of the demo and what is written in and outside them: news, discussions and pages."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from community import richtext
from community.announcements.models import Announcement
from community.announcements.services import wording_of
from community.audit.continuity_events import CoordinatorAsked, CoordinatorDeclined
from community.audit.decision_events import DecisionAnnounced
from community.audit.events import ItemEdited, ItemPublished, ItemRemoved
from community.audit.group_events import (
    DiscussionStarted,
    GroupCreated,
    GroupJoined,
    GroupRequested,
    WikiPageCreated,
)
from community.audit.log import write
from community.content.models import Audience, ContentItem, Revision, State
from community.core.clock import now
from community.core.db import db
from community.core.ids import id_at
from community.core.slugs import fold, slugify
from community.decisions.models import Decision
from community.demo import shapes
from community.demo.actions import Deeds
from community.demo.conversations import Conversations
from community.demo.dates import filled
from community.demo.files import Files
from community.demo.people import People
from community.demo.places import Places
from community.demo.running import Running
from community.demo.shapes import ZONE
from community.demo.ties import draw_trails, link_items, remember_visits
from community.demo.votes import Votes
from community.discussions.models import Discussion
from community.groups.models import (
    Access,
    CoordinatorOffer,
    Group,
    GroupMembership,
    GroupRequest,
    GroupRole,
    OfferState,
)
from community.groups.services.continuity import ANSWER_WITHIN
from community.news.models import NewsPost
from community.pages.models import Page
from community.policy import Actor
from community.wiki.models import WikiPage


class Texts:
    """Everything that was written in the demo."""

    def __init__(
        self,
        demo: shapes.Demo,
        places: Places,
        people: People,
        conversations: Conversations,
        files: Files,
        today: date,
    ) -> None:
        self.places, self.people, self.conversations = places, people, conversations
        self.files, self.today = files, today
        self.running = Running(people, today)
        self.groups = {group.slug: self.group(group) for group in demo.groups}
        db.session.flush()
        self.posts = {post.slug: self.post(post) for post in demo.posts}
        for discussion in demo.discussions:
            self.discussion(discussion)
        self.wiki(demo.wiki)
        votes = Votes(people, today)
        for vote in demo.decisions:
            self.vote(votes, vote, demo)
        for page in demo.pages:
            self.page(page)
        deeds = Deeds(people, today)
        for action in demo.actions:
            row = deeds.row(action, self.common(action, action.posted.before(today)))
            self.keep(row, action.comments)
            deeds.log(row)
        told = {vote.slug: self.announcement(vote) for vote in demo.decisions if vote.announced}
        draw_trails(demo, told)
        link_items()
        for group in demo.groups:
            seen = {
                self.people.rows[member.person].id: self.morning(member.seen_days_ago)
                for member in group.members
                if member.seen_days_ago
            }
            remember_visits(self.groups[group.slug], seen)

    def addresses(self) -> dict[str, str]:
        """Give the addresses that scripts ask for."""
        going_on = [group for group in self.groups.values() if not group.is_archived]
        found = {f"{group.access.value}_group": group.address for group in going_on}
        readable = (row for row in self.posts.values() if row.audience == Audience.PUBLIC and row.comments_open)
        published = [row for row in readable if row.state == State.PUBLISHED]
        found["public_post"] = max(published, key=lambda row: row.published_at or row.created_at).address
        return found

    def morning(self, days_ago: int) -> datetime:
        """Give the morning of a day."""
        return datetime.combine(self.today - timedelta(days=days_ago), time(10, 3), ZONE)

    def group(self, group: shapes.Group) -> Group:
        """Write a group with its members and the requests that wait."""
        region, theme = self.places.regions.get(group.region), self.places.themes.get(group.theme)
        row = Group(
            id=id_at(self.morning(group.days_ago)),
            slug=group.slug,
            name=group.name,
            name_folded=fold(group.name),
            purpose=group.body,
            welcome=group.welcome.strip(),
            access=Access(group.access),
            region_id=region.id if region else None,
            theme_id=theme.id if theme else None,
            member_count=len(group.members),
            created_at=self.morning(group.days_ago),
            last_activity_at=self.morning(group.days_ago),
        )
        db.session.add(row)
        db.session.flush()
        first = next(member.person for member in group.members if member.role == "coordinator")
        write(db.session, Actor(id=self.people.rows[first].id), GroupCreated(group_id=row.id), at=row.created_at)
        for member in group.members:
            self.join(row, member)
        for request in group.requests:
            self.ask(row, request)
        for asked in group.asked:
            self.ask_to_run(row, asked)
        for message in group.messages:
            self.running.say(row, message)
        for invited in group.mail_invitations:
            self.running.invite(row, invited)
        if group.picture:
            self.files.hang_above(row, group.picture, by_id=self.people.rows[first].id)
        return row

    def archive(self, groups: tuple[shapes.Group, ...]) -> None:
        """Let the groups be over that are, once everything in them is written."""
        for group in groups:
            if group.archived:
                self.running.archive(self.groups[group.slug], group.archived)

    def join(self, group: Group, member: shapes.GroupMember) -> None:
        """Write somebody's place in a group."""
        person = self.people.rows[member.person].id
        place = GroupMembership(
            group_id=group.id,
            member_id=person,
            role=GroupRole(member.role),
            is_deputy=member.deputy,
            joined_at=self.morning(member.days_ago),
        )
        db.session.add(place)
        joined = GroupJoined(group_id=group.id, member_id=person)
        write(db.session, Actor(id=person), joined, at=self.morning(member.days_ago))
        if member.muted:
            self.running.mute(place, member.muted)

    def ask(self, group: Group, request: shapes.GroupRequest) -> None:
        """Write a request that waits."""
        db.session.add(
            GroupRequest(
                group_id=group.id,
                member_id=self.people.rows[request.person].id,
                motivation=request.motivation,
                created_at=request.asked.before(self.today),
            )
        )
        person = self.people.rows[request.person].id
        asked = GroupRequested(group_id=group.id, member_id=person)
        write(db.session, Actor(id=person), asked, at=request.asked.before(self.today))

    def ask_to_run(self, group: Group, asked: shapes.Asked) -> None:
        """Write that somebody was asked to run a group, and in the log what they said."""
        person, moment = self.people.rows[asked.person].id, asked.asked.before(self.today)
        is_over = asked.state != OfferState.WAITING
        offer = CoordinatorOffer(group_id=group.id, member_id=person, state=OfferState(asked.state))
        offer.asked_at, offer.expires_at = moment, moment + ANSWER_WITHIN
        offer.decided_at = moment + timedelta(hours=26) if is_over else None
        db.session.add(offer)
        of_group = {"group_id": group.id, "member_id": person}
        write(db.session, Actor(), CoordinatorAsked(**of_group), at=moment)
        if asked.state == OfferState.DECLINED:
            write(db.session, Actor(id=person), CoordinatorDeclined(**of_group), at=moment + timedelta(hours=26))

    def post(self, post: shapes.Post) -> NewsPost:
        """Write a news post with its revisions and comments."""
        state = State(post.state)
        moment = post.posted.after(self.today) if state == State.SCHEDULED else post.posted.before(self.today)
        values: dict[str, Any] = {
            "genre": post.kind,
            "lead": post.lead,
            "is_featured": post.featured,
            "region": self.places.regions.get(post.region),
            "themes": [self.places.themes[slug] for slug in post.themes],
            "state": state,
            "publish_at": moment if state == State.SCHEDULED else None,
        }
        if state == State.SCHEDULED:
            moment = now() - timedelta(days=1)
        row = NewsPost(**self.common(post, moment), **values)
        self.keep(row, post.comments, note=post.revision_note, first_lead=post.first_lead)
        if row.published_at:
            published = ItemPublished(item_id=row.id, group_id=row.group_id)
            write(db.session, Actor(id=row.author.id), published, at=row.published_at)
        self.files.hang(row, post)
        return row

    def discussion(self, discussion: shapes.Discussion) -> None:
        """Write a discussion; its group was last busy when it was."""
        moment = discussion.posted.before(self.today)
        row = Discussion(**self.common(discussion, moment), is_pinned=discussion.pinned, state=State.PUBLISHED)
        row.themes = [self.places.themes[slug] for slug in discussion.themes]
        self.keep(row, discussion.comments)
        started = DiscussionStarted(item_id=row.id, group_id=row.group_id)
        write(db.session, Actor(id=row.author.id), started, at=moment)
        if discussion.removed is not None:
            self.put_in_trash(row, self.people.rows[discussion.removed_by].id, discussion.removed)
        group = self.groups[discussion.group]
        group.last_activity_at = max(group.last_activity_at, row.last_activity_at)

    def put_in_trash(self, row: ContentItem, member_id: int, removed: shapes.Moment) -> None:
        """Let something have been removed from a group."""
        row.state, row.removed_from = State.REMOVED, State.PUBLISHED
        row.removed_at, row.removed_by_id = removed.before(self.today), member_id
        event = ItemRemoved(item_id=row.id, group_id=row.group_id)
        write(db.session, Actor(id=member_id), event, at=row.removed_at)

    def wiki(self, pages: tuple[shapes.WikiPage, ...]) -> None:
        """Write the pages of all wikis, and then where each stands."""
        rows = {page.slug: self.wiki_page(page) for page in pages}
        db.session.flush()
        for page in pages:
            if page.below:
                rows[page.slug].parent_id = rows[page.below].id

    def wiki_page(self, page: shapes.WikiPage) -> WikiPage:
        """Write one page of a wiki with its versions and comments."""
        moment = page.posted.before(self.today)
        row = WikiPage(**self.common(page, moment), is_written_together=True, state=State.PUBLISHED)
        self.keep(row, page.comments)
        created = WikiPageCreated(item_id=row.id, group_id=self.groups[page.group].id)
        write(db.session, Actor(id=row.author.id), created, at=moment)
        if page.first_body:
            self.rewritten(row, page, moment)
        return row

    def rewritten(self, row: WikiPage, page: shapes.WikiPage, moment: datetime) -> None:
        """Let a page have said something else at first."""
        changed_by = self.people.rows[page.changed_by or page.by]
        db.session.flush()
        first = db.session.scalars(select(Revision).where(Revision.item_id == row.id)).one()
        first.body = richtext.from_markdown(page.first_body)
        row.revision_number, row.updated_at = 2, moment + timedelta(days=6)
        db.session.add(
            Revision(
                item_id=row.id,
                number=2,
                title=row.title,
                body=row.body,
                note=page.note,
                made_by_id=changed_by.id,
                made_at=row.updated_at,
            )
        )
        edited = ItemEdited(item_id=row.id, group_id=row.group_id)
        write(db.session, Actor(id=changed_by.id), edited, at=row.updated_at)

    def vote(self, votes: Votes, vote: shapes.Decision, demo: shapes.Demo) -> None:
        """Write a decision or poll; who was in its group when it opened, and is not suspended, could vote."""
        moment = vote.posted.before(self.today)
        group = next(each for each in demo.groups if each.slug == vote.group)
        suspended = {person.key for person in demo.people if person.suspended}
        early = (member.person for member in group.members if member.days_ago > vote.posted.days)
        members = tuple(key for key in early if key not in suspended)
        row = votes.row(vote, self.common(vote, moment), members)
        row.themes = [self.places.themes[slug] for slug in vote.themes]
        self.keep(row, vote.comments)
        votes.hang(row, vote, members)
        place = self.groups[vote.group]
        place.last_activity_at = max(place.last_activity_at, row.last_activity_at)

    def announcement(self, vote: shapes.Decision) -> Announcement:
        """Write what everybody reads of a decision."""
        assert vote.announced is not None
        decision = db.session.scalars(select(Decision).where(Decision.slug == vote.slug)).one()
        group, moment = self.groups[vote.group], vote.announced.before(self.today)
        wording = wording_of(decision, group)
        common = self.common(vote, moment) | {
            "slug": slugify(vote.title),
            "author": self.people.rows[vote.outcome_by],
            "group_id": None,
            "group_access": None,
            "audience": Audience.PUBLIC,
            "is_shared_beyond_group": False,
            "body": wording.body,
        }
        row = Announcement(
            **common,
            state=State.PUBLISHED,
            decision_id=decision.id,
            group_name=wording.group_name,
            decided_on=wording.decided_on,
        )
        self.keep(row, ())
        event = DecisionAnnounced(item_id=decision.id, group_id=group.id)
        write(db.session, Actor(id=row.author.id), event, at=moment)
        return row

    def page(self, page: shapes.Page) -> None:
        """Write a page about the site."""
        moment = page.posted.before(self.today)
        row = Page(**self.common(page, moment), lead=page.lead, state=State.PUBLISHED)
        row.comments_open = False
        self.keep(row, ())

    def common(self, text: Any, moment: datetime) -> dict[str, Any]:
        """Give the columns that every kind has."""
        author = self.people.rows[text.by]
        group = self.groups.get(getattr(text, "group", ""))
        return {
            "id": id_at(moment),
            "title": text.title,
            "slug": text.slug,
            "author": author,
            "author_function": author.function,
            "author_organisation": author.confirmed_organisation,
            "group_id": group.id if group else None,
            "group_access": group.access if group else None,
            "region_id": group.region_id if group else None,
            "audience": Audience(getattr(text, "audience", "public")),
            "is_shared_beyond_group": bool(
                group and group.access == Access.CLOSED and getattr(text, "audience", "") != "group"
            ),
            "comments_open": getattr(text, "comments_open", True),
            "created_at": moment,
            "updated_at": moment,
            "published_at": moment,
            "body": richtext.from_markdown(filled(text.body, moment.date())),
            "cleaner_version": richtext.CLEANER_VERSION,
        }

    def keep(
        self, row: ContentItem, comments: tuple[shapes.Comment, ...], *, note: str = "", first_lead: str = ""
    ) -> None:
        """Write an item with its revisions and comments; what is not published has no moment of that."""
        if row.state in (State.DRAFT, State.SCHEDULED):
            row.published_at = None
        db.session.add(row)
        db.session.flush()
        leads = [first_lead, row.lead] if first_lead else [row.lead]
        for number, lead in enumerate(leads, 1):
            self.revise(row, number, lead, note if number > 1 else "")
        row.revision_number = len(leads)
        self.conversations.below(row, comments)

    def revise(self, row: ContentItem, number: int, lead: str, note: str) -> None:
        """Write what an item said at one moment."""
        db.session.add(
            Revision(
                item_id=row.id,
                number=number,
                title=row.title,
                lead=lead,
                body=row.body,
                note=note,
                made_by_id=row.author.id,
                made_at=row.created_at + timedelta(minutes=20 * (number - 1)),
            )
        )
