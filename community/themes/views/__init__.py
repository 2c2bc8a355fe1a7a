"""The pages of the themes: to read, and for an administrator to set them up."""

from community.themes.views import managing, reading
from community.themes.views.blueprint import blueprint

__all__ = ["blueprint", "managing", "reading"]
