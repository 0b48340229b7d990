"""Linear layers whose products are of 8 bits, through oneDNN's operators in torch.

A weight is a scale of its output times -127 to 127, an input a code from 0 to 255.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

_MIDDLE = 127.5  # of the codes
_NO_OPTIONS: tuple[list[float], str] = ([], "none")  # of what follows a product

Affine = tuple[Tensor, Tensor]  # weight and bias


@dataclass(frozen=True, slots=True)
class Scale:
    """What codes stand for: x = step · (code - 127.5) + middle, in each channel."""

    step: Tensor
    middle: Tensor

    @staticmethod
    def cover(lowest: Tensor, highest: Tensor) -> "Scale":
        """The scale for channels with these ranges."""
        # The square root leaves half of the difference between channels to the weights.
        reach = ((highest - lowest) / 2).clamp(min=1e-3)
        return Scale((reach * reach.max()).sqrt() / _MIDDLE, (highest + lowest) / 2)

    def fold(self, weight: Tensor, bias: Tensor) -> Affine:
        """Weight and bias of what is to give code - 127.5, not x; a weight's rows are channels."""
        step = self.step.view(-1, *[1] * (weight.dim() - 1))
        return weight / step, (bias - self.middle) / self.step


class Linear:
    """A linear layer, from codes to floats, or to codes again; x = step · (code - zero).

    Args:
        weight: shape (outputs, inputs).
        bias: shape (outputs,).

    """

    def __init__(
        self, weight: Tensor, bias: Tensor, step: float = 1.0, zero: float = _MIDDLE
    ) -> None:
        steps = weight.abs().amax(dim=1) / 127
        codes = torch.round(weight / steps[:, None]).to(torch.int8)
        self._bias = bias - zero * step * steps * codes.float().sum(dim=1)
        self._step, self._steps = step, steps
        self._codes = torch.ops.onednn.qlinear_prepack(codes, None)
        self._zeros = torch.zeros(len(codes), dtype=torch.int32)

    @staticmethod
    def read(weight: Tensor, bias: Tensor, scale: Scale) -> "Linear":
        """One whose input has a scale in each channel."""
        return Linear(weight * scale.step, bias + weight @ scale.middle)

    def apply(self, codes: Tensor, dtype: torch.dtype) -> Tensor:
        """The output, of a dtype that has a point."""
        return self._run(codes, dtype)

    def apply_gelu(self, codes: Tensor, step: float, zero: int) -> Tensor:
        """GELU of the output, as codes."""
        return self._run(codes, torch.uint8, step, zero, "gelu")

    def add(self, codes: Tensor, x: Tensor) -> Tensor:
        """The output and x, float32, in the place of x."""
        output = (1.0, 0, torch.float32, 1.0, 0, "sum", 1.0, "none", *_NO_OPTIONS)
        run = torch.ops.onednn.qlinear_pointwise.binary
        summed: Tensor = run(
            codes, self._step, 0, self._codes, self._steps, self._zeros, x, self._bias, *output
        )
        return summed

    def _run(
        self,
        codes: Tensor,
        dtype: torch.dtype,
        step: float = 1.0,
        zero: int = 0,
        then: str = "none",
    ) -> Tensor:
        output = (step, zero, dtype, then, *_NO_OPTIONS)
        run = torch.ops.onednn.qlinear_pointwise
        found: Tensor = run(
            codes, self._step, 0, self._codes, self._steps, self._zeros, self._bias, *output
        )
        return found


def to_codes(x: Tensor) -> Tensor:
    """The nearest codes to x + 127.5, uint8; x is overwritten."""
    return x.add_(_MIDDLE + 0.5).clamp_(0, 255).to(torch.uint8)
