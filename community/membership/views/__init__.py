"""The pages of joining, and those on which moderators decide who is in."""

from community.membership.views import applications, invitation_lists, invitations, joining, merging, objections, people
from community.membership.views.blueprint import blueprint

__all__ = [
    "applications",
    "blueprint",
    "invitation_lists",
    "invitations",
    "joining",
    "merging",
    "objections",
    "people",
]
