"""One name, turned to "Given Family"."""

import pytest

from index.readers.values.names import is_two, split_names, turn_name


@pytest.mark.parametrize(
    ("name", "turned"),
    [
        ("Lovelace, Ada", "Ada Lovelace"),
        ("King, Martin L., Jr.", "Martin L. King Jr."),
        ("King, Martin L. Jr.", "Martin L. King Jr."),
        ("Lloy AC", "AC Lloy"),
        ("Novak P.", "P. Novak"),
        ("Tea Study Group", "Tea Study Group"),
        ("family=Berg, given=Jan, prefix=van der", "Jan van der Berg"),
        ("Barnes and Noble, Inc.", "Barnes and Noble, Inc."),
        ("a, b, c, d", "a, b, c, d"),
    ],
)
def test_a_family_name_before_the_given_one_is_put_behind_it(name: str, turned: str) -> None:
    assert turn_name(name) == turned


def test_names_in_one_field_are_told_apart_where_that_is_certain() -> None:
    assert split_names("Lee, Ann; Park, Bo") == ["Lee, Ann", " Park, Bo"]
    assert split_names("Lee, Ann and Park, Bo") == ["Lee, Ann", "Park, Bo"]
    assert split_names("Anders and Sons") == ["Anders and Sons"]
    assert split_names(" , ") == []


@pytest.mark.parametrize(
    ("name", "two"),
    [("Ann Lee, Bo Park", True), ("Lee, Ann", False), ("van der Berg, Ann Eve", False)],
)
def test_two_names_may_look_like_one(name: str, two: bool) -> None:
    assert is_two(name) == two
