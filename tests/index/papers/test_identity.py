"""What a paper is recognised by: arXiv ids, versions, titles."""

import pytest

from index.papers.paper import (
    clean_arxiv_id,
)


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
