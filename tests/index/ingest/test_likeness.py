"""Whether two records are of one paper, and what of them tells it."""

from itertools import combinations

import pytest

from index.ingest.likeness import agreement, contradict, find_surnames, hash_record, share_doi
from index.papers.paper import Paper
from tests.conftest import make_paper

TEXT = "We study the tides of the sea and how they rise twice a day."
OTHER = "Of tides this tells how often in a day the sea comes and goes."


def make(**values: object) -> Paper:
    return make_paper("Tides", str(values.pop("abstract", "x")), **values)


@pytest.mark.parametrize(
    "names",
    [
        ["Ada Lovelace", "Lovelace, A.", "Lovelace Ada", "LOVELACE Ada", "A. B. Lovelace",
         "Lovelace AB", "LOVELACE, ADA"],
        ["Kurt Müller", "Mueller, K.", "Muller K", "K. MÜLLER"],
        ["Gabriel García Márquez", "García Márquez, Gabriel", "García, G."],
        ["Jan van der Berg", "van der Berg, J.", "Berg, Jan van der"],
        ["Quoc V. Le", "Le, Quoc", "Le QV"],
        ["Weinan E", "E, Weinan"],
        ["Wang Wei", "Wei Wang", "Wang, Wei"],
        ["Łukasz Kaiser", "Lukasz Kaiser", "Kaiser Ł."],
        ["Martin Luther King Jr.", "King, Jr., Martin Luther", "King ML"],
        ["ATLAS Collaboration", "The ATLAS Collaboration", "ATLAS"],
    ],
)  # fmt: skip
def test_a_name_is_the_same_however_it_is_written(names: list[str]) -> None:
    for one, other in combinations(names, 2):
        assert find_surnames((one,)).meet(find_surnames((other,))), (one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada Lovelace", "Ada Arden"),
        ("Lovelace, A.", "Arden, A."),
        ("Lovelace A", "Arden A"),
        ("ATLAS Collaboration", "CMS Collaboration"),
        ("Jan van der Berg", "Jan van der Meer"),
        ("van der Berg, J.", "van der Meer, J."),
    ],
)
def test_a_given_name_alone_is_nobody(one: str, other: str) -> None:
    assert contradict(make(authors=[one]), make(authors=[other]))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"id": "2401.00001"}, {"id": "2401.00002"}),
        ({"id": "1"}, {"id": "2401.00002"}),
        ({"doi": "10.1234/a"}, {"doi": "10.1234/b"}),
        ({"doi": "10.1234/a", "abstract": TEXT}, {"doi": "10.1234/b", "abstract": TEXT}),
        ({"authors": ["Ann Arden"]}, {"authors": ["Ben Birk", "Cy Cole"]}),
        ({"published": "2019"}, {"published": "2020-01-01"}),
        ({"published": "2019", "abstract": TEXT}, {"published": "2020", "abstract": OTHER}),
        ({"published": "2019", "abstract": "No abstract."},
         {"published": "2020", "abstract": "No abstract."}),
    ],
)  # fmt: skip
def test_what_both_have_and_differs_tells_two_papers(
    one: dict[str, object], other: dict[str, object]
) -> None:
    assert contradict(make(**one), make(**other))
    assert contradict(make(**other), make(**one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {"id": "1", "doi": "10.1234/a", "authors": ["Ann Arden"], "published": "2019"}),
        ({"doi": "10.48550/arXiv.2401.00001"}, {"doi": "10.1234/a"}),
        ({"id": "2401.00001"}, {"doi": "10.1234/a"}),
        ({"authors": ["Ann Arden", "Ben Birk"]}, {"authors": ["Birk, B.", "et al."]}),
        ({"authors": ["Ann Arden"]}, {"authors": ["et al."]}),
        ({"authors": ["Wei Li"]}, {"authors": ["李伟"]}),
        ({"published": "2019"}, {"published": "2019-12-31"}),
        ({"published": "2019", "abstract": TEXT},
         {"published": "2020", "abstract": f"Abstract: {TEXT.upper()}"}),
        ({"authors": ["OpenAI"], "abstract": TEXT}, {"authors": ["Ann Arden"], "abstract": TEXT}),
    ],
)  # fmt: skip
def test_what_one_lacks_or_spells_otherwise_tells_nothing(
    one: dict[str, object], other: dict[str, object]
) -> None:
    assert not contradict(make(**one), make(**other))
    assert not contradict(make(**other), make(**one))


def test_a_doi_is_one_papers_unless_all_else_speaks_against_it() -> None:
    reefs = make_paper("Reefs of the south", "x", doi="10.1234/book", authors=["Ann Arden"])
    laws = make_paper("A law of data", "y", doi="10.1234/book", authors=["Ben Birk"])
    assert not share_doi(reefs, laws)  # chapters
    assert share_doi(reefs, make_paper("Riffe des Südens", "z", authors=["Arden, A."]))
    assert share_doi(reefs, make_paper("The reefs of the South", "z", authors=["Ben Birk"]))
    assert share_doi(reefs, make_paper("Riffe", "z"))
    assert not share_doi(make(id="2401.00001"), make(id="2401.00002"))


def test_of_several_papers_the_one_that_agrees_in_most_is_nearest() -> None:
    record = make(authors=["Ann Arden"], published="2019", abstract=TEXT)
    nearest_first = [
        record,
        make(authors=["Arden, A."], abstract=TEXT),
        make(authors=["Arden, A."], published="2019"),
        make(authors=["Arden, A."]),
        make(published="2019"),
        make(),
        make_paper("Rain", "x"),
    ]
    values = [agreement(record, other) for other in nearest_first]
    assert values == sorted(set(values), reverse=True)


def test_papers_of_one_title_are_told_apart_by_first_author_and_year() -> None:
    one = make(authors=["Ann Arden", "Ben Birk"], published="2019")
    same = make(authors=["Arden, A."], published="2019-05", abstract="y")
    assert hash_record(one) == hash_record(same)
    others = [one, make(authors=["Ann Arden"]), make(published="2019"), make(authors=["Ben Birk"])]
    ids = {make().id, make_paper("Rain", "x").id, *map(hash_record, others)}
    assert len(ids) == 6
