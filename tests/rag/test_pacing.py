"""Who works first where many want to."""

import threading
import time

import pytest

from rag.pacing import Turnstile


def wait_in_line(turnstile: Turnstile, done: list[str], name: str, late: float) -> threading.Thread:
    """A thread that is known to stand in line, and writes its name when it is let through."""

    def work() -> None:
        with turnstile.pass_through(late):
            done.append(name)

    before = len(turnstile.waiting)
    thread = threading.Thread(target=work)
    thread.start()
    deadline = time.monotonic() + 10
    while len(turnstile.waiting) == before and time.monotonic() < deadline:
        time.sleep(0.001)
    return thread


def test_who_comes_first_goes_first_and_what_is_due_later_goes_later() -> None:
    turnstile, done = Turnstile(1), list[str]()
    with turnstile.pass_through():
        threads = [
            wait_in_line(turnstile, done, name, late)
            for name, late in (("evidence", 60.0), ("one", 0.0), ("two", 0.0), ("three", 0.0))
        ]
        assert done == []
    for thread in threads:
        thread.join(10)
    assert done == ["one", "two", "three", "evidence"]


def test_no_more_are_let_through_at_once_than_there_is_room_for() -> None:
    turnstile, done = Turnstile(2), list[str]()
    with turnstile.pass_through():
        with turnstile.pass_through():
            thread = wait_in_line(turnstile, done, "third", 0.0)
            assert done == []
        thread.join(10)
        assert done == ["third"]


def test_who_fails_leaves_his_place_to_the_next() -> None:
    turnstile = Turnstile(1)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), turnstile.pass_through():
            1 / 0  # noqa: B018 - it is to fail
    assert turnstile.waiting == []
