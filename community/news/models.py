"""News posts. All their columns stand on ContentItem, so they need no table of their own."""

from enum import StrEnum

from community.content.models import ContentItem


class NewsKind(StrEnum):
    """The sorts of news; kept in `genre`."""

    NEWS = "news"
    INTERVIEW = "interview"
    PUBLICATION = "publication"
    REPORT = "report"


class NewsPost(ContentItem):
    """An article for the whole site or for one group."""

    __mapper_args__ = {"polymorphic_identity": "news"}

    @property
    def address(self) -> str:
        """The path of this post's page."""
        return f"/nieuws/{self.slug}"
