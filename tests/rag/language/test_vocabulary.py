"""The word lists themselves."""

from rag.language import vocabulary
from rag.language.reading import stem


def test_each_axis_has_two_poles_that_share_no_word() -> None:
    for line in vocabulary.OPPOSITES.strip().splitlines():
        poles = [set(map(stem, side.split())) for side in line.split("|")]
        assert [bool(pole) for pole in poles] == [True, True], line
        assert not poles[0] & poles[1], line


def test_a_form_belongs_to_one_word() -> None:
    groups = [group.split() for group in vocabulary.FORMS.replace("\n", " ").split("|")]
    forms = [form for _, *rest in groups for form in rest]
    assert len(forms) == len(set(forms))
