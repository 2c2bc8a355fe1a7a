"""The pages of the regions: to read, and for an administrator to set them up."""

from community.regions.views import managing, reading
from community.regions.views.blueprint import blueprint

__all__ = ["blueprint", "managing", "reading"]
