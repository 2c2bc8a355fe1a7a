"""The pages on which an administrator sets the site up, and what they make: the style sheet and the logo."""

from community.site.views import arranging, desk, logo
from community.site.views.blueprint import blueprint

__all__ = ["arranging", "blueprint", "desk", "logo"]
