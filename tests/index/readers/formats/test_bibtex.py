"""BibTeX: names, dates, accents, and entries that are broken."""

from pathlib import Path

from index.papers.paper import Remark
from tests.index.readers.conftest import BIBTEX, complaints, papers, read


def test_bibtex_is_read_with_names_dates_and_accents(tmp_path: Path) -> None:
    records = read(tmp_path / "b", BIBTEX)
    tides, twice, waves = papers(records)
    assert (tides.id, tides.version, tides.title) == ("2401.00001", 2, "The Tides of a Pönd")
    assert tides.abstract == "We study 5% of ponds, where $x_1 > 2$. They are wet."
    assert (tides.authors, str(tides.published)) == (
        ("Ada Lovelace", "Bo Li", "The Pond Team"), "2024-01",
    )  # fmt: skip
    assert (tides.url, tides.sources) == ("https://doi.org/10.1000/xyz", ("bibtex",))
    assert (waves.is_identified, waves.url, str(waves.published)) == (
        False, "https://example.org/w", "2023-05-17",
    )  # fmt: skip
    assert complaints(records, tmp_path / "b") == [
        "b:12: bare: no abstract",
        "b:14: '@article{open, title = {It is not closed' is no sound BibTeX: it is not closed",
    ]
    assert twice.title == "A"
    assert [str(r)[-44:] for r in records if isinstance(r, Remark)] == [
        "b:13: title is given twice, and the first is taken"[-44:]
    ]
