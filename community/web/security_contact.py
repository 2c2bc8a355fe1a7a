"""Where somebody who found a leak can tell of it (RFC 9116): `/.well-known/security.txt`."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from urllib.parse import quote

from flask import Blueprint, Response, abort

from community.core.clock import now
from community.web import current
from community.web.gate import public
from community.web.health import plain

blueprint = Blueprint("security_contact", __name__)

PATH = "/.well-known/security.txt"
# The text may be believed so long after it was read; the standard asks for less than a year.
BELIEVED_FOR = timedelta(days=180)


@blueprint.get(PATH)
@public
def security_txt() -> Response:
    """Give the contact that the deployment names, or the administrator's; a site that has neither has no such text."""
    contact = current.settings().security_contact or mail_address(current.site().contact_email)
    if not contact:
        abort(404)
    lines = (
        f"Contact: {contact}",
        f"Expires: {expiry(now()):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: nl, en",
        f"Canonical: {current.settings().base_url}{PATH}",
    )
    return plain("\n".join(lines))


def mail_address(email: str) -> str:
    """Give an e-mail address as the standard wants it; nothing stays nothing."""
    return f"mailto:{quote(email, safe='@')}" if email else ""


def expiry(moment: datetime) -> datetime:
    """Give until when the text may be believed: midnight, so that it is the same text all day."""
    return datetime.combine((moment + BELIEVED_FOR).date(), time(), UTC)
