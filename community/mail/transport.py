"""Sends a message: by SMTP, or into a folder where there is no mail server."""

from __future__ import annotations

import os
import re
import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from flask import current_app

from community.mail.message import Message, to_mime

TIMEOUT_SECONDS = 20
PORTS = {"smtp": 25, "smtps": 465}


def deliver(message: Message) -> None:
    """Send a message, or raise what went wrong, so that it is tried again."""
    settings = current_app.config["SETTINGS"]
    mime = to_mime(message, sender=settings.mail_from)
    url = urlsplit(settings.mail_url)
    if url.scheme == "file":
        write_file(mime, Path(unquote(url.path)))
    elif url.scheme in PORTS:
        send_by_smtp(mime, url)
    else:
        raise ValueError(f"COMMUNITY_MAIL_URL cannot begin with {url.scheme}")


def write_file(mime: EmailMessage, folder: Path) -> None:
    """Put a message into a folder, whole or not at all; sent again it replaces itself."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (re.sub(r"[^\w.@-]", "_", str(mime["Message-ID"]).strip("<>")) + ".eml")
    half = path.with_suffix(f".{os.getpid()}.half")
    half.write_bytes(bytes(mime))
    half.replace(path)


def send_by_smtp(mime: EmailMessage, url: SplitResult) -> None:
    """Hand a message to a mail server, encrypted wherever the server can."""
    host, port = url.hostname or "localhost", url.port or PORTS[url.scheme]
    secure = ssl.create_default_context()
    if url.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=secure)
    else:
        server = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
    with server:
        if url.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=secure)
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        server.send_message(mime)
