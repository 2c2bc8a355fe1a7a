"""News posts. All their columns stand on ContentItem, so they need no table of their own."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from community.content.models import ContentItem


class NewsKind(StrEnum):
    """The sorts of news; kept in `genre`."""

    NEWS = "news"
    INTERVIEW = "interview"
    PUBLICATION = "publication"
    REPORT = "report"

    @property
    def label(self) -> Any:
        """What people call it."""
        return KIND_LABELS[self]


KIND_LABELS = {
    NewsKind.NEWS: _l("Nieuws"),
    NewsKind.INTERVIEW: _l("Interview"),
    NewsKind.PUBLICATION: _l("Publicatie"),
    NewsKind.REPORT: _l("Verslag"),
}


class NewsPost(ContentItem):
    """An article for the whole site or for one group."""

    __mapper_args__ = {"polymorphic_identity": "news"}

    @property
    def address(self) -> str:
        """The path of this post's page."""
        return f"/nieuws/{self.slug}"

    @property
    def kind_label(self) -> Any:
        """The word for its sort; empty for a sort that is not known any more."""
        return NewsKind(self.genre).label if self.genre in list(NewsKind) else ""
