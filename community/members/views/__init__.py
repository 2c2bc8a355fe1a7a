"""The list of members, the page of each, and everybody's own pages below `/mijn`."""

from community.members.views import directory, own, people, profile
from community.members.views.blueprint import blueprint

__all__ = ["blueprint", "directory", "own", "people", "profile"]
