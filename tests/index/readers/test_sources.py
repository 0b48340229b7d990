"""A source by its name: who opens it, and what is said of one that is not there."""

from pathlib import Path

import pytest

from index.errors import BadSource
from index.papers.paper import Paper
from index.readers.sources import SAMPLE, open_source


def test_the_sample_needs_no_file_of_that_name() -> None:
    source = open_source(SAMPLE)
    assert source.total == 168
    assert isinstance(next(source.records), Paper)


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("hf:soon", "hf:soon: 'soon' is no day of the calendar"),
        ("arxiv:ponds", "arxiv:ponds: is neither ids"),
        ("nowhere", "nowhere: cannot be read: No such file"),
    ],
)
def test_a_name_goes_to_whoever_reads_such(name: str, complaint: str) -> None:
    with pytest.raises(BadSource, match=complaint):
        open_source(name)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadSource, match="nowhere: cannot be read: No such file"):
        open_source(str(tmp_path / "nowhere"))
    with pytest.raises(BadSource, match="is a folder without a file of papers"):
        open_source(str(tmp_path))
