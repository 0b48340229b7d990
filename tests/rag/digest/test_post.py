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
from rag.digest.post import PASSWORD, MailUnsent, read_server, send_message
from tests.conftest import find_port
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
