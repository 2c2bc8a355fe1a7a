"""The pages of working groups."""

from community.groups.views import (
    access,
    archiving,
    continuity,
    groups,
    mail_invitations,
    managing,
    pictures,
    places,
    running,
    unled,
)
from community.groups.views.arrival import blueprint

__all__ = [
    "access",
    "archiving",
    "blueprint",
    "continuity",
    "groups",
    "mail_invitations",
    "managing",
    "pictures",
    "places",
    "running",
    "unled",
]
