"""The pages of working groups."""

from community.groups.views import continuity, groups, managing, places, unled
from community.groups.views.arrival import blueprint

__all__ = ["blueprint", "continuity", "groups", "managing", "places", "unled"]
