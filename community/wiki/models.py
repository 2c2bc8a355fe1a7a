"""Pages of a group's wiki. What they say stands on ContentItem; here is only where a page stands in the tree."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from community.content.models import ContentItem

# So many pages are read at once, to draw the tree and to find the names in a text.
MOST_PAGES = 1000


class WikiPage(ContentItem):
    """A page that everybody in its group may change."""

    __tablename__ = "wiki_page"
    __table_args__ = (CheckConstraint("parent_id IS NULL OR parent_id != id", name="not_below_itself"),)  # type: ignore[assignment]
    __mapper_args__ = {"polymorphic_identity": "wiki_page"}

    id: Mapped[int] = mapped_column(ForeignKey("content_item.id"), primary_key=True)
    # The page below which it stands; none for one that stands at the top.
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("wiki_page.id"), index=True)

    @property
    def address(self) -> str:
        """The path of this page, below its group; the group must be loaded."""
        if self.group is None:
            raise ValueError("a wiki page stands in a group")
        return f"{self.group.address}/wiki/{self.slug}"
