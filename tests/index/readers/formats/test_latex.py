"""LaTeX in names and titles."""

import pytest

from index.readers.formats.latex import decode_latex


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Ada Lovelace", "Ada Lovelace"),
        (r"K. G\"odel and \'Emile {van der} Berg", "K. Gödel and Émile van der Berg"),
        (r"Stra{\ss}e", "Straße"),
        (r"On $x_1 > \alpha$ in {G}raphs", r"On $x_1 > \alpha$ in Graphs"),
        ("{}", "{}"),  # nothing would be left of it
        (r"\begin{x}", r"\begin{x}"),
        ("\\" * 20_000, "\\" * 20_000),  # longer than anybody's name
    ],
)
def test_accents_and_braces_are_resolved_and_nonsense_stays(text: str, plain: str) -> None:
    assert decode_latex(text) == plain
