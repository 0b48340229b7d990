"""A report on a text, shown."""

from index.papers.chunks import split_sentences
from page.views.verify import mark_doubts, to_report
from rag.verify.report import Report
from rag.verify.verdicts import Verdict
from tests.conftest import make_paper
from tests.page.conftest import HOSTILE


def test_each_sentence_has_its_verdict_in_words_and_its_source() -> None:
    paper = make_paper("Tides", "The moon moves the sea.", url="https://example.org/tides")
    (quote,) = split_sentences(paper)
    shown = to_report(
        Report(
            (
                Verdict("The sun moves it.", "contradicted", "no", paper, quote, ("sun",)),
                Verdict("Is it so?", "needs none", "a question"),
                Verdict("It is blue.", "not said", "no", paper),
            )
        )
    )
    assert "<h2>0 supported, 1 contradicted, 1 not said, 1 needs no citation</h2>" in shown
    assert '<li class="contradicted"><div>The <mark>sun</mark> moves it.</div>' in shown
    assert "<b>contradicted</b>: no" in shown
    assert "“The moon moves the sea.”" in shown
    assert shown.count('<a href="https://example.org/tides"') == 2
    assert "<b>needs none</b>: a question</div></li>" in shown
    assert "\n" not in shown


def test_hostile_texts_and_papers_are_only_shown() -> None:
    paper = make_paper(f"Zebras {HOSTILE}", f"They swim {HOSTILE}.")
    quote = split_sentences(paper)[0]
    shown = to_report(
        Report((Verdict(HOSTILE, "not said", HOSTILE, paper, quote, (HOSTILE[:9],)),))
    )
    assert "<img" not in shown
    assert "<mark>&lt;img src=</mark>" in shown


def test_doubts_are_marked_in_order_and_what_is_not_there_is_passed_over() -> None:
    assert mark_doubts("a b a c", ("b", "a", "d", "")) == "a <mark>b</mark> <mark>a</mark> c"
