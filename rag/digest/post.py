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
from typing import Any, BinaryIO, Literal
from urllib.parse import unquote, urlsplit

from index.deadline import Deadline
from index.errors import AskpapersError
from index.papers.cleaning import clean_text
from rag.digest.mail import BadAddress

PASSWORD = "ASKPAPERS_SMTP_PASSWORD"  # noqa: S105 - the variable's name
_TIMEOUT = 60.0  # seconds until a server must have said something
_SECONDS = 300.0  # that it may take for one message
_MOST = 100_000  # bytes of its replies to one message
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
    seconds: float = _SECONDS,
) -> None:
    """Hand one message in for one recipient.

    `commit` is called when all but the last line was sent, without which no server takes it: after
    that only the reply can be lost. Raises MailUnsent, and then MailInDoubt, at the latest when
    `seconds` have passed.
    """
    deadline = Deadline(seconds)
    with _translated(server, deadline), deadline, _connect(server, deadline) as client:
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
            raise MailInDoubt(
                f"{server} has not said that it took it: {_tell(error, deadline)}"
            ) from error
        _expect(reply, 250)


class _Client(smtplib.SMTP):
    """Speaks for as long, and hears as much, as one message is worth."""

    def __init__(self, deadline: Deadline, **options: Any) -> None:
        self._deadline, self._left = deadline, _MOST
        super().__init__(timeout=_TIMEOUT, **options)

    def getreply(self) -> tuple[int, bytes]:
        """As smtplib's, of whose lines a reply may have as many as memory holds."""
        if self.file is None and self.sock:  # before the first reply, and again once TLS has begun
            self._deadline.watch(self.sock)
            self.file = _Counted(self.sock.makefile("rb"), self._count)
        return super().getreply()

    def _count(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise OSError(f"it says more than {_MOST:,} bytes")


class _Counted:
    """What is heard, as far as smtplib reads it."""

    def __init__(self, file: BinaryIO, count: Callable[[int], None]) -> None:
        self._file, self._count = file, count
        self.close = file.close

    def readline(self, size: int) -> bytes:
        line = self._file.readline(size)
        self._count(len(line))
        if line and len(line) < size and not line.endswith(b"\n"):  # smtplib takes it for a reply
            raise OSError("it breaks off in the middle of a reply")
        return line


class _TlsClient(_Client, smtplib.SMTP_SSL):
    """The same, with TLS from the first byte."""


@contextmanager
def _connect(server: MailServer, deadline: Deadline) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context()
    client: _Client
    if server.tls == "direct":
        client = _TlsClient(deadline, host=server.host, port=server.port, context=context)
    else:
        client = _Client(deadline, host=server.host, port=server.port)
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
def _translated(server: MailServer, deadline: Deadline) -> Iterator[None]:
    try:
        yield
    except smtplib.SMTPResponseException as error:
        text = error.smtp_error
        said = text.decode(errors="replace") if isinstance(text, bytes) else text
        told = clean_text(said)[:200]
        raise MailUnsent(f"{server} refused it: {error.smtp_code} {told}") from error
    except (OSError, smtplib.SMTPException) as error:
        raise MailUnsent(f"{server}: {_tell(error, deadline)}") from error


def _tell(error: Exception, deadline: Deadline) -> str:
    """Why it ended, in one line."""
    if deadline.expired:
        return f"it takes more than {deadline.seconds:g} s"
    return clean_text(str(error))[:200]
