"""What a question is about, once dates, names and orders are taken out of it."""

from rag.query.topic import CLAIM_TERMS, list_topic_terms


def test_words_for_papers_and_their_collection_are_no_topic() -> None:
    assert list_topic_terms("list all papers that were published here by any author") == []
    assert list_topic_terms("papers on spring tides") == ["spring", "tide"]


def test_words_for_claims_are_a_topic_only_beside_another() -> None:
    terms = list_topic_terms("what does the paper propose on tides?")
    assert terms == ["propos", "tide"]
    assert set(terms) - CLAIM_TERMS == {"tide"}
