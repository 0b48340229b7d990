"""The files of ../shared/cases: what users of other programs had read wrong, and what is right.

Each row is a paper: its title's start, words that its abstract holds, authors, date, and its DOI or
address; None is not looked at.
"""

from pathlib import Path

import pytest

from index.papers.paper import BadPaper, Paper, Record, Remark
from index.readers.sources import ReadOptions, open_source
from index.store.reader import IndexReader
from tests.conftest import MakeIndex

pytestmark = pytest.mark.shared
Right = tuple[str, str, list[str] | None, str | None, str | None]
PAPERS: dict[str, list[Right]] = {
    "at_sign.bib": [
        ("QuantEval @ CLEF 2022: A Shared", "mean error of 0.031", ["Ida Marsh"], "2022", None),
        ("Dense retrieval", "Recall @ 10 clean rises from 0.61 to", ["Tom Bell"], "2023", None),
        ("A paper that follows", "nothing but 7 tests", ["Uma Next"], "2024", None),
    ],
    "cp1252.csv": [
        ("Naïve Bayes für Texte", "an old method – is tried", ["Jürgen Müller"], "2020", None),
    ],
    "hf_daily.json": [
        ("Hidden authors", "We list 3", ["Ann Vis"], "2026-07-20", None),
        ("Null authors", "There are 0 names", [], "2026-07-20", None),
        ("An id that is none", "10 signs", ["E F"], "2026-07-20", None),
    ],
    "latex_abs.bib": [
        ("The Schrödinger–Poincaré model of E. coli", "3× faster; the cost is $4 and £3",
         ["Łukasz García", "T. Nguyễn", "Åsa Étienne"], "2019", None),
    ],
    "latin1.ris": [("Fièvre et fatigue", "naïve score", ["Zoé Lefèvre"], "2019", None)],
    "mendeley.bib": [
        ("Gated convolutions", "rises by 4.2% on clips shorter than 3 s, and p < 0.01",
         ["Mona Larkin", "Deniz Öztürk"], "2018-03", "10.1234/abcd.2018.001"),
        ("Sparse experts", "from 9.1% to 7.8%", ["Ilse van der Veld"], "2019", None),
    ],
    "month_concat.bib": [
        ("Notes on audio frequency transform", "below 2 dB", ["C. R. Graham"], "1955-05-03", None),
        ("Coils with iron cores", "1.4 tesla", ["A. Hill", "B. Dale"], "1956-12-15", None),
        ("Shielding of cables", "21 dB", ["Z. Low"], "1957-09-04", None),
    ],
    "names.bib": [
        ("Names one", "", ["Jörg Müller"], "2019", None),
        ("Names two", "", ["Kurt Gödel"], "2019", None),
        ("Names three", "", ["Ana García"], "2019", None),
        ("Names four", "", ["Ana García"], "2019", None),
        ("Names five", "", ["Łukasz Kaiser"], "2019", None),
        ("Names six", "", ["Åsa Étienne"], "2019", None),
        ("Names seven", "", ["A. Lee", "Ana García"], "2019", None),
        ("Names eight", "", ["Łukasz Kaiser", "Tor Smørgrav", "T. Straße"], "2019", None),
    ],
    "newlines.csv": [
        ('Notes on "dropout" in 2015', 'RESULTS: It helps by 2.5 points; "a lot".',
         ["O. Drop", "P. Out"], "2015", None),
    ],
    "openalex.json": [
        ("Bats and wind farms", "We count 320 bats in two years.", ["Bat Man"], "2022-04-01",
         "10.1234/oa.1"),
    ],
    "others_min.bib": [("Many hands", "40", ["Y. Liu"], "2019", None)],
    "ovid.ris": [
        ("Home monitoring", "falls by 6 mmHg", ["P. Novak", "K. Imre"], "2024", None),
        ("Telephone coaching", "90 patients", ["L. Reyes"], "2023", None),
    ],
    "pandas.csv": [
        ("Lists written", "2 authors", ["Ann Lee", "Bo O'Hara"], "2023-05-04",
         "https://example.org/1"),
        ("Floats for years", "3 of 4", ["Cy Dee"], "2021", None),
        ("Missing things", "1 of them", [], None, None),
        ("Day first", "31", ["Eve Fox"], "2024", None),
        ("Word months", "12", ["Gil Hay"], "2024-03", None),
    ],
    "percent.bib": [
        ("Films of copper oxide", "about 50% in the range of 400-500 nm", ["O. Akh"], "2009", None),
        ("Burden of a small", "22% of the cohort accounts for 36% of claims & 57% of nights; 66%",
         ["A. Casp"], "2016", None),
    ],
    "percent_min.bib": [
        ("Loss of ice", "Ice loses 50% of its mass in ten years, and 80% in thirty.", [], "2020",
         None),
    ],
    "percent_title.bib": [("Pruning 90% of the weights", "", ["A. Lee"], "2020", None)],
    "pubmed.nbib": [
        ("How cells keep their size.", "3 pathways set the size of a cell", ["Alis C Lloy"],
         "2013-09-12", "10.1016/j.cell.2013.00.053"),
    ],
    "s2_list.json": [
        ("Memory layers", "41 percent", ["Ada Mem", "Bo Lay"], "2021-01-14", "10.1234/s2.1"),
    ],
    "scopus_new.csv": [
        ("Mixed methods", "falls by 38%", ["Gabriel N. Gati", "Filander A. Sequ"], "2022",
         "10.1234/beams.2022.7"),
    ],
    "scopus_old.csv": [
        ("Locking of thin", "1 mm", ["G.N. Gatic", "F.A. Sequei"], "2019", "10.1234/p.1"),
        ("Waves in plates", "3 s", ["A. van der Berg", "B. O'Neil"], "2020", "10.1234/p.2"),
    ],
    "shapes.jsonl": [
        ("Year as number", "2019", ["A B"], "2019", None),
        ("Authors as text", "3", ["Ann Bee", "Cy Dee", "Eve Fox"], "2020-01", None),
        ("Year field", "2018", ["A B"], "2018", None),
        ("Publication date", "June", ["A B"], "2018-06-01", None),
        ("Nested", "1 deep", ["A B"], "2020", None),
        ("Upvotes as text", "12", [], None, None),
        ("Epoch", "10 digits", [], "2024-05-01", None),
        ("Number as id", "5 digits", [], None, None),
        ("Link as id", "ends in v3", [], None, "https://arxiv.org/abs/2301.00001"),
    ],
    "snapshot.jsonl": [
        ("Poincaré embeddings", "Poincaré disc", ["Jérôme Poinc", "A. B. Schrödi"], "2003-09-08",
         None),
        ("Withdrawn note", "", None, None, None),
        ("Updated twice", "3 points", ["W. Q"], "2024-01-01", None),
    ],
    "string_macro.bib": [("Macros for", "The abstract is a macro. It has 3", [], "2020", None)],
    "utf16.csv": [("Unicode text of Excel", "2 bytes", ["X Y"], "2020", None)],
    "utf16.ris": [("Wide text", "2 bytes", ["W. Wide"], "2010", None)],
    "wiso.ris": [
        ("How networks of firms", "23 networks", ["Jorg Sydo"], "2014-01-17", None),
        ("Pricing in networks", "14 networks", ["Anna Holm"], "2015-05-03", None),
    ],
    "wos.csv": [("Soil and rain", "4 tonnes", ["A Rain", "B Soil"], "2018", "10.1234/s.1")],
    "wos.ris": [
        ("Graph attention", "11 minutes", ["SH Lee", "M Park"], "2021", "10.1234/grid.2021"),
        ("Radar with few", "900 m", ["K. Ito"], "2019", "10.1109/x.2019.1"),
        ("Spring issue", "5,400", ["B Ode"], "2018", None),
    ],
    "zotero.csv": [
        ("Tutoring at a distance", "0.1", ["Inga Dahl", "Per Moe"], "2021-04-05", "10.1234/t.1"),
    ],
}  # fmt: skip
SAME = {"openalex.jsonl": "openalex.json", "s2_search.json": "s2_list.json"}
SAID = {
    "cp1252.csv": "is read as Windows-1252",
    "latin1.ris": "is read as Windows-1252",
    "pandas.csv": "of '12/03/2024' only the year is taken",
    "quotes.bib": "quotes within quotes are taken as text",
}


def read(shared: Path, file: str) -> list[Record]:
    return list(open_source(str(shared / "cases/files" / file), ReadOptions()).records)


@pytest.mark.parametrize("file", [*PAPERS, *SAME])
def test_a_case_from_the_field_is_read_right(shared: Path, file: str) -> None:
    papers = [record for record in read(shared, file) if isinstance(record, Paper)]
    right = PAPERS[SAME.get(file, file)]
    assert len(papers) == len(right)
    for paper, (title, words, authors, date, link) in zip(papers, right, strict=True):
        assert paper.title.startswith(title)
        assert words in paper.abstract
        assert authors is None or list(paper.authors) == authors
        assert link in (None, paper.doi, paper.url)
        if title != "Withdrawn note":
            assert (str(paper.published) if paper.published else None) == date


@pytest.mark.parametrize("file", SAID)
def test_what_was_assumed_or_lost_is_said(shared: Path, file: str) -> None:
    said = [record.reason for record in read(shared, file) if isinstance(record, Remark)]
    assert any(SAID[file] in reason for reason in said)


def test_what_is_no_paper_is_said_to_be_none(shared: Path) -> None:
    (refusal,) = read(shared, "hf_error.json")
    assert isinstance(refusal, BadPaper)
    assert refusal.reason == "is no paper but what a server answered: Invalid date"


def test_where_more_authors_are_unnamed_their_number_is_not_known(shared: Path) -> None:
    (paper,) = read(shared, "others_min.bib")
    assert isinstance(paper, Paper)
    assert paper.author_count is None


def test_every_case_read_twice_gives_no_double(
    shared: Path, tmp_path: Path, make_index: MakeIndex
) -> None:
    files = sorted(path.name for path in (shared / "cases/files").iterdir())
    records = [record for file in files for record in read(shared, file)]
    first = make_index(tmp_path / "index", records)
    again = make_index(tmp_path / "index", records)
    assert first.new == len(list(IndexReader(tmp_path / "index").papers())) == again.unchanged
    assert again.new == again.changed == 0
