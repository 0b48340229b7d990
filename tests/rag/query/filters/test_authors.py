"""Whose papers a question asks for."""

import pytest

from index.store.reader import IndexReader
from rag.query.filters.authors import find_whose
from rag.query.filters.spans import cut
from rag.query.topic import list_topic_terms


@pytest.mark.parametrize(
    ("question", "kind", "name"),
    [
        ("papers by NVIDIA", "organization", "NVIDIA"),
        ("nvidia's papers", "organization", "NVIDIA"),
        ("Qwen papers?", "organization", "Qwen"),
        ("work from Stanford", "organization", "Stanford"),
        ("papers by the team at Mercedes-Benz", "organization", "Mercedes-Benz"),
        ("papers that list Qwen as organization", "organization", "Qwen"),
        ("papers coauthored by Sepp Hochreiter", "author", "Sepp Hochreiter"),
        ("papers by hochreiter", "author", "hochreiter"),
        ("Tri Dao papers", "author", "Tri Dao"),
        ("everything with Tri Dao on it", "author", "Tri Dao"),
        ("papers with Tri Dao among the authors", "author", "Tri Dao"),
        ("what do we have from Qwen?", "organization", "Qwen"),
        ("what's here by NVIDIA", "organization", "NVIDIA"),
    ],
)
def test_a_name_is_read_where_the_words_say_that_it_wrote_papers(
    reader: IndexReader, question: str, kind: str, name: str
) -> None:
    whose = find_whose(question, reader)
    assert whose
    assert (whose.kind, whose.name) == (kind, name)
    assert list_topic_terms(cut(question, [whose.span])) in ([], ["list"])


def test_a_name_that_the_index_lacks_is_unknown(reader: IndexReader) -> None:
    whose = find_whose("tides in papers by Yann LeCun from 2024", reader)
    assert whose
    assert (whose.kind, whose.name, whose.span) == ("unknown", "Yann LeCun", (15, 29))


@pytest.mark.parametrize(
    "question", ["does it beat NVIDIA?", "papers by year", "how does Qwen read tides?"]
)
def test_a_name_that_merely_occurs_filters_nothing(reader: IndexReader, question: str) -> None:
    assert find_whose(question, reader) is None
