"""Dates in the shapes that programs export."""

import pytest

from index.papers.fields import BadPaper, PaperDate
from index.readers.values.dates import add_month, read_date


def read(value: object) -> tuple[str | None, list[str]]:
    """The date as text, and what is said of it."""
    said: list[str] = []
    date = read_date(value, said.append)
    return str(date) if date else None, said


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2021", "2021"),
        ("2021.0", "2021"),
        (2021.0, "2021"),
        ("2,021", "2021"),
        ("2021-04-05T10:00:00Z", "2021-04-05"),
        ("2024/1/5/", "2024-01-05"),
        ("2024//", "2024"),
        ("2020/05/17/Print", "2020-05-17"),
        ("2019-05/2019-06", "2019-05"),
        ("2019/2020", "2019"),
        ("2013 Sep 12", "2013-09-12"),
        ("2013 Sep-Oct", "2013-09"),
        ("2007 Spring", "2007"),
        ("2020/May/17", "2020-05-17"),
        ("20210405", "2021-04-05"),
        (20210405, "2021-04-05"),
        (1714521600, "2024-05-01"),
        (1714521600000, "2024-05-01"),
        ("1714521600", "2024-05-01"),
        ("17.01.2014", "2014-01-17"),
        ("25/03/2024", "2024-03-25"),
        ("03/25/2024", "2024-03-25"),
        ("05/05/2024", "2024-05-05"),
        ("12-Mar-24", "2024-03-12"),
        ("Mar 2024", "2024-03"),
        ("March 12, 2024", "2024-03-12"),
        ("12. März 2024", "2024-03-12"),
        ("12 juillet 2024", "2024-07-12"),
        ("23-26 Sept. 2019", "2019-09"),
        ("Mon, 2 Apr 2007 19:18:42 GMT", "2007-04-02"),
        ("2021-00-00", "2021"),
        ({"date-parts": [[2021, 4, 5]]}, "2021-04-05"),
        ({"date-parts": [["2021", "4"]]}, "2021-04"),
        ([{"date-parts": [2006, 5]}], "2006-05"),
        ({"year": 2020, "month": "mar"}, "2020-03"),
        ({"raw": "May 2019"}, "2019-05"),
        (PaperDate(2020, 1), "2020-01"),
        ("", None),
        (None, None),
        ({"date-parts": [[None]]}, None),
    ],
)
def test_a_date_is_read_as_exactly_as_it_is_certain(value: object, date: str | None) -> None:
    assert read(value) == (date, [])


@pytest.mark.parametrize(
    ("value", "date", "said"),
    [
        ("12/03/2024", "2024", "since day and month may be either"),
        ("2020-13-45", "2020", "since the calendar lacks the rest"),
        ("2023-02-30", "2023-02", "since the calendar lacks the rest"),
    ],
)
def test_what_a_date_loses_is_said(value: str, date: str, said: str) -> None:
    found, remarks = read(value)
    assert found == date
    assert len(remarks) == 1
    assert said in remarks[0]
    assert value in remarks[0]


@pytest.mark.parametrize(
    "value", ["in press", "SPR", "MAR 15", "Mar-24", "45363", "9999", "0", 7, True, {"x": 1}]
)
def test_what_is_no_date_is_refused(value: object) -> None:
    with pytest.raises(BadPaper, match="is no date"):
        read(value)


@pytest.mark.parametrize(
    ("month", "day", "date"),
    [
        ("3", "", "2024-03"),
        ("sept", "", "2024-09"),
        ("May 3", "", "2024-05-03"),
        ("15 December", "", "2024-12-15"),
        ("September", "4", "2024-09-04"),
        ("mar/apr", "", "2024-03"),
        ("1--3 March", "", "2024-03"),
        ("13", "", "2024"),
        ("", "4", "2024"),
    ],
)
def test_a_month_may_stand_beside_its_year(month: str, day: str, date: str) -> None:
    assert str(add_month(PaperDate(2024), month, day)) == date
