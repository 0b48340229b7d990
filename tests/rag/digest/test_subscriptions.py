"""Subscriptions: each issue goes out once, whenever a run is killed; a real SMTP server."""

import json
import resource
import signal
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from rag.digest.__main__ import main
from rag.digest.journal import BadJournal, DigestBusy, Journal, Record
from rag.digest.mail import BadAddress, read_address
from rag.digest.post import PASSWORD, MailUnsent, read_server, send_message
from rag.digest.subscriptions import BadSubscriptions, read_subscriptions, send_due
from tests.conftest import ROOT, MakeIndex, find_port
from tests.rag.digest.test_issue import make_news

MORNING = datetime(2025, 6, 12, 7, 0).astimezone()
Sent = tuple[str, str, str]  # to whom, Message-ID, subject


class Post:
    """Takes mail; `at` a step (MAIL, RCPT, DATA) it does what it is told first."""

    def __init__(self) -> None:
        self.taken: list[Sent] = []
        self.told: dict[str, Callable[[], str | None]] = {}

    def _do(self, step: str) -> str | None:
        return self.told.pop(step)() if step in self.told else None

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self._do("MAIL") or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self._do("RCPT") or "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        message = message_from_bytes(content, policy=policy.default)
        (to,) = envelope.rcpt_tos
        self.taken.append((to, message["Message-ID"], message["Subject"]))
        refusal = self._do("DATA")
        if refusal:
            self.taken.pop()
        return refusal or "250 OK"


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def port(post: Post) -> Iterator[int]:
    controller = Controller(post, hostname="127.0.0.1", port=find_port())
    controller.start()
    yield controller.port
    controller.stop()


@pytest.fixture(scope="module")
def news_index(tmp_path_factory: pytest.TempPathFactory, make_index: MakeIndex) -> Path:
    folder = tmp_path_factory.mktemp("subscribed") / "index"
    make_index(folder, list(make_news()))
    return folder


@pytest.fixture
def file(tmp_path: Path, port: int, news_index: Path) -> Path:
    path = tmp_path / "subscriptions.toml"
    path.write_text(
        f"""index = "{news_index}"
        smtp = "smtp://127.0.0.1:{port}"
        from = "Papers <papers@example.org>"
        [[subscription]]
        name = "soups"
        topics = ["model merging"]
        to = ["ann@example.org", "Bob <bob@example.org>"]
        every = "7d"
        """
    )
    return path


def send(file: Path, now: datetime = MORNING) -> list[tuple[str, bool]]:
    return list(send_due(read_subscriptions(file), None, now))


def test_each_address_gets_an_issue_once(file: Path, post: Post) -> None:
    assert [failed for _, failed in send(file)] == [False, False]
    assert [to for to, _, _ in post.taken] == ["ann@example.org", "bob@example.org"]
    assert send(file) == []
    assert send(file, MORNING + timedelta(days=6)) == []
    assert len({id for _, id, _ in post.taken}) == len(post.taken) == 2


def test_the_next_issue_has_what_came_late_and_nothing_again(
    file: Path, post: Post, tmp_path: Path, make_index: MakeIndex
) -> None:
    papers = make_news()
    index = tmp_path / "index"
    make_index(index, papers[:1])
    file.write_text(file.read_text().replace('index = "', 'index = "index" #'))
    send(file)
    make_index(index, papers)  # three more on merging, of which one is older than the first issue
    lines = send(file, MORNING + timedelta(days=7))
    assert [line for line, _ in lines] == [
        "sent issue 2 of soups to ann@example.org: 2 new papers",
        "sent issue 2 of soups to bob@example.org: 2 new papers",
    ]
    assert len({id for _, id, _ in post.taken}) == 4


def test_late_hours_do_not_add_up(file: Path, post: Post) -> None:
    file.write_text(file.read_text().replace('"7d"', '"daily"\nat = 06:30:00'))
    assert send(file, MORNING.replace(hour=6, minute=29)) == []
    assert len(send(file, MORNING.replace(hour=9))) == 2
    assert send(file, MORNING.replace(hour=23)) == []
    assert len(send(file, MORNING.replace(hour=6, minute=30) + timedelta(days=1))) == 2


RUN = (
    "import os, signal, sys\n"
    "from datetime import datetime\n"
    "from pathlib import Path\n"
    "from rag.digest import journal\n"
    "from rag.digest.subscriptions import read_subscriptions, send_due\n"
    "write, state = journal.Journal.write, sys.argv[3]\n"
    "def dying(self, record):\n"
    "    if record.state == state.removeprefix('before '):\n"
    "        if state.startswith('before '): os.kill(os.getpid(), signal.SIGKILL)\n"
    "        write(self, record)\n"
    "        os.kill(os.getpid(), signal.SIGKILL)\n"
    "    write(self, record)\n"
    "journal.Journal.write = dying\n"
    "now = datetime.fromisoformat(sys.argv[2])\n"
    "for line in send_due(read_subscriptions(Path(sys.argv[1])), None, now): print(line)\n"
)


def run_and_die(file: Path, state: str = "never") -> "subprocess.Popen[bytes]":
    """A run in a process of its own that kills itself around a line of the journal."""
    command = [sys.executable, "-c", RUN, str(file), MORNING.isoformat(), state]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)


def count_sent(post: Post) -> dict[str, int]:
    names = [to for to, _, _ in post.taken]
    return {name: names.count(name) for name in names}


ONCE = {"ann@example.org": 1, "bob@example.org": 1}


@pytest.mark.parametrize("step", ["RCPT", "DATA"])
def test_a_run_that_is_killed_while_the_server_answers_sends_once(
    step: str, file: Path, post: Post
) -> None:
    dying: list[subprocess.Popen[bytes]] = []

    def kill() -> None:
        dying[0].send_signal(signal.SIGKILL)
        dying[0].wait()

    post.told[step] = kill
    dying.append(run_and_die(file))
    assert dying[0].wait() == -signal.SIGKILL
    assert count_sent(post) == ({"ann@example.org": 1} if step == "DATA" else {})
    lines = send(file)
    assert count_sent(post) == ONCE
    assert [failed for _, failed in lines] == ([True, False] if step == "DATA" else [False] * 2)
    assert send(file) == []


@pytest.mark.parametrize(
    "state",
    ["before sent", "sent"],
)
def test_a_run_that_is_killed_around_a_line_of_its_journal_sends_once(
    state: str, file: Path, post: Post
) -> None:
    assert run_and_die(file, state).wait() == -signal.SIGKILL
    assert count_sent(post) == {"ann@example.org": 1}
    send(file)
    assert count_sent(post) == ONCE
    assert send(file) == []


def test_between_the_mark_and_the_last_line_an_issue_is_told_as_in_doubt(
    file: Path, post: Post
) -> None:
    # The one moment that no order of writing can settle: it is told, once, and never sent twice.
    assert run_and_die(file, "sending").wait() == -signal.SIGKILL
    (doubt, failed), (sent, _) = send(file)
    assert failed
    assert "issue 1 of soups to ann@example.org may have been sent or not" in doubt
    assert sent.startswith("sent issue 1 of soups to bob@example.org")
    assert send(file) == []
    assert count_sent(post) == {"bob@example.org": 1}


def test_half_a_line_of_the_journal_is_as_none(file: Path, post: Post) -> None:
    send(file)
    journal = file.with_suffix(".sent.jsonl")
    lines = journal.read_bytes().splitlines(keepends=True)
    assert [json.loads(line)["state"] for line in lines] == ["sending", "sent"] * 2
    journal.write_bytes(b"".join(lines[:2]) + lines[2][:40])  # killed as it marked Bob's
    assert [line for line, _ in send(file)] == [
        "sent issue 1 of soups to bob@example.org: 3 new papers"
    ]


def test_a_disk_that_is_full_leaves_the_journal_whole(
    file: Path, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(file)
    path, write = file.with_suffix(".sent.jsonl"), Journal.write
    there = path.read_bytes()

    def write_a_part(journal: Journal, record: Record) -> None:
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(there) + 40, hard))
        try:
            write(journal, record)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    with monkeypatch.context() as patch:
        patch.setattr(Journal, "write", write_a_part)
        with pytest.raises(OSError, match=r"sent\.jsonl"):
            send(file, MORNING + timedelta(days=7))
    assert path.read_bytes() == there
    assert count_sent(post) == ONCE
    assert [failed for _, failed in send(file, MORNING + timedelta(days=7))] == [False, False]


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


def test_what_a_server_refuses_is_due_again_and_stops_nobody_else(file: Path, post: Post) -> None:
    post.told["RCPT"] = lambda: "550 no such\tuser"
    (refused, failed), (sent, _) = send(file)
    assert failed
    assert refused.endswith("refused it: 550 no such user")
    assert "bob@example.org" in sent
    post.told["DATA"] = lambda: "451 later"
    assert [failed for _, failed in send(file)] == [True]
    assert [failed for _, failed in send(file)] == [False]
    assert count_sent(post) == ONCE


def test_a_host_that_cannot_be_reached_loses_nothing(file: Path, post: Post, port: int) -> None:
    whole = file.read_text()
    file.write_text(whole.replace(str(port), str(find_port())))
    lines = send(file)
    assert [failed for _, failed in lines] == [True, True]
    assert all("was not sent, and is due again: 127.0.0.1:" in line for line, _ in lines)
    file.write_text(whole)
    send(file)
    assert count_sent(post) == ONCE


def test_without_a_journal_nothing_is_sent(file: Path, post: Post) -> None:
    journal = file.with_suffix(".sent.jsonl")
    journal.mkdir()  # whoever may write anything cannot write this
    with pytest.raises(OSError, match="directory"):
        send(file)
    journal.rmdir()
    journal.write_text("[1]\n")
    with pytest.raises(BadJournal, match=r"sent\.jsonl:1 is no line of this journal"):
        send(file)
    assert post.taken == []


def test_two_runs_do_not_send_at_once(file: Path, post: Post) -> None:
    with (
        Journal(file.with_suffix(".sent.jsonl")).open(),
        pytest.raises(DigestBusy, match="another run is sending"),
    ):
        send(file)
    assert len(send(file)) == 2


def test_the_command_serves_a_file_and_its_mistakes_are_one_line(
    file: Path, post: Post, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(file)]) == 0
    assert capsys.readouterr().out.count("\n") == 2
    assert main([str(file)]) == 0
    assert capsys.readouterr() == ("", "")
    file.write_text(file.read_text().replace("bob@", "bob"))
    assert main([str(file)]) == 2
    told = capsys.readouterr().err
    assert told.endswith("write ann@example.org or Ann <ann@…>\n")
    assert told.count("\n") == 1


@pytest.mark.usefixtures("uncollected")
@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[[", "[[[", "is no TOML"),
        ("[[", f"a = {'[' * 9_999}\n[[", "is no TOML"),
        ('index = "', 'index = "\\u0000', "index is the name of a folder"),
        ("smtp =", "smpt =", r"lacks \['smtp'\] and has \['smpt'\]"),
        ('"7d"', '"hourly"', "every is daily"),
        ('"7d"', '"0d"', "every is daily"),
        ('["model merging"]', '"model merging"', "topics and to are lists"),
        ('["model merging"]', "[]", "1 to 50 topics"),
        ('["model merging"]', "[3]", "a question is text"),
        ('"soups"', '""', "needs a name"),
        ('"7d"', '"7d"\nat = "seven"', "at is a time of day"),
        ("smtp://", "smtp://ann:pw@", PASSWORD),
        ("ann@example.org", "ann@", "subscription 1: 'ann@' is no mail address"),
        ("ann@example.org", "ann@example..org", "'ann@example..org' is no mail address"),
    ],
)
def test_a_wrong_file_says_where(old: str, new: str, told: str, file: Path) -> None:
    file.write_text(file.read_text().replace(old, new, 1))
    with pytest.raises(BadSubscriptions, match=told):
        read_subscriptions(file)


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
