"""Paper, and what makes one valid."""

import pytest

from index.papers import MAX_ABSTRACT, BadPaper, Paper, PaperDate, clean_arxiv_id, clean_text


def test_a_paper_goes_through_its_dict_and_back() -> None:
    paper = Paper.make(
        "Attention",
        "It is all.",
        id="1706.03762v5",
        published="2017-06-12T17:57:34Z",
        listed="2017-06",
        authors=["Ashish Vaswani", "Noam Shazeer"],
        author_count=8,
        organization="Google",
        upvotes=3,
        comments=0,
        url="https://arxiv.org/abs/1706.03762",
        source="test",
    )
    assert paper.id == "1706.03762"
    assert str(paper.published) == "2017-06-12"
    assert str(paper.listed) == "2017-06"
    assert Paper.from_dict(paper.to_dict()) == paper


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"title": None}, "no title"),
        ({"title": "  "}, "title is empty"),
        ({"title": 7}, "title is not text: 7"),
        ({"abstract": None}, "no abstract"),
        ({"abstract": "\x00\u200b"}, "abstract is empty"),
        ({"abstract": "x" * 1_000_000}, "abstract has 1,000,000 characters, more than 20,000"),
        ({"published": "soon"}, "date 'soon' is not YYYY"),
        ({"published": "2023-02-30"}, "date '2023-02-30' is not in the calendar"),
        ({"published": "2023-00-00"}, "date '2023-00-00' is not in the calendar"),
        ({"published": 2023}, "published is not a date: 2023"),
        ({"upvotes": 10**5000}, "upvotes is not a whole number from 0 to 1,000,000,000,000: a int"),
        ({"authors": {"name": "Ada"}}, "authors is not a list of names: a dict"),
        ({"authors": "Ada"}, "authors is not a list of names: 'Ada'"),
        ({"authors": [None]}, "no author"),
        (
            {"author_count": -1},
            "author_count is not a whole number from 0 to 1,000,000,000,000: -1",
        ),
        ({"upvotes": "many"}, "upvotes is not a whole number from 0 to 1,000,000,000,000: 'many'"),
        ({"url": "javascript:alert(1)"}, "url is not a web address: 'javascript:alert(1)'"),
    ],
)
def test_a_bad_value_is_named(values: dict[str, object], complaint: str) -> None:
    record: dict[str, object] = {"title": "A title", "abstract": "An abstract."} | values
    with pytest.raises(BadPaper) as caught:
        Paper.make(**record)
    assert complaint in str(caught.value)


def test_the_longest_abstract_is_taken() -> None:
    assert len(Paper.make("A title", "x" * MAX_ABSTRACT).abstract) == MAX_ABSTRACT


def test_hidden_characters_are_dropped_and_space_is_folded() -> None:
    # A bidirectional override, a zero-width space, a lone surrogate, a bell.
    assert clean_text("a\u202eb\u200bc\ud800d\x07e \n\t f") == "abcde f"
    # The joiner inside a Persian word stays.
    assert clean_text("می\u200cخواهم") == "می\u200cخواهم"


def test_the_same_title_has_the_same_id_however_it_is_written() -> None:
    first = Paper.make("MergeBench: A  Benchmark", "x")
    assert first.id == Paper.make("mergebench - a benchmark", "other text").id
    assert first.id.startswith("t")
    assert len(first.id) == 17
    assert Paper.make("C++", "x").id != Paper.make("C#", "x").id
    assert Paper.make("T", "x", id="https://arxiv.org/abs/").id == Paper.make("T", "x").id


@pytest.mark.parametrize(
    ("written", "id"),
    [
        ("2405.14906v2", "2405.14906"),
        ("arXiv:2405.14906", "2405.14906"),
        ("https://arxiv.org/abs/2405.14906v11", "2405.14906"),
        ("http://arxiv.org/pdf/2405.14906.pdf", "2405.14906"),
        ("cs.CL/0102003v1", "cs.CL/0102003"),
        ("conv2", "conv2"),
    ],
)
def test_an_arxiv_id_loses_its_version(written: str, id: str) -> None:
    assert clean_arxiv_id(written) == id


def test_dates_sort_by_time_as_text() -> None:
    dates = [PaperDate(2017, 6, 12), PaperDate(1986), PaperDate(2017, 6), PaperDate(1986, 10)]
    assert sorted(map(str, dates)) == ["1986", "1986-10", "2017-06", "2017-06-12"]


def test_only_new_text_needs_a_new_vector() -> None:
    paper, liked = (Paper.make("A title", "An abstract.", upvotes=n) for n in (1, 2))
    assert paper.text_hash == liked.text_hash
    assert paper.record_hash != liked.record_hash
    assert paper.text_hash != Paper.make("A title", "Another abstract.").text_hash
