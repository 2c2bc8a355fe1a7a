"""Pages about the programme and the site itself: privacy, accessibility, house rules."""

from community.content.models import ContentItem

# The pages to which the foot of every page leads, where they exist: their addresses stay, whatever their titles say.
FOOT_PAGES = ("huisregels", "privacy", "toegankelijkheid", "colofon")


class Page(ContentItem):
    """A page below /over."""

    __mapper_args__ = {"polymorphic_identity": "page"}

    @property
    def address(self) -> str:
        """The path of this page."""
        return f"/over/{self.slug}"

    @property
    def keeps_address(self) -> bool:
        """Whether its address stays when its title changes."""
        return self.slug in FOOT_PAGES
