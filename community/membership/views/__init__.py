"""The pages of joining, and those on which moderators decide who is in."""

from community.membership.views import applications, invitations, joining, people
from community.membership.views.blueprint import blueprint

__all__ = ["applications", "blueprint", "invitations", "joining", "people"]
