"""A paper from values under their names."""

from index.papers.paper import BadPaper, Paper, Record
from index.readers.values.columns import collect
from index.readers.values.reading import read_record


def read(**values: object) -> list[Record]:
    return read_record(
        collect(({"title": "Tides", "abstract": "They rise."} | values).items()), "test"
    )


def paper(**values: object) -> Paper:
    (found,) = read(**values)
    assert isinstance(found, Paper)
    return found


def test_the_value_that_can_be_read_wins_over_the_first() -> None:
    assert str(paper(date="SPR", year="2018").published) == "2018"


def test_a_field_that_cannot_be_read_costs_itself_and_is_said() -> None:
    *said, found = read(date="soon", upvotes="many", authors=7, url="javascript:x")
    assert [str(remark) for remark in said] == [
        "authors: 7 is no list of names, and is left out",
        "url: url is not a web address: 'javascript:x', and is left out",
        "date: 'soon' is no date, and is left out",
        "upvotes: 'many' is no whole number, and is left out",
    ]
    assert isinstance(found, Paper)
    assert (found.published, found.upvotes, found.authors, found.url) == (None, None, (), None)


def test_a_field_longer_than_any_costs_itself() -> None:
    *said, found = read(authors=["A" * 400], id="i" * 300, url="https://a.org/" + "x" * 400)
    assert [str(remark)[:60] for remark in said] == [
        "authors: author has 400 characters, more than 300, and is le",
        "url: url has 414 characters, more than 300, and is left out",
        "id: id has 300 characters, more than 200, and is left out",
    ]
    assert isinstance(found, Paper)
    assert (found.authors, found.url, found.is_identified) == ((), None, False)


def test_sources_that_are_none_are_left_out() -> None:
    values = collect({"title": "Tides", "abstract": "They rise."}.items())
    said, found = read_record(values, "", sources=[7])
    assert str(said) == "source is not text: 7, and is left out"
    assert isinstance(found, Paper)
    assert found.sources == ()


def test_a_name_of_any_length_is_said_in_short() -> None:
    said, _ = read(**{f"date{'-' * 5_000}": "soon"})
    assert str(said) == f"date{'-' * 36}: 'soon' is no date, and is left out"


def test_counts_are_read_as_programs_write_them() -> None:
    assert [paper(upvotes=n).upvotes for n in (12, "12", 5.0, "5.0", "1,204")] == [
        12, 12, 5, 5, 1204,
    ]  # fmt: skip


def test_a_paper_without_text_is_refused_with_what_is_there() -> None:
    (refusal,) = read(title=5)
    assert isinstance(refusal, BadPaper)
    assert refusal.reason == "title: 5 is no text"
    (refusal,) = read(abstract="[No abstract available]")
    assert isinstance(refusal, BadPaper)
    assert refusal.reason == "no abstract"


def test_a_paper_is_found_by_its_address_or_its_doi_or_its_arxiv_id() -> None:
    assert paper(url="https://a.org", doi="10.1234/a").url == "https://a.org"
    assert paper(doi="10.1234/A", arxiv_id="2401.00001").url == "https://doi.org/10.1234/A"
    assert paper(arxiv_id="2401.00001v2").url == "https://arxiv.org/abs/2401.00001"
    assert paper(id="https://openalex.org/W1").url == "https://openalex.org/W1"
    assert paper().url is None


def test_an_arxiv_id_beats_an_id_of_the_source() -> None:
    found = paper(id="a7", doi="10.48550/arXiv.2401.00001v3")
    assert (found.id, found.version, found.doi) == ("2401.00001", 3, None)
    assert paper(id="a7", doi="10.1234/A").id == "a7"
