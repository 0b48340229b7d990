"""What a language model writes, read while it arrives."""

import pytest

from index.papers.chunks import split_sentences
from rag.answer.draft import Draft
from rag.generation.reply import MAX_REPLY, ReplyReader
from tests.conftest import make_paper

RISE, FALL = split_sentences(make_paper("Tides", "They rise. They fall.", id="1"))
KEYS = {"K1": RISE, "K2": FALL}


def read(*pieces: str) -> tuple[list[Draft], list[str]]:
    """The finished drafts, and what was shown of open ones."""
    reader = ReplyReader(KEYS)
    drafts = [draft for piece in pieces for draft in reader.read(piece)] + list(reader.close())
    return [d for d in drafts if not d.open], [d.text for d in drafts if d.open]


@pytest.mark.parametrize(
    "reply",
    [
        "They rise [K1]. They fall [K2].",
        "They rise. [K1] They fall. [K2]",
        "They rise [k1].\nThey fall [ K2 ].",
        "- They rise (K1).\n- They fall 【K2】.",
        "**They rise** [K1]. 2. They fall. [K2].",
        "K1: They rise.\nK2: They fall.",
    ],
)
def test_each_sentence_has_its_keys_however_they_are_written(reply: str) -> None:
    drafts, _ = read(*reply)
    assert [(d.text.rstrip(". "), d.cited) for d in drafts if d.text] == [
        ("They rise", (RISE,)),
        ("They fall", (FALL,)),
    ]
    assert sum(draft.invented for draft in drafts) == 0


def test_a_sentence_may_rest_on_several() -> None:
    (one,), _ = read("They rise and fall [K1, K2].")
    assert one.cited == (RISE, FALL)
    (other,), _ = read("They rise and fall [K2][K1].")
    assert other.cited == (FALL, RISE)


def test_what_names_nothing_is_left_out_and_counted() -> None:
    drafts, _ = read("They rise [K1][K9]. They fall [7]. They stay.")
    assert [draft.text for draft in drafts] == ["They rise.", "They fall.", "They stay."]
    assert [draft.invented for draft in drafts] == [1, 1, 0]
    assert [draft.cited for draft in drafts] == [(RISE,), (), ()]


def test_a_key_is_never_shown_not_even_half() -> None:
    for size in range(1, 8):
        reply = "They rise [K1]. They fall by 3.5 % [K2], again. The end"
        _, shown = read(*(reply[n : n + size] for n in range(0, len(reply), size)))
        assert shown
        assert not any("[" in text or "K1" in text or "K2" in text for text in shown)


def test_a_sentence_is_finished_when_the_next_begins() -> None:
    reader = ReplyReader(KEYS)
    assert [d.open for d in reader.read("They rise.")] == [True]
    assert [d.open for d in reader.read(" [K1]")] == [True]
    first, second = reader.read(" They")
    assert (first.text, first.cited, first.open) == ("They rise.", (RISE,), False)
    assert (second.text, second.open) == ("They", True)


def test_figures_sizes_and_formulas_survive() -> None:
    text = r"At $O(n^{2})$ the 7B (8B) model, e.g. GPT-4, gains 54.6\% with G_{stack}."
    (draft,), _ = read(f"{text[:-1]} [K1].")
    assert draft.text == text


def test_links_images_and_marks_of_templates_are_taken_off() -> None:
    (draft,), _ = read(
        "See [the page](http://x.example/a) ![x](http://x.example/b)<|im_end|> [K1]."
    )
    assert draft.text == "See the page."


def test_a_model_that_goes_on_is_not_listened_to() -> None:
    reader = ReplyReader(KEYS)
    drafts = [draft for _ in range(100) for draft in reader.read("and on " * 100)]
    assert reader.is_full
    assert max(len(draft.text) for draft in drafts) <= MAX_REPLY
