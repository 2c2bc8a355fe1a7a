"""The pages of working groups."""

from community.groups.views import groups, managing, places
from community.groups.views.arrival import blueprint

__all__ = ["blueprint", "groups", "managing", "places"]
