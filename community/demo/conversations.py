"""Writes the comments of the demo: who said what when, who answered, who agreed, and what was hidden."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from community import richtext
from community.audit.events import CommentAdded, CommentHidden
from community.audit.group_events import AnswerMarked
from community.audit.log import write
from community.content.models import Comment, CommentText, ContentItem, ItemAnswer, ItemCounter, Reaction, ReactionKind
from community.core.clock import now
from community.core.db import db
from community.core.ids import id_at
from community.demo import shapes
from community.demo.people import People
from community.policy import Actor


class Conversations:
    """Writes the comments below an item."""

    def __init__(self, people: People, today: date) -> None:
        self.people, self.today = people, today

    def below(self, item: ContentItem, comments: tuple[shapes.Comment, ...]) -> None:
        """Write all comments of an item, its counter, and when something last happened."""
        begun = item.published_at or item.created_at
        written = [row for comment in comments for row in self.thread(item, comment, begun)]
        db.session.add(ItemCounter(item_id=item.id, comment_count=sum(not row.is_hidden for row in written)))
        item.last_activity_at = max([begun, *(row.created_at for row in written)])

    def thread(self, item: ContentItem, comment: shapes.Comment, begun: datetime) -> list[Comment]:
        """Write a comment and the answers to it."""
        first = self.comment(item, comment, begun, None)
        return [first, *(self.comment(item, reply, begun, first) for reply in comment.reply)]

    def comment(
        self, item: ContentItem, comment: shapes.Comment, begun: datetime, beginning: Comment | None
    ) -> Comment:
        """Write one comment; nothing is said in the future."""
        moment = min(comment.after.after(begun.astimezone(shapes.ZONE).date()), now() - timedelta(minutes=5))
        author = self.people.rows[comment.by]
        comment_id = id_at(moment)
        row = Comment(
            id=comment_id,
            item_id=item.id,
            thread_id=beginning.id if beginning else comment_id,
            author_id=author.id,
            author_function=author.function,
            author_organisation=author.confirmed_organisation,
            submit_key=f"demo-{comment_id}",
            created_at=moment,
            edited_at=moment + timedelta(minutes=7) if comment.edited else None,
            is_hidden=bool(comment.hidden_by),
            hidden_reason=comment.hidden_reason,
            hidden_by_id=self.people.rows[comment.hidden_by].id if comment.hidden_by else None,
            html=richtext.clean(richtext.from_markdown(comment.text), richtext.Profile.COMMENT),
            cleaner_version=richtext.CLEANER_VERSION,
        )
        db.session.add(row)
        db.session.flush()
        if comment.edited:
            db.session.add(CommentText(comment_id=row.id, html=row.html, replaced_at=moment + timedelta(minutes=7)))
        self.reactions(row, comment)
        self.log(item, row)
        if comment.answer:
            self.mark_answer(item, row)
        return row

    def log(self, item: ContentItem, row: Comment) -> None:
        """Write down that somebody commented, and that a comment was hidden."""
        added = CommentAdded(item_id=item.id, comment_id=row.id, group_id=item.group_id)
        write(db.session, Actor(id=row.author_id), added, at=row.created_at)
        if row.hidden_by_id is None:
            return
        hidden = CommentHidden(
            item_id=item.id,
            comment_id=row.id,
            member_id=row.author_id,
            group_id=item.group_id,
            reason=row.hidden_reason,
        )
        write(db.session, Actor(id=row.hidden_by_id), hidden, at=row.created_at + timedelta(hours=12))

    def mark_answer(self, item: ContentItem, row: Comment) -> None:
        """Write that who began the discussion called a comment the answer, an hour after it was written."""
        moment = min(row.created_at + timedelta(hours=1), now())
        marked_by = item.author.id
        db.session.add(ItemAnswer(item_id=item.id, comment_id=row.id, marked_by_id=marked_by, marked_at=moment))
        event = AnswerMarked(item_id=item.id, comment_id=row.id, group_id=item.group_id)
        write(db.session, Actor(id=marked_by), event, at=moment)

    def reactions(self, row: Comment, comment: shapes.Comment) -> None:
        """Write who valued a comment."""
        for kind in ReactionKind:
            for key in getattr(comment, kind.value):
                db.session.add(
                    Reaction(
                        comment_id=row.id,
                        member_id=self.people.rows[key].id,
                        kind=kind,
                        created_at=row.created_at + timedelta(hours=1),
                    )
                )
