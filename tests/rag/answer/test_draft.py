"""A sentence before it is checked."""

from rag.answer.draft import Draft
from rag.answer.source import Record
from rag.answer.statements import FactStatement
from tests.rag.answer.examples import TIDES


def test_what_records_say_rests_on_the_record_of_their_paper() -> None:
    statement = FactStatement(TIDES, "authors")
    draft = Draft.of(statement)
    assert (draft.text, draft.cited) == ("Tides is by Ada.", (Record(TIDES),))
    assert draft.statement == statement
    assert not draft.open
    assert draft.invented == 0
