"""Pages about the programme and the site itself: privacy, accessibility, house rules."""

from community.content.models import ContentItem


class Page(ContentItem):
    """A page below /over."""

    __mapper_args__ = {"polymorphic_identity": "page"}

    @property
    def address(self) -> str:
        """The path of this page."""
        return f"/over/{self.slug}"
