"""The quoting composer: verbatim, grouped, in the abstract's order."""

from rag.evidence.scoring import ScoredSentence

from index.papers.chunks import split_sentences
from rag.evidence.selection import Evidence
from rag.generation.composer import QuotingComposer
from rag.query.question import read_question
from tests.conftest import make_paper


def test_quotes_are_grouped_by_paper_and_stand_in_reading_order() -> None:
    tides = split_sentences(make_paper("Tides", "They rise. They fall.", id="1"))
    merging = split_sentences(make_paper("Merging", "It helps.", id="2"))
    best_first = (tides[1], merging[0], tides[0])
    scored = tuple(ScoredSentence(s, 1.0 - n / 10) for n, s in enumerate(best_first))
    drafts = list(QuotingComposer().compose(read_question("why"), Evidence(scored, 0.9, "", 0.5)))
    assert [draft.text for draft in drafts] == ["They rise.", "They fall.", "It helps."]
    assert [draft.cited for draft in drafts] == [(tides[0],), (tides[1],), (merging[0],)]
