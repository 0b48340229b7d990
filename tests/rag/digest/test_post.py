"""The way to a mail server: its address, TLS and the password."""

import ssl
import subprocess
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from rag.digest.mail import BadAddress, read_address
from rag.digest.post import PASSWORD, MailInDoubt, MailUnsent, read_server, send_message
from tests.conftest import find_port
from tests.hostile_server import Caller, HostileServer, running
from tests.rag.digest.conftest import Post


@pytest.mark.parametrize(
    "server",
    [
        "smtp://ann:hush@h:99999999",
        "smtp://ann:hush@h/x",
        "http://ann:hush@h",
        "smtp://ann:hu/sh@h",
    ],
)
def test_a_password_in_an_address_is_not_shown(server: str) -> None:
    with pytest.raises(BadAddress, match=f"^the password belongs into {PASSWORD}") as refused:
        read_server(server)
    assert "hu" not in str(refused.value)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of this machine's own, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    cert, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
         "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-keyout", str(key), "-out", str(cert)],
        check=True, capture_output=True,
    )  # fmt: skip
    return cert, key


def start_tls(post: Post, certificate: tuple[Path, Path], **options: Any) -> Controller:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)

    def check(server: SMTP, session: Session, envelope: Envelope, kind: str, data: Any) -> Any:
        success = (data.login, data.password) == (b"ann", b"secret")
        return AuthResult(success=success, handled=False)

    controller = Controller(
        post, hostname="127.0.0.1", port=find_port(), tls_context=context,
        authenticator=check, auth_required=True, **options,
    )  # fmt: skip
    controller.start()
    return controller


def test_a_password_goes_over_tls_only(
    post: Post, port: int, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    message = EmailMessage()
    message["Message-ID"] = "<1@example.org>"
    message.set_content("Tides\n.\nrise")
    ann = read_address("ann@example.org")
    monkeypatch.setenv(PASSWORD, "secret")
    controller = start_tls(post, certificate, require_starttls=True)
    try:
        server = read_server(f"smtp://ann@127.0.0.1:{controller.port}")
        with pytest.raises(MailUnsent, match="certificate verify failed"):
            send_message(server, message, ann, ann)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        send_message(server, message, ann, ann)
        assert [id for _, id, _ in post.taken] == ["<1@example.org>"]
        monkeypatch.setenv(PASSWORD, "wrong")
        with pytest.raises(MailUnsent, match="535"):
            send_message(server, message, ann, ann)
        monkeypatch.delenv(PASSWORD)
        with pytest.raises(MailUnsent, match=PASSWORD):
            send_message(server, message, ann, ann)
        monkeypatch.setenv(PASSWORD, "secret")
        with pytest.raises(MailUnsent, match="STARTTLS"):  # the plain server knows none
            send_message(read_server(f"smtp://ann@127.0.0.1:{port}"), message, ann, ann)
        assert len(post.taken) == 1
    finally:
        controller.stop()


def hear(caller: Caller, *replies: bytes) -> None:
    """A mail server's side, reply by reply: whoever is told to send the data sends it whole."""
    for reply in replies:
        caller.say(reply)
        end = b"\r\n.\r\n" if reply.startswith(b"354") else b"\r\n"
        heard = b""
        while not heard.endswith(end):
            heard += caller.connection.recv(65_536)


def send_to(server: HostileServer) -> None:
    message, ann = EmailMessage(), read_address("ann@example.org")
    message.set_content("Tides rise.")
    to = read_server(f"smtp://127.0.0.1:{server.port}")
    send_message(to, message, ann, ann, seconds=1.0)


# The server's own, and those to EHLO, MAIL and RCPT.
TO_THE_DATA = (b"220 h\r\n", b"250 h\r\n", b"250 ok\r\n", b"250 ok\r\n")
TO_THE_END = (*TO_THE_DATA, b"354 go\r\n")


@pytest.mark.parametrize(
    ("replies", "kind", "doubt"),
    [((), b"220", False), (TO_THE_DATA[:2], b"250", False), (TO_THE_END, b"250", True)],
    ids=["greeting", "before DATA", "after DATA"],
)
@pytest.mark.parametrize("drips", [False, True])
def test_a_mail_server_that_comes_to_no_end_is_cut(
    replies: tuple[bytes, ...], kind: bytes, doubt: bool, drips: bool
) -> None:
    def script(caller: Caller) -> None:
        hear(caller, *replies)
        caller.go_on(b"2" if drips else (kind + b"-on\r\n") * 5_000, 0.05 if drips else 0)

    told = "takes more than 1 s" if drips else "says more than 100,000 bytes"
    with running(script) as server, pytest.raises(MailUnsent, match=told) as unsent:
        send_to(server)
    assert isinstance(unsent.value, MailInDoubt) == doubt


def test_a_message_that_was_taken_was_sent_however_long_the_farewell() -> None:
    def script(caller: Caller) -> None:
        hear(caller, *TO_THE_END, b"250 taken\r\n")
        caller.go_on(b"2", 0.05)

    with running(script) as server:
        send_to(server)
