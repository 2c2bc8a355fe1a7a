"""Puts an item of any kind back; what a kind must see to besides stands in its own slice."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from community.content.models import ContentItem
from community.content.services import publication
from community.documents.models import Document
from community.documents.services.documents import restore_document
from community.policy import Actor, Permission, Refused, requires
from community.wiki.models import WikiPage
from community.wiki.services import TitleTaken, restore_page

SAME_TITLE = _l("Er is intussen een andere pagina met deze titel. Geef die eerst een andere titel.")


@requires(Permission.ITEM_RESTORE)
def restore_item(actor: Actor, item: ContentItem) -> None:
    """Put an item back where it stood. Raises `Refused` where its name or title is another's by now."""
    if isinstance(item, Document):
        restore_document(actor, item)
    elif isinstance(item, WikiPage):
        try:
            restore_page(actor, item)
        except TitleTaken as taken:
            raise Refused(Permission.ITEM_RESTORE, SAME_TITLE) from taken
    else:
        publication.restore(actor, item)
