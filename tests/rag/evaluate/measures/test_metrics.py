"""The measures, each with the sum by hand."""

from dataclasses import replace

import pytest

from index.papers.chunks import Sentence, split_chunks
from rag.answer.answer import Answer
from rag.answer.parts import CheckedSentence, Citation, Passage
from rag.evaluate.measures.metrics import (
    Gold,
    abstention_scores,
    answered_rightly,
    citation_precision,
    citation_recall,
    drafted,
    fact_recall,
    invented_markers,
    mean,
    rank_measures,
    risk_coverage,
    score_answer,
    states,
    supported_share,
    survived_share,
    trade_off,
)
from tests.conftest import make_paper

PAPERS = {id: make_paper(f"Title {id}", f"Abstract {id} has 12 herds.", id=id) for id in "abcdef"}


def retrieved(ids: str, cited: str = "", text: str = "It is so.") -> Answer:
    passages = tuple(
        Passage(split_chunks(PAPERS[id])[0], rank, 0.5, None, None)
        for rank, id in enumerate(ids, 1)
    )
    citations = tuple(
        Citation(number, Sentence(PAPERS[id], 0, 8), "supported", "")
        for number, id in enumerate(cited, 1)
    )
    numbers = tuple(citation.number for citation in citations)
    sentences = (CheckedSentence(text, numbers, False, "supported", ""),) if cited else ()
    return Answer("Why?", sentences, citations, passages, abstained=not cited)


def test_ranks_are_measured_by_paper() -> None:
    # Gold b and d at ranks 2 and 4 of four.
    scores = rank_measures(Gold(frozenset("bd")), retrieved("abcd"))
    assert scores["recall@5"] == 1
    assert scores["mrr@10"] == 0.5
    # DCG 1/log2(3) + 1/log2(5) = 1.0616 over the ideal 1/log2(2) + 1/log2(3) = 1.6309.
    assert scores["ndcg@10"] == pytest.approx(0.6509, abs=1e-4)


def test_recall_at_5_looks_at_five_papers() -> None:
    assert rank_measures(Gold(frozenset("f")), retrieved("abcdef"))["recall@5"] == 0
    assert rank_measures(Gold(frozenset("f")), retrieved("abcdef"))["recall@10"] == 1


def test_gold_papers_may_be_named_by_title() -> None:
    gold = Gold(frozenset(["Title b"]))
    assert rank_measures(gold, retrieved("ab"))["mrr@10"] == 0.5
    assert citation_recall(gold, retrieved("ab", cited="b")) == 1


def test_nothing_retrieved_is_a_zero_and_no_gold_is_not_eligible() -> None:
    assert rank_measures(Gold(frozenset("a")), retrieved(""))["recall@5"] == 0
    assert set(rank_measures(Gold(), retrieved("ab")).values()) == {None}


def test_citations_are_judged_by_paper_and_also_counts_neither_way() -> None:
    gold = Gold(frozenset("ab"), also=frozenset("c"))
    # Cited a, c, d: c is left out, so 1 of 2; of the gold a and b one is cited.
    assert citation_precision(gold, retrieved("abcd", cited="acd")) == 0.5
    assert citation_recall(gold, retrieved("abcd", cited="acd")) == 0.5
    assert citation_precision(gold, retrieved("abcd")) is None
    assert citation_recall(gold, retrieved("abcd")) == 0
    assert citation_precision(Gold(), retrieved("abcd", cited="a")) is None


@pytest.mark.parametrize(
    ("text", "fact", "stated"),
    [
        ("It improves by 17.7% over all tasks.", "17.7% overall improvement", False),
        ("An overall improvement of 17.7% is seen.", "17.7% overall improvement", True),
        ("A gain of 17.70%.", "17.7%", True),
        ("A gain of 177%.", "17.7%", False),
        ("A gain of 17.7.", "17.7%", False),
        ("It is 1.9times faster.", "1.9x", True),
        ("It is 1.9% faster.", "1.9x", False),
        ("A model of 120 billion parameters.", "120B parameters", True),
        ("It covers 12 domains.", "twelve domains", True),
        ("Published October 1, 2025.", "Oct 1 (2025)", True),
        ("Published October 2, 2025.", "Oct 1 (2025)", False),
        ("It holds 1,200 questions.", "1200 questions", True),
        ("It holds 12,000 questions.", "1200 questions", False),
        ("Rewards get hacked.", "reward hacking", True),
        ("Nothing of the kind.", "reward hacking", False),
        ("Themis is used.", "Themis", True),
    ],
)
def test_a_fact_is_stated_by_its_numbers_and_most_of_its_stems(
    text: str, fact: str, stated: bool
) -> None:
    assert states(text, fact) is stated


def test_fact_recall_is_a_share_and_an_abstention_states_nothing() -> None:
    gold = Gold(facts=("12 herds", "40 lions"))
    assert fact_recall(gold, retrieved("a", "a", "There are 12 herds.")) == 0.5
    assert fact_recall(gold, retrieved("a")) == 0
    assert fact_recall(Gold(), retrieved("a", "a")) is None
    assert fact_recall(Gold(facts=("x",), answerable=False), retrieved("a")) is None


def test_support_and_invented_markers_are_counted() -> None:
    answer = retrieved("a", "a")
    lying = CheckedSentence("It is not.", (1, 7), False, "unsupported", "")
    mixed = Answer("Why?", (*answer.sentences, lying), answer.citations, answer.passages)
    assert supported_share(mixed) == 0.5
    assert invented_markers(mixed) == 1
    assert supported_share(retrieved("a")) is None


def test_what_is_struck_out_states_nothing() -> None:
    answer = retrieved("a", "a", "There are 12 herds.")
    struck = replace(answer.sentences[0], verdict="unsupported")
    gold = Gold(facts=("12 herds",))
    assert fact_recall(gold, answer) == 1
    assert fact_recall(gold, replace(answer, sentences=(struck,))) == 0


def test_how_much_of_a_draft_survived_is_told_apart_from_the_answer() -> None:
    answer = retrieved("a", "a")
    lying = CheckedSentence("It is not.", (), False, "unsupported", "")
    draft = (*answer.sentences, lying)
    assert survived_share(answer) is None
    assert drafted(answer) is None
    stands = replace(answer, draft=draft, composer="model")
    assert (survived_share(stands), drafted(stands)) == (0.5, 1.0)
    quoted = replace(answer, draft=(lying,), composer="quote", note="quoted instead")
    assert (survived_share(quoted), drafted(quoted)) == (0.0, 0.0)


def test_abstaining_is_right_where_nothing_answers() -> None:
    assert answered_rightly(Gold(answerable=False), retrieved("a"))
    assert not answered_rightly(Gold(), retrieved("a"))
    # Two of four unanswerable refused, and one answerable: precision 2/3, recall 2/4, F1 4/7.
    scores = abstention_scores([(True, True)] * 2 + [(True, False)] * 2 + [(False, True)])
    assert scores == pytest.approx({"precision": 2 / 3, "recall": 0.5, "f1": 4 / 7})
    assert abstention_scores([(False, False)]) == {"precision": None, "recall": None, "f1": None}


def test_a_mean_leaves_out_what_is_not_eligible() -> None:
    assert mean([1.0, None, 0.0]) == 0.5
    assert mean([None]) is None


def test_all_measures_have_a_name() -> None:
    scores = score_answer(Gold(frozenset("a"), facts=("12 herds",)), retrieved("a", "a"))
    assert scores["recall@5"] == scores["supported"] == 1
    assert scores["words"] == 4


def test_the_trade_off_goes_from_refusing_none_to_refusing_all() -> None:
    # Answerable at .4 and .8, unanswerable at .2 and .4. Gates at .2, .4, .8 and beyond.
    outcomes = [(False, 0.4), (False, 0.8), (True, 0.2), (True, 0.4)]
    assert trade_off(outcomes) == [(0, 0), (0, 0.5), (0.5, 1), (1, 1)]
    assert trade_off([(False, 0.4)]) == []


def test_risk_is_a_band_where_refused_questions_were_not_judged() -> None:
    # From the most confident on: right, wrong, refused (unknown), and two with equal confidence.
    outcomes = [(0.9, False), (0.8, True), (0.7, None), (0.1, True), (0.1, None)]
    assert risk_coverage(outcomes) == [
        (0.2, 0, 0), (0.4, 1 / 2, 1 / 2), (0.6, 1 / 3, 2 / 3), (1.0, 2 / 5, 4 / 5),
    ]  # fmt: skip
    assert risk_coverage([]) == []
