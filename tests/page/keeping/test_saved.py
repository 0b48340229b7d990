"""Turns as the browser keeps them, and what else it may hold."""

import json

from page.chat.conversation import show
from page.keeping.saved import restore_turns, save_turn
from page.turns.turn import Turn
from page.views.messages import to_messages
from rag.chatbot import Chatbot
from tests.page.conftest import answer_with


def test_a_kept_turn_comes_back_as_it_was(chatbot: Chatbot) -> None:
    answers = [chatbot.ask("What is dropout?"), chatbot.ask("Who wrote Hamlet?")]
    answers += [chatbot.ask("the newest papers by Google since 2016")]
    turns = [Turn(f"{n}a", answer) for n, answer in enumerate(answers)]
    kept = json.loads(json.dumps([save_turn(turn) for turn in turns]))
    assert restore_turns(kept) == turns
    assert show(restore_turns(kept)) == show(turns)


def test_what_was_kept_in_mid_answer_says_so() -> None:
    turn = Turn("a", answer_with("Tides"), live=True)
    (back,) = restore_turns([save_turn(turn)])
    assert not back.live
    assert "Stopped before its end" in to_messages([back])[1]["content"]


def test_what_is_no_turn_of_ours_is_passed_over() -> None:
    good = save_turn(Turn("a", answer_with("Tides")))

    def changed(path: str, value: object) -> object:
        copy = json.loads(json.dumps(good))
        *steps, last = path.split("/")
        place = copy
        for step in steps:
            place = place[int(step)] if isinstance(place, list) else place[step]
        place[last] = value
        return copy

    bad = [
        None,
        [],
        {},
        changed("key", "x' onclick='"),
        changed("papers/2401.00084/url", "javascript:alert(1)"),
        changed("papers/2401.00084/title", ""),
        changed("answer/citations/0/end", 10_000),
        changed("answer/citations/0/verdict", "<b>"),
        changed("answer/sentences/0/numbers", [9]),
        changed("answer/sentences/0/text", 7),
        changed("answer/order", "sideways"),
        changed("answer/filters", {"since": "soon"}),
        changed("answer/passages", None),
    ]
    assert restore_turns(bad) == []
    assert len(restore_turns([*bad, good])) == 1
    assert restore_turns("no list") == []
