"""Sentences judged as a reader's answer has them judged, and what is counted of each rule."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.checker.judging import Judge, Judgement, cite, tally_rules
from index.embedding.loading import Embedder
from index.papers.chunks import split_sentences
from index.store.reader import IndexReader
from rag.answer.draft import Draft
from rag.chatbot import Chatbot
from rag.evidence.selection import Evidence
from rag.query.question import Question
from rag.verification import reviewer
from rag.verification.checker import Check, check_sentence
from tests.benchmarks.checker.examples import FEWER, GIRAFFE, ZEBRA
from tests.conftest import MakeIndex


class Careful:
    """A composer that writes one sentence, and cites what holds most of it."""

    name = "careful"

    def __init__(self, text: str) -> None:
        self.text = text

    def compose(self, question: Question, evidence: Evidence) -> Iterator[Draft]:
        yield Draft(self.text, cite(self.text, ZEBRA))


@pytest.mark.parametrize("share", ["54.6%", "99%"])
def test_the_benchmark_asks_what_a_reader_s_answer_asks(
    share: str,
    tmp_path: Path,
    make_index: MakeIndex,
    embedder: Embedder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[tuple[object, ...], dict[str, object]]] = []

    def record(*arguments: object, **named: object) -> Check:
        asked.append((arguments, named))
        return check_sentence(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(reviewer, "check_sentence", record)
    text = FEWER.format(share)
    make_index(tmp_path / "index", [ZEBRA, GIRAFFE])
    chatbot = Chatbot(IndexReader(tmp_path / "index"), embedder, Careful(text))
    (sentence,) = chatbot.ask("How many fewer bites do horses with zebra stripes get?").draft
    of_reader = asked[0]
    asked.clear()
    judgement = Judge([ZEBRA, GIRAFFE]).judge(text, ZEBRA)
    (of_benchmark,) = asked
    assert of_benchmark == of_reader
    assert (judgement.check.verdict, judgement.check.reason) == (sentence.verdict, sentence.reason)
    assert judgement.supported == (share == "54.6%")


def test_who_cites_names_the_sentences_that_hold_most() -> None:
    first, second, third, _ = split_sentences(ZEBRA)
    assert cite(FEWER.format("54.6%"), ZEBRA) == (second,)
    assert cite("Penguins swim.", ZEBRA) == (first,)
    assert cite("Painted horses get fewer bites, and flies are confused.", ZEBRA) == (second, third)


def test_a_sentence_from_another_paper_is_read_beside_it() -> None:
    says_other = "The spots of zebras and giraffes lose heat."
    found = Judge([ZEBRA]).judge(says_other, ZEBRA, GIRAFFE)
    assert "source" in found.rules
    assert "source" not in Judge([ZEBRA]).judge(says_other, ZEBRA).rules


def test_rules_are_counted_with_what_no_other_complained_of() -> None:
    both, one, none = (
        Judgement(Check("unsupported", ""), frozenset(rules), 0.0)
        for rules in (("figures", "names"), ("names",), ())
    )
    columns = ("caught", "caught_alone", "false_alarms", "false_alarms_alone")
    counts = tally_rules([(False, both), (False, one), (True, one), (True, both), (False, none)])
    assert tuple(counts["figures"]) == columns
    assert [*counts["figures"].values()] == [1, 0, 1, 0]
    assert [*counts["names"].values()] == [2, 1, 2, 1]
    assert not any(counts["source"].values())
