"""What the load benchmark counts."""

import pytest

from benchmarks.page_load.readers import Wait, find_event, note, summarise


def test_a_wait_is_that_of_the_first_line_that_shows_it() -> None:
    wait = Wait()
    for seconds, line in enumerate(
        ["", "3 passages retrieved", "3 passages retrieved (being checked…)", "Answer ready: 1"]
    ):
        wait = note(wait, line, float(seconds))
    assert wait == Wait(1.0, 2.0, 3.0)


def test_a_chat_without_an_end_is_lost() -> None:
    report = summarise([Wait(0.1, None, 0.2), Wait(0.3)])
    assert report["lost"] == 1
    assert report["sources"]["p50"] == pytest.approx(0.2)
    assert "token" not in report


def test_the_event_is_found_by_the_box_it_belongs_to() -> None:
    config = {
        "components": [
            {"id": 1, "props": {"elem_id": "other"}},
            {"id": 2, "props": {"elem_id": "question"}},
        ],
        "dependencies": [
            {"id": 7, "targets": [[1, "submit"]]},
            {"id": 8, "targets": [[2, "stop"]]},
            {"id": 9, "targets": [[2, "submit"]]},
        ],
    }
    assert find_event(config) == 9
