"""Catalogs with altered cells and flipped bytes; new ones at every soak."""

import os
import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from index.store.catalog.schema import TABLES

SOAK = int(os.environ.get("ASKPAPERS_FUZZ", "0"))
ROUNDS = 24 * (1 + SOAK)  # each takes a third of a second
VALUES = (
    None, "x", "", -1, 0, 1, 5, 2**31, 2**63 - 1, -(2**63), 1.5, float("inf"), b"", b"\x00",
    b"\xff" * 10, bytes(1_536), "\x1b[31m", "nan", "-5", "../../x", "000001", "evil/model", "{}",
    "[]", "[" * 100_000, "null", "javascript:alert(1)",
)  # fmt: skip
FIELDS = (
    "id", "title", "abstract", "authors", "organization", "url", "code", "published", "listed",
    "upvotes", "version", "sources", "doi", "other",
)  # fmt: skip
ODD = (
    "null", "1", "-1", "1e400", "[]", '["a", 1]', "{}", '"x"', '"\\u001b[31m"', '" "', "true",
    '"javascript:alert(1)"', '"0000"', '"2021-02-30"', '[" "]',
)  # fmt: skip


def alter(file: Path, target: Path, rounds: int) -> Iterator[Path]:
    """Yield a copy of a catalog again and again, each with other faults, without its checksum."""
    chance = random.Random(random.randrange(2**32) if SOAK else 7)  # noqa: S311 - no secret
    for n in range(rounds):
        shutil.copyfile(file, target)
        if n % 2:
            _alter_cells(target, chance)
        else:
            _flip_bytes(target, chance)
        yield target


def _alter_cells(file: Path, chance: random.Random) -> None:
    with closing(sqlite3.connect(file)) as catalog, catalog:
        for _ in range(chance.choice([1, 1, 2, 3])):
            table = chance.choice([*TABLES, "records", "papers", "tokens", "sqlite_sequence"])
            columns = [row[1] for row in catalog.execute(f"PRAGMA table_info({table})")]
            where = chance.choice(["", " WHERE rowid = 1", " WHERE rowid = 2"])
            # What breaks a rule of the table is not written; some tables have no rowid.
            with suppress(sqlite3.Error):
                _alter_one(catalog, table, chance.choice(columns), where, chance)
        catalog.execute("PRAGMA user_version = 0")


def _alter_one(
    catalog: sqlite3.Connection, table: str, column: str, where: str, chance: random.Random
) -> None:
    kind = chance.random()
    if table == "records" and kind < 0.7:
        path, value = f"$.{chance.choice(FIELDS)}", chance.choice(ODD)
        changed = f"UPDATE records SET record = json_set(record, ?, json(?)){where}"  # noqa: S608
        catalog.execute(changed, [path, value])
    elif kind < 0.8:
        catalog.execute(f"UPDATE {table} SET {column} = ?{where}", [chance.choice(VALUES)])  # noqa: S608
    elif kind < 0.9:
        catalog.execute(f"UPDATE {table} SET {column} = {column} + ?{where}", [10**12])  # noqa: S608
    else:
        catalog.execute(f"DELETE FROM {table}{where}")  # noqa: S608


def _flip_bytes(file: Path, chance: random.Random) -> None:
    content = bytearray(file.read_bytes())
    for _ in range(chance.choice([1, 5, 20, 100])):
        content[chance.randrange(len(content))] = chance.randrange(256)
    content[60:64] = bytes(4)
    file.write_bytes(
        content[: chance.randrange(len(content))] if chance.random() < 0.1 else content
    )
