"""A real mail server on loopback that keeps what it is sent, and can be told to refuse."""

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.services.process import free_port


@dataclass
class Mailbox:
    """What arrived, oldest first; with `refuse` set, such a line is the answer to each message."""

    messages: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    refuse: str | None = None
    url: str = ""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd)
        """Keep the message, or refuse it as told."""
        if self.refuse:
            return self.refuse
        self.envelopes.append(envelope)
        self.messages.append(email.message_from_bytes(envelope.original_content or b"", policy=email.policy.default))
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        """Messages whose envelope names this address, whatever their heading says."""
        # The server adds to both while a test reads: a message that is only half there is not there yet.
        pairs = zip(self.envelopes, self.messages, strict=False)
        return [message for envelope, message in pairs if address in envelope.rcpt_tos]


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """Run a mail server during the test; `mailbox.url` is what COMMUNITY_MAIL_URL takes."""
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port(), enable_SMTPUTF8=True)
    controller.start()
    try:
        box.url = f"smtp://127.0.0.1:{controller.port}"
        yield box
    finally:
        controller.stop()
