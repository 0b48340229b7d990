"""The journal: each issue goes out once, wherever a run is killed between its lines."""

import json
import resource
import signal
from datetime import timedelta
from pathlib import Path

import pytest

from rag.digest.journal import BadJournal, DigestBusy, Journal, Record
from tests.rag.digest.conftest import (
    MORNING,
    ONCE,
    Post,
    count_sent,
    run_and_die,
    send,
)


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
