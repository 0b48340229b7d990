"""A digest of made-up papers, a real SMTP server, and a file of subscriptions to send by it."""

import html.parser
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from index.embedding.loading import Embedder
from index.store.reader import IndexReader
from rag.digest.issue import Digest, make_digest, read_topics
from rag.digest.subscriptions import read_subscriptions, send_due
from rag.query.window import read_window
from tests.conftest import ROOT, find_port

TODAY = date(2025, 6, 12)
MORNING = datetime(2025, 6, 12, 7, 0).astimezone()
ONCE = {"ann@example.org": 1, "bob@example.org": 1}
Sent = tuple[str, str, str]  # to whom, Message-ID, subject


@pytest.fixture(scope="session")
def digest(news_index: Path, embedder: Embedder) -> Digest:
    """What was new on three topics in the week before TODAY; on volcanoes nothing."""
    index = IndexReader(news_index)
    window = read_window("7d", None, index, TODAY)
    topics = read_topics(["model merging", "tides", "volcanoes"])
    return make_digest(topics, window, index, embedder)


class Tags(html.parser.HTMLParser):
    """Collects the elements of a page, with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def check_page(page: str) -> None:
    """Nothing runs, nothing is loaded, and every link is a paper's, ours or within the page."""
    tags = Tags(page).found
    assert not {"script", "img", "b", "iframe"} & {tag for tag, _ in tags}
    links = {attributes["href"] for tag, attributes in tags if tag == "a"}
    assert links <= {
        "https://arxiv.org/abs/2506.00001", *(f"#p{n}" for n in range(1, 9)),
        "mailto:askpapers@localhost?subject=unsubscribe",
    }  # fmt: skip


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
