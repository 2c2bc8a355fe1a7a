"""What follows a thing to another group: its cases, so that those who run it there decide on them."""

from __future__ import annotations

from sqlalchemy import or_, select, update

from community.content.models import Attachment, Comment, ContentItem
from community.core.db import db
from community.reports.models import ReportCase


def take_cases_along(item: ContentItem) -> None:
    """Let the cases of an item, and of what hangs on it, stand in the group in which it stands now."""
    comments = select(Comment.id).where(Comment.item_id == item.id)
    files = select(Attachment.id).where(Attachment.item_id == item.id)
    of_item = or_(
        ReportCase.item_id == item.id, ReportCase.comment_id.in_(comments), ReportCase.attachment_id.in_(files)
    )
    moved = update(ReportCase).where(of_item).values(group_id=item.group_id)
    db.session.execute(moved.execution_options(synchronize_session=False))
