"""Documents over HTTP, below the address of their group."""

from community.documents.views import documents, files, folders, listing, uploads
from community.documents.views.blueprint import blueprint

__all__ = ["blueprint", "documents", "files", "folders", "listing", "uploads"]
