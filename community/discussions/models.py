"""Discussions of a working group. Their columns stand on ContentItem; what is said in them are comments."""

from community.content.models import Audience, ContentItem
from community.groups.models import Access

# The audiences that a group allows, the widest first. A closed or hidden group keeps what is said to itself.
ALLOWED_AUDIENCES = {
    Access.OPEN: (Audience.PUBLIC, Audience.MEMBERS, Audience.GROUP),
    Access.CLOSED: (Audience.GROUP,),
    Access.HIDDEN: (Audience.GROUP,),
}


class Discussion(ContentItem):
    """A conversation that a member of a group began."""

    __mapper_args__ = {"polymorphic_identity": "discussion"}

    @property
    def address(self) -> str:
        """The path of this discussion's page, below its group; the group must be loaded."""
        if self.group is None:
            raise ValueError("a discussion stands in a group")
        return f"{self.group.address}/gesprekken/{self.slug}"
