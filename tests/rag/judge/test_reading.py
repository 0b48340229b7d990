"""A text beside its source, as one row of tokens."""

from rag.judge.reading import TEXT, TITLE, Passage, open_tokenizer, read_pair, read_windows

TIDES = Passage(
    "Tides", ("We read tides from sand.", "Gauges cost much.", "It works in 12 harbours.")
)


def say(ids: list[int]) -> str:
    return str(open_tokenizer().decode(ids, skip_special_tokens=False))


def test_a_row_is_the_text_then_the_title_and_the_sentences() -> None:
    row = read_pair("Sand tells tides.", [TIDES], 100)
    assert say(row.ids.tolist()) == (
        "[CLS] sand tells tides. [SEP] tides. we read tides from sand. gauges cost much. "
        "it works in 12 harbours. [SEP]"
    )
    assert say(row.ids[row.source : row.source + 2].tolist()) == "tides."
    assert [say(row.ids[a:b].tolist()) for a, b in row.sentences][1] == "gauges cost much."
    assert [("Sand tells tides."[a:b]) for a, b in row.words] == ["Sand", "tells", "tides", "."]


def test_where_room_is_short_what_is_cited_comes_first_then_what_holds_the_words() -> None:
    row = read_pair("Sand tells tides.", [TIDES], 10)
    assert [end > start for start, end in row.sentences] == [True, True, False]
    row = read_pair("Sand tells tides.", [TIDES], 10, frozenset([2]))
    assert [end > start for start, end in row.sentences] == [True, False, True]
    assert say(row.ids.tolist()).endswith("tides. we it works in 12 harbours. [SEP]")


def test_sentences_are_numbered_over_all_passages() -> None:
    other = Passage("Ebb", ("The moon pulls.",))
    row = read_pair("The moon.", [TIDES, other], 100, frozenset([3]))
    start, end = row.sentences[3]
    assert say(row.ids[start:end].tolist()) == "the moon pulls."


def test_what_is_too_long_is_cut_or_read_in_windows() -> None:
    text = "tide " * (TEXT + 5)
    row = read_pair(text, [Passage("moon " * 100, ("Sand.",))], 100)
    assert row.source == TEXT + 2
    assert row.sentences[0][0] == row.source + TITLE
    windows = read_windows(text)
    assert ("".join(windows), len(windows)) == (text, 2)
    assert read_windows("Sand.") == ["Sand."]


def test_a_source_of_nothing_is_read_too() -> None:
    row = read_pair("", [Passage("", ())], 100)
    assert (row.words, row.sentences) == ((), ())
