"""A source and its texts, as one row of tokens."""

from rag.judge.reading import (
    SOURCE_PLACE,
    TEXT,
    TITLE,
    Passage,
    open_tokenizer,
    read_row,
    read_windows,
)

TIDES = Passage(
    "Tides", ("We read tides from sand.", "Gauges cost much.", "It works in 12 harbours.")
)


def say(ids: list[int]) -> str:
    return str(open_tokenizer().decode(ids, skip_special_tokens=False))


def test_a_row_is_the_title_and_the_sentences_then_the_texts() -> None:
    row = read_row(["Sand tells tides.", "Why?"], [TIDES], 100)
    assert say(row.ids.tolist()) == (
        "tides. we read tides from sand. gauges cost much. it works in 12 harbours. [SEP] "
        "[CLS] sand tells tides. [SEP] [CLS] why? [SEP]"
    )
    assert [say(row.ids[a:b].tolist()) for a, b in row.sentences][1] == "gauges cost much."
    first, second = row.texts
    assert [("Sand tells tides."[a:b]) for a, b in first.words] == ["Sand", "tells", "tides", "."]
    assert say([row.ids[second.start], row.ids[second.start + 1]]) == "[CLS] why"


def test_each_part_has_its_number_and_begins_at_its_place() -> None:
    row = read_row(["Sand tells tides.", "Why?"], [TIDES], 100)
    source = row.texts[0].start
    assert row.parts.tolist() == [0] * source + [1] * 6 + [2] * 4
    assert row.places[0] == SOURCE_PLACE
    assert [row.places[text.start] for text in row.texts] == [0, 0]
    assert row.places[source - 1] == SOURCE_PLACE + source - 1


def test_where_room_is_short_what_is_cited_comes_first_then_what_holds_the_words() -> None:
    row = read_row(["Sand tells tides.", "Why?"], [TIDES], 10)
    assert [end > start for start, end in row.sentences] == [True, True, False]
    assert row.sentences[1][1] == 10
    row = read_row(["Sand tells tides."], [TIDES], 10, frozenset([2]))
    assert [end > start for start, end in row.sentences] == [True, False, True]


def test_sentences_are_numbered_over_all_passages() -> None:
    other = Passage("Ebb", ("The moon pulls.",))
    row = read_row(["The moon."], [TIDES, other], 100, frozenset([3]))
    start, end = row.sentences[3]
    assert say(row.ids[start:end].tolist()) == "the moon pulls."


def test_what_is_too_long_is_cut_or_read_in_windows() -> None:
    text = "tide " * (TEXT + 5)
    row = read_row([text], [Passage("moon " * 100, ("Sand.",))], 100)
    assert len(row.ids) - row.texts[0].start == TEXT + 2
    assert row.sentences[0][0] == TITLE
    windows = read_windows(text)
    assert ("".join(windows), len(windows)) == (text, 2)
    assert read_windows("Sand.") == ["Sand."]
