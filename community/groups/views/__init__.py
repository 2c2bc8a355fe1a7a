"""The pages of working groups."""

from community.groups.views import (
    access,
    continuity,
    groups,
    mail_invitations,
    managing,
    places,
    unled,
)
from community.groups.views.arrival import blueprint

__all__ = [
    "access",
    "blueprint",
    "continuity",
    "groups",
    "mail_invitations",
    "managing",
    "places",
    "unled",
]
