"""The pages of discussions."""

from community.discussions.views import moving
from community.discussions.views.discussions import blueprint

__all__ = ["blueprint", "moving"]
