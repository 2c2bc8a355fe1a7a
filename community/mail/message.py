"""Makes messages of templates: a subject, a plain text and the same as HTML, in the language of who reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import css_inline
from flask import current_app, render_template
from flask_babel import force_locale

from community.core.clock import now
from community.jobs import running_id

STYLE = Path(__file__).resolve().parents[2] / "templates" / "emails" / "style.css"
LONGEST_SUBJECT = 200
ONE_ADDRESS = re.compile(
    r"""(?P<user>[^\s@<>(),;:\\"\[\]\0-\x1f\x7f]{1,64})@(?P<domain>[\w-]{1,63}(\.[\w-]{1,63}){0,10})"""
)


@dataclass(frozen=True, slots=True)
class Message:
    """A mail to one person. `reference` names it: the same reference is the same mail.

    `unsubscribe` is the address where one click ends mail of this kind; empty where it cannot be ended.
    """

    to_name: str
    to_email: str
    subject: str
    text: str
    html: str
    reference: str
    unsubscribe: str = ""


def compose(template: str, *, name: str, email: str, language: str = "nl", **values: Any) -> Message:
    """Make a mail of `templates/emails/<template>/`, named after the outbox row that asked for it.

    A value called `unsubscribe` is the address that ends mail of this kind.
    """
    settings = current_app.config["SETTINGS"]
    with force_locale(language if language in ("nl", "en") else "nl"):
        shared = {"name": name, "base_url": settings.base_url, "language": language, **values}
        subject = render_template(f"emails/{template}/subject.txt", **shared)
        text = render_template(f"emails/{template}/body.txt", **shared)
        html = render_template(f"emails/{template}/body.html", **shared)
    host = urlsplit(settings.base_url).hostname or "localhost"
    ends_at = str(values.get("unsubscribe", ""))
    reference = f"{running_id()}.{template}@{host}"
    return Message(name, email, one_line(subject), text.strip() + "\n", inliner().inline(html), reference, ends_at)


@cache
def inliner() -> css_inline.CSSInliner:
    """Give the inliner: many mail programs read no style sheet."""
    return css_inline.CSSInliner(extra_css=STYLE.read_text(encoding="utf-8"), load_remote_stylesheets=False)


def one_line(text: str) -> str:
    """Put a text on one line, so that it cannot add a header."""
    return " ".join(text.split())[:LONGEST_SUBJECT]


def address_of(message: Message) -> Address:
    """Give the one address of a message; raises `ValueError` for what is none, or more than one."""
    found = ONE_ADDRESS.fullmatch(message.to_email)
    if found is None:
        raise ValueError("not an e-mail address")
    readable = "".join(letter for letter in one_line(message.to_name) if letter.isprintable())
    return Address(readable, found["user"], found["domain"])


def to_mime(message: Message, *, sender: str) -> EmailMessage:
    """Give the message as it travels."""
    mime = EmailMessage()
    mime["From"] = sender
    mime["To"] = address_of(message)
    mime["Subject"] = message.subject
    mime["Date"] = format_datetime(now())
    mime["Message-ID"] = f"<{message.reference}>"
    mime["Auto-Submitted"] = "auto-generated"
    mime["X-Auto-Response-Suppress"] = "All"
    if message.unsubscribe:
        mime["List-Unsubscribe"] = f"<{one_line(message.unsubscribe)}>"
        mime["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mime.set_content(message.text)
    mime.add_alternative(message.html, subtype="html")
    return mime
