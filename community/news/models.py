"""News posts. All their columns stand on ContentItem, so they need no table of their own."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from community.content.models import ContentItem


class NewsKind(StrEnum):
    """The sorts of news; kept in `genre`. The label is what people read."""

    label: Any

    def __new__(cls, value: str, label: Any) -> NewsKind:
        """Keep the Dutch word beside the name."""
        each = str.__new__(cls, value)
        each._value_ = value
        each.label = label
        return each

    NEWS = "news", _l("Nieuws")
    INTERVIEW = "interview", _l("Interview")
    PUBLICATION = "publication", _l("Publicatie")
    REPORT = "report", _l("Verslag")


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
