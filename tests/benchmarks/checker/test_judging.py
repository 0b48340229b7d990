"""Sentences judged as a reader's answer has them judged."""

from benchmarks.checker.judging import Judge, balance
from index.papers.chunks import split_sentences
from rag.answer.draft import Draft
from rag.verification.reviewer import Reviewer
from tests.benchmarks.checker.examples import FEWER, GIRAFFE, ZEBRA


def test_the_benchmark_says_what_a_reader_s_answer_says_where_all_fits_in() -> None:
    text = FEWER.format("nearly 55%")
    draft = Draft(text, tuple(split_sentences(ZEBRA)))
    of_reader = Reviewer().check(draft)
    judgement = Judge().judge(text, [ZEBRA])
    assert judgement.check == of_reader
    assert judgement.check.support is not None
    assert judgement.seconds > 0


def test_a_sentence_about_two_papers_is_held_against_both() -> None:
    text = "The spots of zebras and giraffes lose heat."
    assert not Judge().judge(text, [ZEBRA]).supported
    assert Judge().judge(text, [ZEBRA, GIRAFFE]).supported


def test_a_coin_has_a_half() -> None:
    assert balance([True, True, False], [True, True, False]) == 1
    assert balance([True, True, True], [True, True, False]) == 0.5
    assert balance([True, False, True, False], [True, True, False, False]) == 0.5
    assert balance([True], [True]) == 0
