"""The checker's benchmark: what it makes is true or false as it says, and the report counts it."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.checker import __main__ as checker
from benchmarks.checker.faithful import TRUE
from benchmarks.checker.judging import Judge, Judgement, cite, tally_rules
from benchmarks.checker.scifact import score_claims
from benchmarks.checker.wrong import make_false
from index.embedding.loading import Embedder
from index.papers.chunks import split_sentences
from index.store.reader import IndexReader
from rag.answer.draft import Draft
from rag.chatbot import Chatbot
from rag.evidence.selection import Evidence
from rag.query.question import Question
from rag.verification import reviewer
from rag.verification.checker import Check, check_sentence
from rag.verification.rule import RULES
from tests.conftest import MakeIndex, make_paper

SENTENCE = "We propose FastNet, which outperforms SlowNet by 12.5% on 3,000 images."
ZEBRA = make_paper(
    "Zebra stripes and flies",
    "We paint 40 horses with zebra stripes. Painted horses get 54.6% fewer bites than plain ones. "
    "The stripes confuse flies while they land. The farm is in Wales.",
    organization="Harbour Institute",
)
GIRAFFE = make_paper("Giraffe spots", "The spots of zebras and giraffes lose heat.")
FEWER = "Painted horses get {} fewer bites."


def test_pairs_of_a_file_are_judged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "pairs.jsonl"
    pairs = [
        {"abstract": SENTENCE, "sentence": SENTENCE, "label": True, "class": "kept"},
        {
            "abstract": SENTENCE,
            "sentence": "FastNet outperforms SlowNet by 15.2%.",
            "label": False,
            "class": "numbers",
        },
    ]
    path.write_text("".join(json.dumps(pair) + "\n" for pair in pairs))
    assert checker.main(["--pairs", str(path), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["kept"], report["caught"]) == (1.0, {"numbers": 1.0})
    assert report["variants"] == {"true": 1, "false": 1, "numbers": 1}
    assert report["ms_per_sentence"] > 0
    figures = {"caught": 1, "caught_alone": 1, "false_alarms": 0, "false_alarms_alone": 0}
    assert report["rules"]["figures"] == figures
    assert list(report["rules"]) == [rule.name for rule in RULES]
    assert checker.main(["--pairs", str(path)]) == 0
    assert "  figures                1      1             0      0\n" in capsys.readouterr().out


def test_pairs_without_a_label_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text('{"abstract": "A.", "sentence": "A."}\n')
    assert checker.main(["--pairs", str(path)]) == 2
    assert "pairs.jsonl:1: needs abstract and sentence" in capsys.readouterr().err


def test_makers_change_what_they_say() -> None:
    chance = random.Random(1)  # noqa: S311
    makers = make_false([f"Zyxo{n}Net" for n in range(20)])
    made = {kind: maker(SENTENCE, SENTENCE, chance) for kind, maker in makers.items()}
    assert made["units"] not in (None, SENTENCE)
    assert made["numbers"] not in (None, SENTENCE)
    assert str(made["added detail"]).startswith(SENTENCE.rstrip("."))
    assert TRUE["number format"](SENTENCE, SENTENCE, chance) not in (None, SENTENCE)
    assert TRUE["verbatim"](SENTENCE, SENTENCE, chance) == SENTENCE


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


def test_scifact_is_scored_beside_the_cosine(tmp_path: Path, embedder: Embedder) -> None:
    corpus = {"id": "1", "title": ZEBRA.title, "abstract": ZEBRA.abstract}
    (tmp_path / "corpus.jsonl").write_text(json.dumps(corpus) + "\n")
    claims = [
        {
            "question": FEWER.format(share),
            "split": split,
            "evidence": [{"doc": "1", "label": label}],
        }
        for split in ("train", "dev")
        for share, label in (("54.6%", "SUPPORT"), ("99%", "CONTRADICT"))
    ]
    (tmp_path / "queries.jsonl").write_text("".join(json.dumps(claim) + "\n" for claim in claims))
    report = score_claims(tmp_path, embedder)
    assert report["claims"] == {"supported": 1, "contradicted": 1}
    assert report["balanced_accuracy"]["verdict"] == report["on_train"]["verdict"] == 1.0
    assert report["rules"]["figures"]["caught_alone"] == 2
