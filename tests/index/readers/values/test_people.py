"""Authors in the shapes that programs export."""

import pytest

from index.papers.fields import BadPaper
from index.readers.values.people import People, read_people


def read(value: object) -> tuple[str, ...]:
    found = read_people(value, lambda _: None)
    return found.names if found else ()


@pytest.mark.parametrize(
    ("value", "names"),
    [
        # One text, by what stands between the names.
        ("Eve Fox", ["Eve Fox"]),
        ("Lee, Ann", ["Ann Lee"]),
        ("van der Berg, Ann Eve", ["Ann Eve van der Berg"]),
        ("Dahl, Inga; Moe, Per", ["Inga Dahl", "Per Moe"]),
        ("Ann Lee|Bo Park", ["Ann Lee", "Bo Park"]),
        ("Lee, SH\nPark, M", ["SH Lee", "M Park"]),
        ("Ann Lee, Bo Park", ["Ann Lee", "Bo Park"]),
        ("Ann Bee, Cy Dee and Eve Fox", ["Ann Bee", "Cy Dee", "Eve Fox"]),
        ("Lee, A. and Park, B. and Cho, C.", ["A. Lee", "B. Park", "C. Cho"]),
        ("Lee, A., Park, B., & Cole, C.", ["A. Lee", "B. Park", "C. Cole"]),
        ("Gatic, G.N., Sequei, F.A.", ["G.N. Gatic", "F.A. Sequei"]),
        ("Smith J, Lee AB", ["J Smith", "AB Lee"]),
        ("Lee S.-H., van der Berg J.", ["S.-H. Lee", "J. van der Berg"]),
        ("King, Martin, Jr.; Lee, A.", ["Martin King Jr.", "A. Lee"]),
        ("Gati, Gabriel N. (11111); Sequ, F. (22222)", ["Gabriel N. Gati", "F. Sequ"]),
        ("Made-up Books, Inc.", ["Made-up Books", "Inc."]),
        # Lists that a program printed.
        ("['Ann Lee', 'Bo O''Hara']", ["Ann Lee", "Bo O'Hara"]),
        ("""['Ann Lee', "Bo O'Hara"]""", ["Ann Lee", "Bo O'Hara"]),
        ("['Ann Lee' 'Bo Park']", ["Ann Lee", "Bo Park"]),
        ("[{'name': 'Ann Lee', 'id': None}, {'name': 'Bo Park'}]", ["Ann Lee", "Bo Park"]),
        # Lists of JSON.
        (["Ann Lee", "Park, Bo"], ["Ann Lee", "Bo Park"]),
        (["Ann Lee, Bo Park"], ["Ann Lee, Bo Park"]),  # one or two: it stays as it is written
        ([["Lee", "Ann", "Jr."]], ["Ann Lee Jr."]),
        ([{"author": {"display_name": "Bat Man"}}], ["Bat Man"]),
        ([{"family": "Lee", "given": "Ann"}, {"literal": "NASA"}], ["Ann Lee", "NASA"]),
        ([{"creatorType": "editor", "name": "Ed"}, {"name": "Ann Lee"}], ["Ann Lee"]),
        ({"1": "Ann Lee", "2": "Bo Park"}, ["Ann Lee", "Bo Park"]),
        ({"author": [{"name": "Ann Lee"}]}, ["Ann Lee"]),
        ({"name": "Ann Lee"}, ["Ann Lee"]),
        ("[]", []),
        ([], []),
    ],
)
def test_names_are_told_apart_and_turned(value: object, names: list[str]) -> None:
    assert read(value) == tuple(names)


@pytest.mark.parametrize(
    "value",
    ["Lee, Ann and others", "Ann Lee et al.", "Lee, Ann; others", ["Ann Lee", "et al."]],
)
def test_where_more_are_unnamed_their_count_is_not_known(value: object) -> None:
    assert read_people(value, lambda _: None) == People(("Ann Lee",), None)


def test_an_author_without_a_name_is_counted() -> None:
    value = [{"name": "Ann Lee"}, {"name": None, "hidden": True}, {"_id": "3"}]
    assert read_people(value, lambda _: None) == People(("Ann Lee",), 3)


def test_what_is_no_name_is_left_out_and_said() -> None:
    said: list[str] = []
    assert read_people(["Ann Lee", 5], said.append) == People(("Ann Lee",), 2)
    assert said == ["5 is no name of an author"]
    with pytest.raises(BadPaper, match="5 is no list of names"):
        read(5)
