"""Where sentences end, and that their offsets are exact."""

import time

import pytest

from index.papers.chunks import MAX_CHUNK, split_chunks, split_sentences
from tests.conftest import make_paper


@pytest.mark.parametrize(
    "sentences",
    [
        ["We merge models.", "It works."],
        ["It gains 54.6\\% on v2.0 of the set.", "Why?", "We ask!"],
        ["Tools, e.g. Python, i.e. code, help vs. none.", "See Fig. 3 of Kim et al. (2020)."],
        ["The code of J. Smith is open.", "We use vitamin C.", "The end."],
        ["(1) It is fast.", "(2) It is small."],
        ['They call this "the void."', "This breaks."],
        ["We call it ``bootstrapping from the void.''", "This breaks."],
        ["We present iFormer.", "iFormer is small.", "vLLM is used."],
        ["Code is here.", "https://example.org/a.b/C"],
        ["我们提出了一种方法。", "它很快！"],
        ["No full stop at the end"],
    ],
)
def test_sentences_end_where_a_reader_would_end_them(sentences: list[str]) -> None:
    space = "" if "。" in sentences[0] else " "
    paper = make_paper(abstract=space.join(sentences))
    assert [sentence.text for sentence in split_sentences(paper)] == sentences


def test_a_lost_space_is_no_obstacle() -> None:
    paper = make_paper(
        abstract="They learn during inference.Transformers have it. GPT.js is no end."
    )
    assert [s.text for s in split_sentences(paper)] == [
        "They learn during inference.",
        "Transformers have it.",
        "GPT.js is no end.",
    ]


def test_a_short_abstract_is_one_chunk_with_its_title() -> None:
    (chunk,) = split_chunks(make_paper("Tides", "We study tides. They rise.", id="7"))
    assert (chunk.id, chunk.text) == ("7#0", "Tides. We study tides. They rise.")


def test_a_long_abstract_is_cut_at_sentences_and_loses_nothing() -> None:
    abstract = " ".join(f"Sentence number {n} says little." for n in range(300))
    paper = make_paper(abstract=abstract)
    chunks = split_chunks(paper)
    assert len(chunks) > 1
    assert all(chunk.end - chunk.start <= MAX_CHUNK for chunk in chunks)
    assert " ".join(abstract[chunk.start : chunk.end] for chunk in chunks) == abstract


def test_hostile_runs_of_marks_take_no_time() -> None:
    for abstract in ("." * 20_000, '."' * 10_000, "." * 10_000 + '"' * 10_000, "A. " * 6_000):
        paper = make_paper(abstract=abstract)
        started = time.process_time()
        split_sentences(paper)
        # Quadratic work took 8 s here, linear takes 0.01 s: far enough apart on any machine.
        assert time.process_time() - started < 2


def test_one_endless_sentence_is_one_chunk() -> None:
    (chunk,) = split_chunks(make_paper(abstract="word " * 1_000))
    assert chunk.end == 4_999
