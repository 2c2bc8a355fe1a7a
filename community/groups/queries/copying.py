"""What of a group can be an example for another: names of folders and of pages of the wiki, never what is in them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from community import policy
from community.content.models import State
from community.core.db import db
from community.documents.models import MOST_FOLDERS, Folder
from community.groups.models import Group
from community.policy import Actor
from community.wiki.models import MOST_PAGES, WikiPage


def folders_to_copy(actor: Actor, group: Group) -> Sequence[Folder]:
    """Give the folders of a group that the actor may know."""
    query = select(Folder).where(Folder.group_id == group.id, policy.readable(actor, Folder)).order_by(Folder.id)
    return list(db.session.scalars(query.limit(MOST_FOLDERS)))


def pages_to_copy(actor: Actor, group: Group) -> Sequence[WikiPage]:
    """Give the pages of a group's wiki that the actor may read."""
    query = (
        select(WikiPage)
        .where(WikiPage.group_id == group.id, WikiPage.state == State.PUBLISHED, policy.readable(actor, WikiPage))
        .order_by(WikiPage.id)
    )
    return list(db.session.scalars(query.limit(MOST_PAGES)))
