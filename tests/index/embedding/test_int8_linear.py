"""Products of 8 bits beside the same in 32: as near as codes from 0 to 255 allow."""

import pytest
import torch

from index.embedding.int8_linear import Linear, Scale, to_codes
from index.embedding.packaged import has_int8

CHANCE = torch.Generator().manual_seed(5)
INPUT = torch.randn(64, 32, generator=CHANCE) * torch.linspace(0.1, 4, 32)
WEIGHT, BIAS = torch.randn(16, 32, generator=CHANCE), torch.randn(16, generator=CHANCE)
SCALE = Scale.cover(INPUT.amin(dim=0), INPUT.amax(dim=0))
EXACT = INPUT @ WEIGHT.T + BIAS


# Without these instructions sums of products end at 16 bits.
multiplies = pytest.mark.skipif(
    not has_int8(), reason="this CPU has no instructions for 8-bit products"
)


def code(scale: Scale) -> torch.Tensor:
    return to_codes((INPUT - scale.middle) / scale.step)


def test_codes_are_the_nearest_and_end_at_their_ends() -> None:
    near = to_codes(torch.tensor([-127.5, -0.4, 0.6, 127.5, -900.0, 900.0]))
    assert near.tolist() == [0, 127, 128, 255, 0, 255]


@multiplies
def test_a_linear_layer_gives_nearly_what_it_gives_in_32_bits() -> None:
    linear = Linear.read(WEIGHT, BIAS, SCALE)
    found = linear.apply(code(SCALE), torch.float32)
    assert (found - EXACT).abs().max() < 0.03 * EXACT.abs().max()
    added = linear.add(code(SCALE), torch.ones(64, 16))
    assert torch.allclose(added, found + 1, atol=1e-4)


@multiplies
def test_gelu_is_given_as_codes() -> None:
    exact = torch.nn.functional.gelu(EXACT)
    step, zero = (
        float(exact.max() - exact.min()) / 255,
        round(float(-exact.min() * 255 / (exact.max() - exact.min()))),
    )
    codes = Linear.read(WEIGHT, BIAS, SCALE).apply_gelu(code(SCALE), step, zero)
    assert codes.dtype == torch.uint8
    assert (step * (codes.float() - zero) - exact).abs().max() < 0.03 * exact.max()


def test_a_scale_can_be_folded_into_what_stands_before() -> None:
    weight, bias = SCALE.fold(torch.eye(32), torch.zeros(32))
    assert torch.allclose(INPUT @ weight.T + bias, (INPUT - SCALE.middle) / SCALE.step, atol=1e-4)
