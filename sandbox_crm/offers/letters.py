"""Letters as real RFC 5322 bytes, kept inside the sandbox. Nothing here can open a connection: bytes are all it makes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from email_validator import EmailNotValidError, validate_email

from sandbox_crm.snapshot import digest


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a letter."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """What is sent, by whom and when; ``key`` tells apart two letters with one content."""

    sender_name: str
    sender: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    subject: str
    body: str
    at: datetime
    key: str
    attachments: tuple[Attachment, ...] = ()


def split_addresses(given: str | Sequence[str] | None) -> list[str]:
    """Addresses from a list or from text with commas, semicolons or line ends between them; once each."""
    parts = [given] if isinstance(given, str) else list(given or [])
    found = [piece.strip() for part in parts for piece in part.replace(";", ",").replace("\n", ",").split(",")]
    return list(dict.fromkeys(piece for piece in found if piece))


def malformed(addresses: Sequence[str]) -> list[str]:
    """The addresses that are not addresses; only their form is looked at, nothing is asked of any network."""
    return [address for address in addresses if not _well_formed(address)]


def _well_formed(address: str) -> bool:
    try:
        validate_email(address, check_deliverability=False, globally_deliverable=False, allow_smtputf8=False)
    except EmailNotValidError:
        return False
    return "." in address.rpartition("@")[2]


def letter_bytes(letter: Letter) -> bytes:
    """The letter as it would go over the wire; the same letter gives the same bytes."""
    message = EmailMessage(policy=SMTP)
    mark = digest([letter.key, letter.sender, letter.to, letter.cc, letter.subject, letter.body, letter.at.isoformat()])
    message["From"] = Address(display_name=letter.sender_name, addr_spec=letter.sender)
    message["To"] = ", ".join(letter.to)
    if letter.cc:
        message["Cc"] = ", ".join(letter.cc)
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = f"<{mark[:32]}@{letter.sender.rpartition('@')[2]}>"
    message.set_content(letter.body, cte="quoted-printable")
    for attachment in letter.attachments:
        main, _, sub = attachment.media_type.partition("/")
        message.add_attachment(attachment.content, maintype=main, subtype=sub or "octet-stream", filename=attachment.name)
    if message.is_multipart():
        message.set_boundary(f"=={mark[32:]}==")
    return message.as_bytes()
