"""Subscriptions: what is due to whom, each issue once; a real SMTP server."""

import signal
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from rag.digest.post import PASSWORD
from rag.digest.subscriptions import BadSubscriptions, read_subscriptions
from tests.conftest import MakeIndex, find_port
from tests.rag.conftest import make_news
from tests.rag.digest.conftest import MORNING, ONCE, Post, count_sent, run_and_die, send


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
