"""Mail: from a template and a reader's language to a MIME message, and out by SMTP or into a folder."""

from community.mail.message import Message, compose
from community.mail.transport import deliver

__all__ = ["Message", "compose", "deliver"]
