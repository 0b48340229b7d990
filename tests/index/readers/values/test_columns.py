"""The table of names under which programs keep a paper's values."""

from index.readers.values.columns import collect, flatten, fold_name, read_table


def values(record: dict[str, object]) -> dict[str, list[object]]:
    found = collect(flatten(record.items()))
    return {field: [value.value for value in held] for field, held in found.items()}


def test_a_name_is_the_same_however_it_is_spelled() -> None:
    assert {fold_name(n) for n in ("Abstract Note", "abstract_note", "abstractNote")} == {
        "abstractnote"
    }


def test_of_a_field_the_better_name_comes_first() -> None:
    record: dict[str, object] = {"Year": "2021", "Date": "2021-04-05", "Date Added": "2024-01-01"}
    assert values(record) == {"published": ["2021-04-05", "2021"]}


def test_what_says_that_there_is_nothing_is_nothing() -> None:
    nothing: list[object] = ["nan", " ", "NaT", "None", "N/A", None, float("nan"), [], "[]", "\\N"]
    assert values({f"title{' ' * n}": value for n, value in enumerate(nothing)}) == {}


def test_an_object_that_holds_a_part_is_opened() -> None:
    record: dict[str, object] = {
        "title": "T",
        "metadata": {"title": "inner", "abstract": "A."},
        "externalIds": "{'ArXiv': '2401.00001'}",
        "journal": {"abstract": "of something else"},
    }
    assert values(record) == {
        "title": ["T", "inner"], "abstract": ["A."], "arxiv": ["2401.00001"],
    }  # fmt: skip


def test_a_table_says_where_a_name_is_not_certain() -> None:
    places = read_table("doi: DO, UR?\nurl: UR")
    assert [(p.field, p.rank, p.sure) for p in places["ur"]] == [
        ("doi", 1, False), ("url", 0, True),
    ]  # fmt: skip
