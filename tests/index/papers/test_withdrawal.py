"""Which papers say of themselves that they were withdrawn."""

import pytest

from tests.conftest import make_paper

ABSTRACT = "We study the tides of a small pond. "


@pytest.mark.parametrize(
    "abstract",
    [
        "This paper has been withdrawn by the author due to a crucial sign error in equation 1.",
        "This paper has been withdrawn by the author(s), due to errors in section 3.",
        "This paper is withdrawn.",
        "This paper as been withdrawn",
        "The paper has been withdrawn due to an error in Lemma 2.",
        "The paper was withdrawn.",
        "Paper withdrawn by the authors.",
        "This manuscript has been withdrawn since it will undergo a major revision.",
        "This submission has been withdrawn by arXiv administrators because it contains a theorem.",
        "This submission has been removed by arXiv administrators: the licence was not theirs.",
        "arXiv admin note: This paper has been withdrawn by arXiv",
        "Withdrawn",
        "[Withdrawn]",
        "withdrawn by arXiv administrators due to disputed authorship",
        "Withdrawn; superseded by another paper",
        "Withdrawn due to a gap in the proof of Theorem 3.",
        "The authors have withdrawn this paper.",
        "The author wishes the pond well. This article has been retracted at his own request.",
        "We withdraw this submission because its proof is wrong.",
        ABSTRACT * 9 + "This paper has been withdrawn by the authors; see the new one.",
        "This paper has been withdrawn. " + ABSTRACT * 9,
        ABSTRACT + "(This preprint is now withdrawn.)",
    ],
)
def test_a_notice_of_withdrawal_is_understood(abstract: str) -> None:
    assert make_paper(abstract=abstract).withdrawn


@pytest.mark.parametrize(
    "title",
    [
        "WITHDRAWN: The Tides of a Pond",
        "RETRACTED ARTICLE: The Tides of a Pond",
        "[Withdrawn by the author] The Tides of a Pond",
        "The Tides of a Pond (withdrawn)",
        "Withdrawn",
    ],
)
def test_a_title_may_be_the_notice(title: str) -> None:
    assert make_paper(title=title).withdrawn


@pytest.mark.parametrize(
    "abstract",
    [
        "We analyse drugs that were withdrawn from the market. The drug has been withdrawn.",
        "Withdrawn due to cardiac toxicity, the drug is studied here. " + ABSTRACT * 9,
        "Withdrawn from treatment, the rats recovered.",
        "The troops were withdrawn in 1975. We withdraw the assumption of normality.",
        "This study was withdrawn from the register by its sponsor.",
        "The previous version of this paper was withdrawn; here the proof is complete.",
        "An earlier version has been withdrawn. This one corrects Theorem 3.",
        "In 1936 Einstein sent a paper on waves. The paper was withdrawn after a report.",
        "We collect 14,000 withdrawn papers from arXiv and their retraction comments.",
        "Notices such as “This paper has been withdrawn by the author” are classified.",
        "This paper argues that models withdraw wrong answers, and how retraction is learned.",
        "A survey of arXiv:2011.10199, which has been withdrawn by its authors.",
    ],
)
def test_an_abstract_that_speaks_of_withdrawal_is_none(abstract: str) -> None:
    assert not make_paper(abstract=abstract).withdrawn


@pytest.mark.parametrize("title", ["Retracted: Why Papers Fall", "Withdrawn Drugs, Revisited"])
def test_a_title_may_speak_of_withdrawal_too(title: str) -> None:
    assert not make_paper(title=title).withdrawn
