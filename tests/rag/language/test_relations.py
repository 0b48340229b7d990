"""What a text puts against or into what."""

import pytest

from rag.language.reading import Text, root
from rag.language.relations import Relation, is_passive, relations


def read(text: str) -> Relation:
    ((_, relation),) = relations(Text(text))
    return relation


@pytest.mark.parametrize(
    ("text", "kind", "sign", "subject", "object"),
    [
        ("Larks outperform finches.", "than", 1, "larks", "finches"),
        ("Larks are outperformed by finches.", "than", -1, "larks", "finches"),
        ("Larks do not outperform finches.", "than", -1, "larks", "finches"),
        ("Larks trail finches.", "than", -1, "larks", "finches"),
        ("Larks have less noise than finches.", "than", -1, "larks", "finches"),
        ("Larks improve accuracy over finches.", "than", 1, "larks", "finches"),
        ("Compared to finches, larks have more.", "than", 1, "larks", "finches"),
        ("Larks eat seeds instead of worms.", "instead", 1, "seeds", "worms"),
        ("Larks turn seeds into songs.", "into", 1, "seeds", "songs"),
    ],
)
def test_both_sides_of_a_relation_are_read(
    text: str, kind: str, sign: int, subject: str, object: str
) -> None:
    found = read(text)
    assert (found.kind, found.sign) == (kind, sign)
    assert root(subject) in found.subject
    assert found.object == {root(object)}


def test_a_number_is_nothing_to_compare_with() -> None:
    assert relations(Text("Larks sing more than 40,000 songs.")) == ()


def test_ours_is_told_from_others() -> None:
    assert "our" in read("Our method outperforms finches.").subject


def test_the_passive_has_a_form_of_be() -> None:
    assert is_passive(Text("finches were beaten"), 2)
    assert not is_passive(Text("finches beat larks"), 1)


def test_a_text_that_ends_where_a_rival_would_stand_compares_with_nothing() -> None:
    assert relations(Text("Commercial baselines are surpassed")) == ()
    assert relations(Text("The new method outperforms")) == ()
