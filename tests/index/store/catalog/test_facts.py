"""The columns that are derived from a record, and who wrote it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date

import pytest

from index.store.catalog.facts import pad, read_facts, to_json, write_entry
from index.store.catalog.schema import create_tables
from tests.conftest import make_paper
from tests.index.store.conftest import STAMP

PAPER = make_paper(
    "Tides", "They rise.", id="1", published="2024-02", listed="2024-03-05",
    organization="Émile Lab", authors=["Ada Lovelace", "ADA  LOVELACE", "Bo Li"], author_count=3,
    upvotes=7,
)  # fmt: skip


@pytest.fixture
def tables() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        create_tables(connection, STAMP)
        yield connection


def days(*texts: str) -> tuple[int, ...]:
    return tuple(date.fromisoformat(text).toordinal() for text in texts)


def test_dates_are_the_days_that_they_can_mean(tables: sqlite3.Connection) -> None:
    facts = read_facts(tables, PAPER)
    assert facts[:4] == days("2024-02-01", "2024-02-29", "2024-03-05", "2024-03-05")
    assert facts[4:] == (1, 3, 7, None)
    assert read_facts(tables, make_paper()) == (None,) * 8


def test_an_organization_has_one_number(tables: sqlite3.Connection) -> None:
    numbers = [
        read_facts(tables, make_paper(organization=name))[4] for name in ("Acme", "Bolt", "Acme")
    ]
    assert numbers == [1, 2, 1]
    assert tables.execute("SELECT name, words FROM organizations").fetchall() == [
        ("Acme", " acme "), ("Bolt", " bolt "),
    ]  # fmt: skip


def test_an_entry_has_its_record_and_each_author_once(tables: sqlite3.Connection) -> None:
    entry = write_entry(tables, PAPER, (4, 5, 6), read_facts(tables, PAPER))
    assert tables.execute("SELECT born, indexed, position, published FROM papers").fetchall() == [
        (4, 5, 6, "2024-02")
    ]
    assert tables.execute("SELECT * FROM records").fetchall() == [(entry, to_json(PAPER))]
    assert set(tables.execute("SELECT words FROM authors JOIN names USING (name)")) == {
        (" ada lovelace ",), (" bo li ",),
    }  # fmt: skip
    assert len(tables.execute("SELECT * FROM name_words").fetchall()) == 4


def test_words_stand_between_spaces() -> None:
    assert pad("Émile  DE-Lab") == " emile de lab "
