"""Paper, and what makes one valid."""

import json

import pytest

from index.papers.paper import MAX_ABSTRACT, MAX_AUTHORS, BadPaper, Paper


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
        (
            {"upvotes": -(10**5000)},
            "upvotes is not a whole number from 0 to 1,000,000,000,000: a int",
        ),
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


def test_the_same_title_has_the_same_id_however_it_is_written() -> None:
    first = Paper.make("MergeBench: A  Benchmark", "x")
    assert first.id == Paper.make("mergebench - a benchmark", "other text").id
    assert first.id.startswith("t")
    assert len(first.id) == 17
    assert Paper.make("C++", "x").id != Paper.make("C#", "x").id
    assert Paper.make("T", "x", id="https://arxiv.org/abs/").id == Paper.make("T", "x").id


def test_only_new_text_needs_a_new_vector() -> None:
    paper, liked = (Paper.make("A title", "An abstract.", upvotes=n) for n in (1, 2))
    assert paper.text_hash == liked.text_hash
    assert paper.text_hash != Paper.make("A title", "Another abstract.").text_hash


@pytest.mark.parametrize(
    ("values", "id", "version"),
    [
        ({"id": "2510.13515v2"}, "2510.13515", 2),
        ({"id": "https://arxiv.org/pdf/2510.13515v11.pdf"}, "2510.13515", 11),
        ({"id": "hep-th/9901001v3"}, "hep-th/9901001", 3),
        ({"id": "2510.13515"}, "2510.13515", None),
        ({"id": "2510.13515", "url": "https://arxiv.org/abs/2510.13515v4"}, "2510.13515", 4),
        ({"id": "2510.13515v2", "url": "https://arxiv.org/abs/2510.13515v4"}, "2510.13515", 2),
        ({"id": "2510.13515", "url": "https://arxiv.org/abs/1706.03762v5"}, "2510.13515", None),
        ({"id": "2510.13515", "version": 3}, "2510.13515", 3),
        ({"id": "2510.13515v2", "version": 3}, "2510.13515", 2),
        ({"id": "2510.13515", "version": "v3"}, "2510.13515", None),
        ({"id": "2510.13515", "version": True}, "2510.13515", None),
        ({"id": "2510.13515v0"}, "2510.13515", None),
        ({"id": "2510.13515v" + "9" * 150}, "2510.13515", None),
        ({"id": "7", "version": 3}, "7", None),  # another corpus's own field
        ({"id": "conv2"}, "conv2", None),
    ],
)
def test_the_version_is_known_where_id_or_address_name_it(
    values: dict[str, object], id: str, version: int | None
) -> None:
    paper = Paper.make("T", "A.", **values)
    assert (paper.id, paper.version) == (id, version)
    assert Paper.from_dict(paper.to_dict()) == paper
    assert Paper.make(**paper.to_dict()) == paper


def test_a_paper_known_by_its_title_has_the_version_of_its_address() -> None:
    paper = Paper.make("T", "A.", url="https://arxiv.org/abs/2510.13515v2")
    assert (paper.is_identified, paper.version) == (False, 2)
    assert Paper.make(**paper.to_dict()) == paper


def test_a_record_from_before_versions_and_several_sources_is_read() -> None:
    paper = Paper.make("Attention", "It is all.", id="1706.03762", source="jsonl")
    old = paper.to_dict() | {"source": "jsonl"}
    for name in ("version", "code", "sources"):
        del old[name]
    assert Paper.from_dict(old) == paper
    assert Paper.from_dict(old | {"source": ""}).sources == ()


def test_two_sources_of_one_paper_share_the_key_of_its_title() -> None:
    first = Paper.make("MergeBench: A  Benchmark", "x", id="2505.10833")
    second = Paper.make("mergebench - a benchmark", "y")
    assert first.title_key == second.title_key == "mergebench a benchmark"
    assert (first.is_identified, second.is_identified) == (True, False)
    assert Paper.make("!!!", "x").title_key != Paper.make("???", "x").title_key


def test_a_field_of_nothing_but_space_counts_as_none() -> None:
    paper = Paper.make("T", "A.", id=" ", organization=" \u200b", url="\n")
    assert (paper.is_identified, paper.organization, paper.url) == (False, None, None)


def test_an_id_must_be_text_or_a_number() -> None:
    assert Paper.make("T", "A.", id=7).id == "7"
    for id in (True, 0, 10**5000, 7.5, ["7"]):
        assert not Paper.make("T", "A.", id=id).is_identified


def test_a_list_of_names_has_an_end() -> None:
    assert len(Paper.make("T", "A.", authors=["Ada"] * MAX_AUTHORS).authors) == MAX_AUTHORS
    with pytest.raises(BadPaper, match="authors has 20,001 names, more than 20,000"):
        Paper.make("T", "A.", authors=["Ada"] * (MAX_AUTHORS + 1))


PLAIN = Paper.make(
    "Tides", "The moon pulls.", id="1", authors=["Ada"], organization="Sea"
).to_dict()


@pytest.mark.parametrize(
    "hidden", ["\x1b", "\x9b", "\n", "\u202e", "\u200b", "\ud800", "\U000e0041"]
)
@pytest.mark.parametrize("name", ["title", "abstract", "organization", "authors", "sources"])
def test_what_is_hidden_in_a_record_becomes_a_space_and_places_stay(name: str, hidden: str) -> None:
    text = f"red{hidden}[31m"
    values = PLAIN | {name: [text] if name in ("authors", "sources") else text}
    assert "red [31m" in str(Paper.from_json(json.dumps(values)))
    assert hidden not in "".join(map(str, Paper.from_dict(values).to_dict().values()))


def test_persian_keeps_its_joiners() -> None:
    values = PLAIN | {"title": "می\u200cخواهم"}
    assert Paper.from_dict(values).title == "می\u200cخواهم"


@pytest.mark.parametrize("name", ["url", "code"])
@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "https://a b", " "])
def test_an_address_that_is_none_is_left_out_of_a_record(name: str, address: str) -> None:
    assert Paper.from_dict(PLAIN | {name: address}) == Paper.from_dict(PLAIN)


@pytest.mark.parametrize(
    "changed",
    [
        {"title": 5}, {"title": None}, {"title": " "}, {"title": "\x1b"}, {"title": "a" * 1_001},
        {"abstract": ["a"]}, {"abstract": ""}, {"id": {}}, {"authors": [1]}, {"authors": None},
        {"authors": [" "]}, {"organization": 5}, {"sources": [None]}, {"published": "2024-13"},
        {"published": 2024}, {"upvotes": "x"}, {"upvotes": -1}, {"upvotes": 2**70},
        {"comments": 1.5}, {"author_count": True}, {"version": []}, {"doi": "x"}, {"url": 5},
        {"more": 1},
    ],
)  # fmt: skip
def test_a_record_that_is_no_papers_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(BadPaper):
        Paper.from_dict(PLAIN | changed)


@pytest.mark.parametrize("record", ["", "[]", "5", "null", "{}", "[" * 100_000, '{"id": NaN}'])
def test_a_record_that_is_no_object_of_json_is_refused(record: str) -> None:
    with pytest.raises(BadPaper):
        Paper.from_json(record)


@pytest.mark.parametrize(
    ("values", "id", "doi"),
    [
        ({"doi": "https://doi.org/10.1234/ABC"}, "10.1234/abc", "10.1234/abc"),
        ({"id": "DOI: 10.1234/ABC"}, "10.1234/abc", "10.1234/abc"),
        ({"id": "7", "doi": "10.1234/abc"}, "7", "10.1234/abc"),
        ({"id": "2401.00001v2", "doi": "10.1234/abc"}, "2401.00001", "10.1234/abc"),
        ({"doi": "10.48550/arXiv.2401.00001v2"}, "2401.00001", None),
        ({"id": "7", "doi": "10.48550/ARXIV.2401.00001"}, "2401.00001", None),
        ({"id": "2401.00002", "doi": "10.48550/ARXIV.2401.00001"}, "2401.00002", None),
        ({"id": "https://doi.org/10.48550/arXiv.math.GT/0309136"}, "math/0309136", None),
        ({"doi": "10.48550/arXiv.other"}, "10.48550/arxiv.other", "10.48550/arxiv.other"),
    ],
)
def test_a_doi_is_the_id_where_there_is_no_other_and_arxivs_own_is_arxivs_id(
    values: dict[str, object], id: str, doi: str | None
) -> None:
    paper = Paper.make("T", "A.", **values)
    assert (paper.id, paper.doi) == (id, doi)
    assert paper.is_identified == (id != doi)
    assert Paper.make(**paper.to_dict()) == paper


def test_what_an_id_is_can_be_told() -> None:
    ids = [{}, {"doi": "10.1234/a"}, {"id": "7"}, {"id": "2401.00001"}]
    papers = [Paper.make("T", "A.", **values) for values in ids]
    assert [paper.naming.name for paper in papers] == ["TITLE", "DOI", "OWN", "ARXIV"]
