"""A digest as an e-mail message, whose headers take nothing but what belongs there."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr

from index.papers.cleaning import clean_text
from rag.digest.issue import Digest
from rag.digest.rendering import to_html, to_text
from rag.query.question import BadQuestion

SENDER = "askpapers <askpapers@localhost>"
_WORD = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS = re.compile(rf"{_WORD}(?:\.{_WORD})*@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_UNSUBSCRIBE = re.compile(r"(?:https?://|mailto:)[^\s<>\"',]+")
# No address in a header is folded, and no server needs to take more than seven bits.
MAIL = policy.SMTP.clone(max_line_length=998, cte_type="7bit")


class BadAddress(BadQuestion):
    """What should be a mail address, or the way to unsubscribe, is none."""


def read_address(text: object) -> Address:
    """ "Ann <ann@example.org>" or "ann@example.org". Raises BadAddress."""
    shown = str(text)[:60]
    if not isinstance(text, str) or clean_text(text) != text:
        raise BadAddress(f"{shown!r} is no mail address: it holds what does not belong there")
    name, address = parseaddr(text)
    whole = text in (address, f"{name} <{address}>", f'"{name}" <{address}>')
    sound = _ADDRESS.fullmatch(address) and ".." not in address
    if not sound or len(address) > 254 or not whole:
        raise BadAddress(f"{shown!r} is no mail address; write ann@example.org or Ann <ann@…>")
    return Address(name, addr_spec=address)


def check_unsubscribe(text: object, sender: Address) -> str:
    """A web or mailto: address at which a reader unsubscribes; by default by mail to the sender.

    Raises BadAddress.
    """
    if text is None:
        return f"mailto:{sender.addr_spec}?subject=unsubscribe"
    if not isinstance(text, str) or not _UNSUBSCRIBE.fullmatch(text):
        raise BadAddress(
            f"{str(text)[:60]!r} is no address to unsubscribe at: https://… or mailto:…"
        )
    return text


def make_message(
    digest: Digest,
    sender: Address,
    recipients: Sequence[Address],
    unsubscribe: str,
    id: str | None = None,
    now: datetime | None = None,
) -> EmailMessage:
    """Plain text and HTML side by side; `id` is the Message-ID, by default a new one."""
    message = EmailMessage(policy=MAIL)
    topics = ", ".join(answer.question for answer in digest.answers)
    message["Subject"] = _shorten(f"{digest.title}: {topics}")
    message["From"] = sender
    if recipients:
        message["To"] = recipients
    message["Date"] = format_datetime(now or datetime.now(UTC))
    message["Message-ID"] = id or make_msgid("askpapers", sender.domain)
    message["List-Unsubscribe"] = f"<{unsubscribe}>"
    if unsubscribe.startswith("https://"):
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message["Auto-Submitted"] = "auto-generated"
    footer = f"Unsubscribe: {unsubscribe}"
    message.set_content(to_text(digest, footer))
    message.add_alternative(to_html(digest, footer), subtype="html")
    return message


def _shorten(text: str, most: int = 150) -> str:
    """A header is one line of what is seen: no topic brings another header with it."""
    line = clean_text(text)
    return line if len(line) <= most else f"{line[:most].rsplit(' ', 1)[0]} …"
