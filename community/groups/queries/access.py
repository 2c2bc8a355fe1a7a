"""What a change of a group's access would let others see, counted before it is done.

Who changes it reads these figures first, and the deed counts them once more: what came in between is seen too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select

from community import policy
from community.accounts.models import Member, MemberState
from community.content.models import WIDEST_FIRST, Audience, Comment, ContentItem, State
from community.core.db import db
from community.decisions.models import Ballot, Decision, Phase
from community.documents.models import Folder
from community.groups.models import Access, Group
from community.policy import Actor

# The kinds of which what was written before can be shared more widely, in the order of the page. Of every other kind it
# stays as it is, and so does what hangs on a vote that is not over.
WIDENABLE = ("discussion", "document", "wiki_page", "decision", "action")
ON_VIEW = (State.PUBLISHED, State.ARCHIVED)


@dataclass(frozen=True, slots=True)
class AccessChoice:
    """Who may come in from now on; and for whom what was written before is to be, where that is to be wider."""

    access: Access
    audience: Audience = Audience.GROUP
    kinds: tuple[str, ...] = ()

    @property
    def is_widening(self) -> bool:
        """Whether what was written before becomes readable for more people."""
        return self.audience != Audience.GROUP and bool(self.kinds)


@dataclass(frozen=True, slots=True)
class Written:
    """How much of one kind was written for one audience, and how many comments stand below it."""

    kind: str
    audience: Audience
    item_count: int
    comment_count: int


@dataclass(frozen=True, slots=True)
class AccessPreview:
    """What a choice lets others see: counts of what is there now, and of what becomes wider by this choice."""

    choice: AccessChoice
    before: Access
    written: Sequence[Written]
    widened: Sequence[Written]
    # People who wrote a comment below what becomes wider, named votes that go with it, and names of folders.
    people_count: int
    ballot_count: int
    folder_count: int
    # Whoever is in the group, as a list; and who is a member of the site outside it.
    member_count: int
    outsider_count: int

    @property
    def mark(self) -> str:
        """Give what the form sends back, so that the deed knows which figures were seen."""
        written, widened = (
            [f"{row.kind}.{row.audience}.{row.item_count}.{row.comment_count}" for row in rows]
            for rows in (self.written, self.widened)
        )
        figures = (self.people_count, self.ballot_count, self.folder_count, self.member_count)
        choice = (self.before, self.choice.access, self.choice.audience, *self.choice.kinds)
        return "-".join(map(str, (*choice, "has", *written, "widens", *widened, *figures)))

    @property
    def shows_members(self) -> bool:
        """Whether the list of members becomes visible to all members of the site."""
        return self.choice.access == Access.OPEN and self.before != Access.OPEN

    @property
    def shows_group(self) -> bool:
        """Whether it becomes known to everybody that the group exists."""
        return self.before == Access.HIDDEN and self.choice.access != Access.HIDDEN

    @property
    def narrowed(self) -> Sequence[Written]:
        """Give what more people read now than the group will allow."""
        if self.choice.access == Access.OPEN:
            return []
        return [row for row in self.written if row.audience != Audience.GROUP]

    def total(self, rows: Sequence[Written]) -> tuple[int, int]:
        """Add up items and comments."""
        return sum(row.item_count for row in rows), sum(row.comment_count for row in rows)


def preview(actor: Actor, group: Group, choice: AccessChoice) -> AccessPreview:
    """Count what a choice lets others see."""
    widened = widened_by(group, choice)
    return AccessPreview(
        choice=choice,
        before=group.access,
        written=written_in(actor, ContentItem.group_id == group.id),
        widened=written_in(actor, *widened) if choice.is_widening else (),
        people_count=people_who_commented(actor, widened) if choice.is_widening else 0,
        ballot_count=named_ballots(actor, widened) if choice.is_widening else 0,
        folder_count=folders_widened(actor, group, choice) if choice.is_widening else 0,
        member_count=group.member_count,
        outsider_count=max(0, members_of_site() - group.member_count),
    )


def widened_by(group: Group, choice: AccessChoice) -> list[ColumnElement[bool]]:
    """The items that become wider by a choice: on view, of a chosen kind, for fewer people now, no vote under way."""
    kinds = [kind for kind in choice.kinds if kind in WIDENABLE]
    over = select(Decision.id).where(Decision.phase.in_((Phase.CLOSED, Phase.WITHDRAWN)))
    return [
        ContentItem.group_id == group.id,
        ContentItem.kind.in_(kinds),
        ContentItem.state.in_(ON_VIEW),
        ContentItem.audience.in_(narrower_than(choice.audience)),
        or_(ContentItem.kind != "decision", ContentItem.id.in_(over)),
    ]


def narrower_than(audience: Audience) -> list[Audience]:
    """Give the audiences that an audience is wider than."""
    return [each for each in WIDEST_FIRST if audience.is_wider_than(each)]


def written_in(actor: Actor, *conditions: ColumnElement[bool]) -> list[Written]:
    """Count what is on view by kind and audience, with the comments below it."""
    said = (
        select(func.count())
        .where(Comment.item_id == ContentItem.id, ~Comment.is_removed, ~Comment.is_hidden)
        .correlate(ContentItem)
        .scalar_subquery()
    )
    of_each = (
        select(ContentItem.kind, ContentItem.audience, said.label("said"))
        .where(*conditions, ContentItem.state.in_(ON_VIEW), policy.readable(actor, ContentItem))
        .subquery()
    )
    columns = of_each.c
    query = (
        select(columns.kind, columns.audience, func.count(), func.sum(columns.said))
        .group_by(columns.kind, columns.audience)
        .order_by(columns.kind, columns.audience)
    )
    return [Written(kind, audience, items, int(said)) for kind, audience, items, said in db.session.execute(query)]


def people_who_commented(actor: Actor, conditions: Sequence[ColumnElement[bool]]) -> int:
    """Count who wrote a comment below these items."""
    query = (
        select(func.count(Comment.author_id.distinct()))
        .join(Comment.item)
        .where(*conditions, ~Comment.is_removed, ~Comment.is_hidden, policy.readable(actor, Comment))
    )
    return db.session.scalar(query) or 0


def named_ballots(actor: Actor, conditions: Sequence[ColumnElement[bool]]) -> int:
    """Count the votes by name that members of the site would come to see."""
    query = (
        select(func.count())
        .select_from(Ballot)
        .join(Ballot.decision)
        .where(*conditions, Ballot.member_id.is_not(None), policy.readable(actor, Ballot))
    )
    return db.session.scalar(query) or 0


def folders_widened(actor: Actor, group: Group, choice: AccessChoice) -> int:
    """Count the folders whose names would become visible with the documents."""
    if "document" not in choice.kinds:
        return 0
    query = (
        select(func.count())
        .select_from(Folder)
        .where(
            Folder.group_id == group.id,
            Folder.audience.in_(narrower_than(choice.audience)),
            policy.readable(actor, Folder),
        )
    )
    return db.session.scalar(query) or 0


def members_of_site() -> int:
    """Count the members of the site: no more than a figure, of nobody by name."""
    query = select(func.count()).select_from(Member).where(Member.state == MemberState.MEMBER)
    return db.session.scalar(query) or 0
