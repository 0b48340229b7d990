"""RIS, as reference managers export it."""

from pathlib import Path

from tests.index.readers.conftest import RIS, complaints, papers, read


def test_ris_is_read_with_names_dates_and_arxiv_ids(tmp_path: Path) -> None:
    records = read(tmp_path / "r", RIS)
    tides, waves = papers(records)
    assert (tides.id, tides.authors) == ("2401.00001", ("Ada Lovelace", "Bo Li"))
    assert tides.abstract == "We study tides, which rise twice a day."
    assert (str(tides.published), tides.url) == ("2024-01-05", "https://example.org/tides")
    assert (waves.title, str(waves.published)) == ("Waves", "2023")
    assert waves.sources == ("ris",)
    assert complaints(records, tmp_path / "r") == ["r:18: no abstract"]
