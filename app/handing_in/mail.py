"""A prepared mail: its words, and a draft that a mail program opens to be looked at and sent. The
program itself sends none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import quote

from app.handing_in.delivery import Parcel

ENDING = ".eml"
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_TYPES = {".xls": "vnd.ms-excel", ".pdf": "pdf", ".zip": "zip",
          ".xlsx": "vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@dataclass(frozen=True)
class Mail:
    """``address`` is "" if only the mailbox's name is known, which no program can send to."""

    address: str
    subject: str
    text: str

    @property
    def link(self) -> str:
        """What opens a mail program with these words."""
        return (f"mailto:{quote(self.address, safe='@')}?subject={quote(self.subject)}"
                f"&body={quote(self.text)}")


def prepared(school: str, what: str, mailbox: str, name: str) -> Mail:
    """The mail that brings the file ``name`` to a mailbox, be it an address or a name."""
    found = _ADDRESS.search(mailbox)
    return Mail(found[0] if found else "", f"{school}{what}",
                f"老师：\n\n您好！附件是{school}的{what}（{name}），请查收。\n\n{school}")


def draft(mail: Mail, attached: Parcel, now: datetime) -> bytes:
    """The mail as an ``.eml`` file with the attachment under its own name, marked as unsent."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = mail.subject
    if mail.address:
        message["To"] = mail.address
    message["Date"] = now.astimezone()
    message["X-Unsent"] = "1"  # opens for writing, not for reading
    message.set_content(mail.text)
    message.add_attachment(
        attached.content, maintype="application",
        subtype=_TYPES.get(attached.path.suffix.lower(), "octet-stream"), filename=attached.name)
    return message.as_bytes()
