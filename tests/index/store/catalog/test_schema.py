"""The tables of a catalog: all of them or none, and ours or somebody else's."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from index.store.catalog.schema import create_tables, find_stamp, has_own_tables, has_stamp
from tests.index.store.conftest import STAMP


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        yield connection


def test_tables_come_with_their_stamp(connection: sqlite3.Connection) -> None:
    assert (has_stamp(connection), find_stamp(connection)) == (False, {})
    create_tables(connection, STAMP)
    assert has_stamp(connection)
    assert find_stamp(connection).items() >= {"name": "small", "dimensions": "4"}.items()
    assert has_own_tables(connection)


def test_a_making_that_fails_leaves_none(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE authors (x)")
    with pytest.raises(sqlite3.OperationalError, match="authors already exists"):
        create_tables(connection, STAMP)
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("authors",)]


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE more (x)",
        "CREATE VIEW more AS SELECT 1",
        "CREATE TRIGGER more AFTER INSERT ON papers BEGIN DELETE FROM papers; END",
        "DROP TABLE tokens",
        "ALTER TABLE papers ADD COLUMN more",
    ],
)
def test_whatever_is_not_ours_is_seen(connection: sqlite3.Connection, sql: str) -> None:
    create_tables(connection, STAMP)
    connection.execute(sql)
    assert not has_own_tables(connection)
