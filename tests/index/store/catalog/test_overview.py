"""What an index holds at large."""

from datetime import date, datetime, timedelta
from pathlib import Path

from index.store.reader import IndexReader


def test_what_an_index_holds_is_counted(two_topics: Path) -> None:
    overview = IndexReader(two_topics).overview()
    assert overview.organizations(5) == [("Harbour", 20), ("Bakery", 5)]
    assert overview.organizations(1) == [("Harbour", 20)]
    # Of n from 0 to 19, 7 leave no rest divided by 3, 7 leave 1, 6 leave 2; twice each.
    assert overview.months() == [
        (date(2024, 1, 1), 14),
        (date(2024, 2, 1), 14),
        (date(2024, 3, 1), 12),
    ]
    assert len(overview.ids()) == 40
    assert datetime.now().astimezone() - overview.indexed_at() < timedelta(hours=1)
