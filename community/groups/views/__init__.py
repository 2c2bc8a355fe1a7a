"""The pages of working groups."""

from community.groups.views import access, continuity, groups, managing, places, unled
from community.groups.views.arrival import blueprint

__all__ = ["access", "blueprint", "continuity", "groups", "managing", "places", "unled"]
