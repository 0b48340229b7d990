"""Messages to a mail server, over TLS, with a moment of no return that the caller is told of."""

import os
import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Literal
from urllib.parse import unquote, urlsplit

from index.errors import AskpapersError
from index.papers.cleaning import clean_text
from rag.digest.mail import BadAddress

PASSWORD = "ASKPAPERS_SMTP_PASSWORD"  # noqa: S105 - the variable's name
_TIMEOUT = 60.0  # seconds
_PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class MailUnsent(AskpapersError):
    """A message was not sent; the message says where and why."""


class MailInDoubt(MailUnsent):
    """The server had the whole message, and was gone before it said that it took it."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where messages are handed in: `tls` from the first byte, by STARTTLS, or none."""

    host: str
    port: int
    user: str
    tls: Literal["direct", "starttls", "none"]

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def read_server(spec: object) -> MailServer:
    """smtp://user@host:port (STARTTLS), smtps:// (TLS from the start), or smtp+plain:// (none).

    Without a user smtp:// speaks plainly to this machine itself. Raises BadAddress.
    """
    if re.search(r"^(?:[\w+]+://)?[^@]*:(?!//).*@", str(spec)):  # it is shown nowhere
        raise BadAddress(f"the password belongs into {PASSWORD}, not into the server's address")
    try:
        parts = urlsplit(str(spec))
        host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise BadAddress(f"{str(spec)[:60]!r} is no mail server: {error}") from error
    user = unquote(parts.username or "")
    if parts.scheme not in _PORTS or not host or parts.path.strip("/") or parts.query:
        raise BadAddress(f"{str(spec)[:60]!r} is no mail server; write smtp://user@host:port")
    if parts.scheme == "smtp+plain" and user:
        raise BadAddress(f"no password is sent to {host} without TLS; write smtp:// or smtps://")
    plain = parts.scheme == "smtp+plain" or (parts.scheme == "smtp" and host in _LOOPBACK)
    if plain and not user:
        return MailServer(host, port, "", "none")
    return MailServer(host, port, user, "direct" if parts.scheme == "smtps" else "starttls")


def send_message(
    server: MailServer,
    message: EmailMessage,
    sender: Address,
    recipient: Address,
    commit: Callable[[], None] = lambda: None,
) -> None:
    """Hand one message in for one recipient.

    `commit` is called when all but the last line was sent, without which no server takes it: after
    that only the reply can be lost. Raises MailUnsent, and then MailInDoubt.
    """
    with _translated(server), _connect(server) as client:
        _expect(client.mail(sender.addr_spec), 250)
        _expect(client.rcpt(recipient.addr_spec), 250, 251)
        _expect(client.docmd("DATA"), 354)
        body = re.sub(rb"(?m)^\.", b"..", message.as_bytes())
        client.send(body if body.endswith(b"\r\n") else body + b"\r\n")
        commit()
        try:
            client.send(b".\r\n")
            reply = client.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise MailInDoubt(f"{server} was gone before it said that it took it") from error
        _expect(reply, 250)


@contextmanager
def _connect(server: MailServer) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context()
    client: smtplib.SMTP
    if server.tls == "direct":
        client = smtplib.SMTP_SSL(server.host, server.port, timeout=_TIMEOUT, context=context)
    else:
        client = smtplib.SMTP(server.host, server.port, timeout=_TIMEOUT)
    try:
        if server.tls == "starttls":
            client.starttls(context=context)
        if server.user:
            client.login(server.user, _read_password(server))
        client.ehlo_or_helo_if_needed()
        yield client
        with suppress(OSError, smtplib.SMTPException):  # the message is taken
            client.quit()
    finally:
        client.close()


def _read_password(server: MailServer) -> str:
    password = os.environ.get(PASSWORD)
    if not password:
        raise MailUnsent(f"{server} wants a password for {server.user}; put it into {PASSWORD}")
    return password


def _expect(reply: tuple[int, bytes], *codes: int) -> None:
    if reply[0] not in codes:
        raise smtplib.SMTPResponseException(*reply)


@contextmanager
def _translated(server: MailServer) -> Iterator[None]:
    try:
        yield
    except smtplib.SMTPResponseException as error:
        text = error.smtp_error
        said = text.decode(errors="replace") if isinstance(text, bytes) else text
        told = clean_text(said)[:200]
        raise MailUnsent(f"{server} refused it: {error.smtp_code} {told}") from error
    except (OSError, smtplib.SMTPException) as error:
        raise MailUnsent(f"{server}: {clean_text(str(error))[:200]}") from error
