"""What a paper is recognised by: arXiv ids, versions, titles."""

import pytest

from index.papers.identity import fold_title, hash_title, is_arxiv_id, split_arxiv_id
from index.papers.paper import clean_arxiv_id


@pytest.mark.parametrize(
    ("written", "id"),
    [
        ("2405.14906v2", "2405.14906"),
        ("arXiv:2405.14906", "2405.14906"),
        ("https://arxiv.org/abs/2405.14906v11", "2405.14906"),
        ("http://arxiv.org/pdf/2405.14906.pdf", "2405.14906"),
        ("cs.CL/0102003v1", "cs/0102003"),
        ("math.GT/0309136", "math/0309136"),
        ("cond-mat.stat-mech/0003120", "cond-mat/0003120"),
        ("https://doi.org/10.48550/arXiv.2405.14906v3", "2405.14906"),
        ("10.48550/ARXIV.math.GT/0309136", "math/0309136"),
        ("conv2", "conv2"),
    ],
)
def test_an_arxiv_id_loses_its_version(written: str, id: str) -> None:
    assert clean_arxiv_id(written) == id


@pytest.mark.parametrize(
    ("text", "id", "version"),
    [
        (" https://www.arxiv.org/pdf/2405.14906v2.pdf", "2405.14906", 2),
        ("hep-th/9901001", "hep-th/9901001", None),
        ("2405.14906v0", "2405.14906", None),
        ("2405.14906v1234", "2405.14906", None),
        ("10.1000/xyz", "10.1000/xyz", None),
    ],
)
def test_an_id_and_its_version_are_told_apart(text: str, id: str, version: int | None) -> None:
    assert split_arxiv_id(text) == (id, version)


def test_an_id_of_arxiv_has_its_form() -> None:
    assert all(map(is_arxiv_id, ("2405.14906", "0704.0001", "cs.CL/0102003", "2405.14906v2")))
    assert not any(map(is_arxiv_id, ("", "2405.149", "arXiv:2405.14906", "t0123456789abcdef")))


def test_a_title_is_the_same_however_it_is_written() -> None:
    assert fold_title("MergeBench: A  Benchmark!") == "mergebench a benchmark"
    assert fold_title("C++ and C#") == "c++ and c#"
    assert fold_title("?!") == "?!"
    assert hash_title("Tides") == hash_title("TIDES.") != hash_title("Tide")
    assert len(hash_title("Tides")) == 17
