"""What editors do with news: begin a post, and change what it says and for whom. Publishing is of all content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from community import audit
from community.accounts.models import Member
from community.audit.events import ItemCreated, ItemEdited
from community.content.models import Audience, ItemCounter, State
from community.content.queries.comments import Revealed, revealed_by
from community.content.services.addresses import free_address
from community.content.services.links import note_links
from community.content.services.publication import check_pictures
from community.content.services.texts import Text, first_text, save_text
from community.core.clock import now
from community.core.db import db
from community.core.ids import new_id
from community.news.models import NewsKind, NewsPost
from community.notifications.tell import follow_by_taking_part
from community.policy import Actor, Permission, requires
from community.site.queries import site_settings
from community.themes.models import Theme

DOUBLED_WITHIN = timedelta(minutes=2)


class WouldReveal(Exception):
    """More people would read comments than their writers wrote for; `revealed` says how many, and who."""

    def __init__(self, revealed: Revealed) -> None:
        super().__init__()
        self.revealed = revealed


@dataclass(frozen=True, slots=True)
class Place:
    """About what and for whom a post is."""

    genre: NewsKind
    audience: Audience
    region_id: int | None
    themes: Sequence[Theme]
    comments_open: bool


@requires(Permission.NEWS_CREATE)
def create_post(actor: Actor, *, author: Member, text: Text, place: Place) -> NewsPost:
    """Begin a post as a draft, with the author's function and organisation as they are now.

    A form that was sent twice begins one post: the draft that the same author just began with the same words.
    """
    doubled = _just_begun(actor, text)
    if doubled is not None:
        return doubled
    post = NewsPost(
        id=new_id(),
        slug=free_address(NewsPost, text.title, audience=place.audience),
        author_id=actor.id,
        author_function=author.function,
        author_organisation=author.confirmed_organisation,
        counter=ItemCounter(),
        state=State.DRAFT,
        themes=[],
    )
    put_in_place(post, place)
    first_text(post, text)
    note_links(post.id, text.body, by=actor)
    db.session.add(post)
    audit.record(actor, ItemCreated(item_id=post.id))
    db.session.flush()
    follow_by_taking_part(actor.id, item_id=post.id)
    return post


def _just_begun(actor: Actor, text: Text) -> NewsPost | None:
    """Give the draft that the actor began a moment ago with this very text; two at once wait for each other."""
    db.session.execute(select(Member.id).where(Member.id == actor.id).with_for_update())
    query = select(NewsPost).where(
        NewsPost.author_id == actor.id,
        NewsPost.state == State.DRAFT,
        NewsPost.created_at > now() - DOUBLED_WITHIN,
        NewsPost.title == text.title,
        NewsPost.lead == text.lead,
        NewsPost.body == text.body,
    )
    return db.session.scalars(query.limit(1)).one_or_none()


@requires(Permission.ITEM_EDIT)
def edit_post(
    actor: Actor, post: NewsPost, *, text: Text, place: Place, seen_number: int, note: str = "", agreed_count: int = 0
) -> bool:
    """Change a post; says whether anything changed.

    Raises `Overtaken` where another saved in between, `NotAsPublic` where readers would miss a picture, and
    `WouldReveal` where more people would read more comments than the `agreed_count` that the actor knows of.
    """
    moved = place_of(post) != place
    revealed = revealed_by(post, place.audience, for_members=site_settings().comments_for_members)
    if moved:
        put_in_place(post, place)
    changed = save_text(actor, post, text=text, seen_number=seen_number, note=note)
    if post.state in (State.SCHEDULED, State.PUBLISHED, State.ARCHIVED):
        check_pictures(post)
    if revealed.comment_count > agreed_count:
        raise WouldReveal(revealed)
    if moved and not changed:
        audit.record(actor, ItemEdited(item_id=post.id, group_id=post.group_id))
    return moved or changed


def place_of(post: NewsPost) -> Place:
    """Give about what and for whom a post is."""
    return Place(NewsKind(post.genre), post.audience, post.region_id, list(post.themes), post.comments_open)


def put_in_place(post: NewsPost, place: Place) -> None:
    """Set about what and for whom a post is."""
    post.genre, post.audience, post.region_id = place.genre, place.audience, place.region_id
    post.themes, post.comments_open = list(place.themes), place.comments_open
