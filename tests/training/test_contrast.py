"""Sentences made by rule: a right one before a wrong one, which says where it is wrong."""

from random import Random

from training.lessons.contrast import make_variants

TIDES = [
    "We introduce TideNet, a network that reads 12 tides from sand without any gauge.",
    "However, it is faster than the MoonModel by 20% and needs less memory than all others.",
]
OTHERS = ["The authors train BirdNet on 300 songs of finches, using recordings from two forests."]


def test_each_wrong_sentence_stands_behind_a_right_one_and_marks_what_is_wrong() -> None:
    kinds = set()
    for seed in range(60):
        variants = list(make_variants(TIDES, OTHERS, Random(seed), 2))
        assert [variant.supported for variant in variants] == [True, False] * (len(variants) // 2)
        for variant in variants[1::2]:
            kinds.add(variant.kind)
            marked = [variant.text[start:end] for start, end in variant.wrong]
            assert marked
            assert all(marked)
            assert variant.text not in TIDES
    assert kinds == {
        "figure", "direction", "negation", "role", "entity", "word", "added", "other",
    }  # fmt: skip


def test_a_changed_figure_is_not_the_source_s() -> None:
    for seed in range(200):
        for variant in make_variants(TIDES, OTHERS, Random(seed), 2):
            if variant.kind == "figure":
                ((start, end),) = variant.wrong
                assert variant.text[start:end] not in " ".join(TIDES)


def test_the_order_of_a_list_says_nothing() -> None:
    listed = ["We read tides on COCO and ImageNet, and the authors of it are glad of all that."]
    roles = ["We read tides on COCO but neither learn nor test a thing on ImageNet any more."]
    for seed in range(60):
        assert "role" not in {v.kind for v in make_variants(listed, OTHERS, Random(seed), 1)}
    kinds = {v.kind for seed in range(60) for v in make_variants(roles, OTHERS, Random(seed), 1)}
    assert "role" in kinds
