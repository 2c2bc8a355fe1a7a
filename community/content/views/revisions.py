"""What an item said before, over HTTP: the list, two versions side by side in words, and putting one back."""

from __future__ import annotations

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community import richtext
from community.content.models import ContentItem, Revision
from community.content.queries.revisions import (
    PAGE_SIZE,
    item_with_revisions,
    revision_to_read,
    revisions_to_read,
)
from community.content.services import texts
from community.core.ids import read_id
from community.policy import Actor, Permission, allows
from community.web import current
from community.web.answers import page, see_other

blueprint = Blueprint("revisions", __name__)

LAST_VERSION = 2**31 - 1


@blueprint.get("/stukken/<int:item_id>/versies")
def index(item_id: int) -> Response:
    """List the versions of an item, the newest first."""
    actor = current.actor()
    item = item_with_revisions(actor, item_id)
    found = revisions_to_read(actor, item, below=version(request.args.get("onder")))
    shown = found[:PAGE_SIZE]
    older = f"{item.revisions_address}?onder={shown[-1].number}" if len(found) > PAGE_SIZE else None
    return page(
        "content/revisions.html",
        item=item,
        revisions=shown,
        older=older,
        may_edit=allows(actor, Permission.ITEM_EDIT, item),
    )


@blueprint.get("/stukken/<int:item_id>/versies/vergelijk")
def compare(item_id: int) -> Response:
    """Show what was added and what was taken away between two versions."""
    actor = current.actor()
    item = item_with_revisions(actor, item_id)
    older, newer = chosen_pair(actor, item)
    return page(
        "content/revision_comparison.html",
        item=item,
        older=older,
        newer=newer,
        title=richtext.compare(as_paragraph(older.title), as_paragraph(newer.title)),
        lead=richtext.compare(as_paragraph(older.lead), as_paragraph(newer.lead)),
        body=richtext.compare(older.body, newer.body),
        may_edit=allows(actor, Permission.ITEM_EDIT, item),
    )


def version(text: str | None) -> int | None:
    """Read the number of a version from an address; anything else is as if it were not there."""
    found = read_id(text)
    return found if found is not None and found <= LAST_VERSION else None


def chosen_pair(actor: Actor, item: ContentItem) -> tuple[Revision, Revision]:
    """Give the two versions that an address names, the older first; by default the last two."""
    to = version(request.args.get("naar"))
    newer = item.revision_number if to is None else to
    since = version(request.args.get("van"))
    older = max(newer - 1, 0) if since is None else since
    first, second = sorted((older, newer))
    return revision_to_read(actor, item, first), revision_to_read(actor, item, second)


def as_paragraph(text: str) -> richtext.CleanHtml:
    """Give a plain text as one paragraph of HTML."""
    return richtext.from_plain(text)


@blueprint.post(f"/stukken/<int:item_id>/versies/<int(max={LAST_VERSION}):revision_number>/terugzetten")
def restore(item_id: int, revision_number: int) -> Response:
    """Let an item say again what it said in one version."""
    person = current.actor()
    body = richtext.clean(revision_to_read(person, item_with_revisions(person, item_id), revision_number).body)
    actor = current.begin_writing()
    item = item_with_revisions(actor, item_id)
    revision = revision_to_read(actor, item, revision_number)
    if texts.restore_revision(actor, item, revision=revision, body=body):
        flash(_("Versie %(number)d is teruggezet, als nieuwe versie.", number=revision_number), "success")
    else:
        flash(_("De tekst is al gelijk aan versie %(number)d.", number=revision_number))
    return see_other(item.revisions_address)
