"""The bytes of documents over HTTP: a version, a picture of it, a folder as one zip; to who may read the document."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from flask import Response, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable, ServiceUnavailable
from werkzeug.wrappers import Response as AnyResponse

from community.content.views.attachments import LOCKED, RETRY_SECONDS, RUNNABLE
from community.core.file_names import FreeNames, clean_name
from community.core.media import UNKNOWN
from community.core.storage import StorageAway
from community.core.zipping import Packed, zipped
from community.documents.models import DocumentVersion, Folder
from community.documents.queries import documents as queries
from community.documents.queries.folders import Tree, folders_of
from community.documents.views.blueprint import address_of, blueprint, crumbs, folder_asked
from community.groups.views.arrival import arrive, head
from community.policy import Absent
from community.web import current
from community.web.answers import page
from community.web.gate import public
from community.web.presentation import local

LAST_VERSION = 2_147_483_647


@blueprint.get(f"/<document_slug>/versies/<int(max={LAST_VERSION}):number>/bestand")
@public
def download(slug: str, document_slug: str, number: int) -> AnyResponse:
    """Serve one version of a document, always to be saved and never to be run."""
    actor = current.actor()
    group = arrive(actor, slug)
    version = queries.version_to_read(actor, group, document_slug, number)
    media_type = UNKNOWN if any(word in version.media_type for word in RUNNABLE) else version.media_type
    answer = whole_or_part(version.storage_key, version.byte_count, media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=version.name_as(version.document.title))
    return answer


@blueprint.get(f"/<document_slug>/versies/<int(max={LAST_VERSION}):number>/blad/<int(max=99):sheet>.webp")
@public
def picture(slug: str, document_slug: str, number: int, sheet: int) -> AnyResponse:
    """Serve a picture of a version: 0 is the small one, each other number a page."""
    actor = current.actor()
    group = arrive(actor, slug)
    version = queries.version_to_read(actor, group, document_slug, number)
    answer = whole_or_part(picture_key(version, sheet), None, "image/webp")
    answer.headers.set("Content-Disposition", "inline")
    return answer


def picture_key(version: DocumentVersion, sheet: int) -> str:
    """Give the key of a picture of a version, or raise `Absent`."""
    keys = [version.thumbnail_key, *(each["key"] for each in version.pages)]
    if sheet >= len(keys) or not keys[sheet]:
        raise Absent
    return keys[sheet]


def whole_or_part(key: str, size: int | None, media_type: str) -> Response:
    """Send a file piece by piece, the part of it that was asked for, or that the browser has it already."""
    answer = Response(mimetype=media_type)
    answer.set_etag(key.rpartition("/")[2][:32])
    answer.headers["Content-Security-Policy"] = LOCKED
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "private, no-cache"
    if request.if_none_match.contains(answer.get_etag()[0] or ""):
        answer.status_code = 304
        return answer
    if size is None:
        answer.response = read(key)
        return answer
    answer.headers["Accept-Ranges"] = "bytes"
    part = part_asked(answer, size)
    if part is None:
        answer.response, answer.content_length = read(key), size
        return answer
    start, end = part
    answer.status_code, answer.content_length = 206, end - start
    answer.headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    answer.response = read(key, part)
    return answer


def part_asked(answer: Response, size: int) -> tuple[int, int] | None:
    """Give the part of a file that was asked for; None is all of it, also where the file has changed since."""
    asked, since = request.range, request.if_range.etag
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        return None
    if request.if_range.date is not None or since not in (None, answer.get_etag()[0]):
        return None
    found = asked.range_for_length(size)
    if found is None:
        raise RequestedRangeNotSatisfiable(size)
    return found[0], found[1]


def read(key: str, part: tuple[int, int] | None = None) -> Any:
    """Give the content of a file; absent where it is lost, 503 where the storage does not answer."""
    try:
        return current.storage().stream(key) if part is None else current.storage().stream_part(key, *part)
    except FileNotFoundError as error:
        raise Absent from error
    except StorageAway as error:
        raise ServiceUnavailable(retry_after=RETRY_SECONDS) from error


@blueprint.get("/zip")
def take_along(slug: str) -> AnyResponse:
    """Send a folder, with all in it that the reader may read, as one zip that is made while it is sent."""
    actor = current.actor()
    group = arrive(actor, slug)
    tree = folders_of(actor, group)
    folder = folder_asked(tree)
    within: list[Folder] = tree.within(folder)
    documents = queries.documents_to_pack(actor, group, [folder, *within])
    total = sum(each.current.byte_count for each in documents)
    if len(documents) > queries.MOST_PACKED or total > queries.MOST_PACKED_BYTES or not documents:
        answer = page(
            "documents/not_packed.html",
            is_empty=not documents,
            most=queries.MOST_PACKED,
            most_bytes=queries.MOST_PACKED_BYTES,
            here=address_of(group, folder),
            crumbs=crumbs(group, tree, folder, with_last=True),
            **head(actor, group),
        )
        answer.status_code = 422
        return answer
    archive = Response(zipped(list(packed(tree, folder, within, documents))), mimetype="application/zip")
    name = clean_name(f"{folder.name if folder else group.name}.zip")
    archive.headers.set("Content-Disposition", "attachment", filename=name)
    archive.headers["Content-Security-Policy"] = LOCKED
    archive.headers["Cache-Control"] = "private, no-store"
    return archive


def packed(tree: Tree, folder: Folder | None, within: list[Folder], documents: Any) -> Iterator[Packed]:
    """Give each document with its path below the folder; no two paths are alike on any system."""
    storage, taken = current.storage(), FreeNames()
    paths: dict[int | None, str] = {folder.id if folder else None: ""}
    for each in within:
        paths[each.id] = taken.take(f"{paths.get(each.parent_id, '')}{each.name}") + "/"
    for document in documents:
        newest = document.current
        path = taken.take(paths[document.folder_id] + newest.name_as(document.title))
        yield Packed(path, newest.byte_count, local(newest.made_at), partial(storage.stream, newest.storage_key))
