"""The packaged MiniLM with 8-bit products, for many documents on a CPU that multiplies such.

Weights have a scale for each output, inputs one range for each channel, measured beforehand
(`index.embedding.tools.ranges`) and folded into what stands before them: a layer norm, or the
values' weights. What varies much by channel is split between the weights and the inputs (Xiao et
al., SmoothQuant, 2022). GELU's outputs have two ranges, one for the few channels that reach far.
Sums, norms and attention stay in floating point.

On 500 real abstracts the vectors have a mean cosine of .9989 to those in 32 bits, .9980 at least,
and 1.9 % of the tokens' signs differ. Two cores of a Xeon with AVX-512 VNNI read 35 abstracts a
second (`benchmarks.index_speed`).

A text's first LENGTH tokens see only each other, as if it ended there, so that one pass gives the
vector of the text that is cut and the tokens of the whole. The others see the text's beginning,
where the title is, and what stands from shortly before them on, as if they followed it at once:
further places than LENGTH the model was not fine-tuned for.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional

from index.embedding.int8_linear import Affine, Linear, Scale, to_codes
from index.embedding.packaged import (
    DIMENSIONS,
    EPSILON,
    HEADS,
    LAYERS,
    LENGTH,
    WEIGHTS,
    has_bfloat16,
)
from index.embedding.tokens import Vectors

RANGES = Path(__file__).with_name("minilm.ranges.npy")  # made by index.embedding.tools.ranges
INPUTS = (DIMENSIONS, DIMENSIONS, DIMENSIONS, 4 * DIMENSIONS)  # channels of each layer's inputs
# Where the CPU has no instructions for bfloat16, it is slower.
ATTENTION = torch.bfloat16 if has_bfloat16() else torch.float32
_ROWS = 64  # whose multiples are multiplied at once: oneDNN keeps a kernel for every number
_TITLE = 32  # tokens of a text's beginning, and as many before LENGTH, that later ones see
_FAR = DIMENSIONS // 3  # of GELU's channels, those that reach furthest

_Range = tuple[Tensor, Tensor]  # lowest and highest value of each channel


class _Norm:
    """A layer norm that gives floats, and the codes that the next linear layer reads."""

    def __init__(self, norm: Affine, scale: Scale) -> None:
        self._norm, self._codes = norm, scale.fold(*norm)

    def apply(self, x: Tensor) -> tuple[Tensor, Tensor]:
        return _normalise(x, self._norm), to_codes(_normalise(x, self._codes))


class _Inner:
    """The two linear layers with GELU between them, for channels of about the same range."""

    def __init__(self, inner: Affine, outer: Affine, scale: Scale, ends: _Range) -> None:
        lowest, highest = map(float, ends)
        self._step = (highest - lowest) / 255
        self._zero = round(-lowest / self._step)
        self._inner = Linear.read(*inner, scale)
        self._outer = Linear(*outer, self._step, self._zero)

    def add(self, codes: Tensor, x: Tensor) -> Tensor:
        return self._outer.add(self._inner.apply_gelu(codes, self._step, self._zero), x)


class _Layer:
    """Attention, and the two linear layers behind it.

    Args:
        weights: the model's.
        name: of the layer.
        ranges: of its four inputs.
        following: the scale of the next layer's input.

    """

    def __init__(
        self, weights: dict[str, Tensor], name: str, ranges: list[_Range], following: Scale
    ) -> None:
        attention = f"{name}.attention"
        asked, seen, inner = (Scale.cover(*reach) for reach in ranges[:3])
        query, key, value = (
            _take(weights, f"{attention}.self.{part}") for part in ("query", "key", "value")
        )
        # What is seen is a mean of values, so that its scale can be in theirs.
        weight, bias = map(torch.cat, zip(query, key, seen.fold(*value), strict=True))
        self._asked = Linear.read(weight, bias, asked)
        self._seen = Linear.read(*_take(weights, f"{attention}.output.dense"), seen)
        self._norm = _Norm(_take(weights, f"{attention}.output.LayerNorm"), inner)
        self._inner = list(_split(weights, name, inner, ranges[3]))
        self._last = _Norm(_take(weights, f"{name}.output.LayerNorm"), following)

    def apply(self, x: Tensor, codes: Tensor, lengths: list[int]) -> tuple[Tensor, Tensor]:
        """The next layer's input from this one's, as floats and as codes."""
        seen = _attend(self._asked.apply(codes, ATTENTION), lengths)
        x, codes = self._norm.apply(self._seen.add(to_codes(seen), x))
        for part in self._inner:
            x = part.add(codes, x)
        return self._last.apply(x)


class Int8Network:
    """Token ids to token vectors, on one core for each caller.

    Args:
        folder: where the weights' file is.

    """

    def __init__(self, folder: Path) -> None:
        # Asked for, the number of this thread's cores stays, whatever `run` sets for others.
        torch.get_num_threads()
        weights = load_file(folder / WEIGHTS)
        ranges = [_read_ranges(layer) for layer in np.load(RANGES).astype(np.float32)]
        scales = [Scale.cover(*layer[0]) for layer in ranges]
        types = weights["embeddings.token_type_embeddings.weight"]
        self._words = weights["embeddings.word_embeddings.weight"]
        places = weights["embeddings.position_embeddings.weight"] + types[0]
        self._places = torch.cat([places[:LENGTH], places[_TITLE : _TITLE + LENGTH]])
        self._norm = _Norm(_take(weights, "embeddings.LayerNorm"), scales[0])
        self._layers = [
            _Layer(weights, f"encoder.layer.{n}", ranges[n], scales[min(n + 1, LAYERS - 1)])
            for n in range(LAYERS)
        ]

    @torch.inference_mode()
    def run(self, ids: npt.NDArray[np.int64], mask: npt.NDArray[np.int64]) -> Vectors:
        """Float32, shape (texts, tokens, dimensions); ids and mask have shape (texts, tokens)."""
        torch.set_num_threads(1)  # of this caller; several run side by side
        # All texts' tokens in one column, without padding but at its end.
        texts, places = mask.nonzero()
        spare = -len(texts) % _ROWS
        words = functional.embedding(torch.from_numpy(ids[texts, places]), self._words)
        placed = functional.pad(words + self._places[torch.from_numpy(places)], (0, 0, 0, spare))
        x, codes = self._norm.apply(placed)
        lengths = [length for length in (*mask.sum(axis=1).tolist(), spare) if length]
        for layer in self._layers:
            x, codes = layer.apply(x, codes, lengths)
        tokens = np.zeros((*ids.shape, DIMENSIONS), np.float32)
        tokens[texts, places] = x[: len(texts)].numpy()
        return tokens


def _attend(asked: Tensor, lengths: list[int]) -> Tensor:
    """What each token sees, shape (tokens, dimensions), from its query, key and value."""
    seen = torch.empty(len(asked), DIMENSIONS)
    texts = asked.split_with_sizes(lengths)
    for rows, text in zip(seen.split_with_sizes(lengths), texts, strict=True):
        query, key, value = text.view(len(text), 3, HEADS, -1).permute(1, 2, 0, 3).unsqueeze(1)
        rows[:LENGTH] = _see(query[:, :, :LENGTH], key[:, :, :LENGTH], value[:, :, :LENGTH])
        if len(text) > LENGTH:
            near = [*range(_TITLE), *range(LENGTH - _TITLE, len(text))]
            rows[LENGTH:] = _see(query[:, :, LENGTH:], key[:, :, near], value[:, :, near])
    return seen


def _see(query: Tensor, key: Tensor, value: Tensor) -> Tensor:
    found = functional.scaled_dot_product_attention(query, key, value)
    return found[0].transpose(0, 1).reshape(-1, DIMENSIONS)


def _normalise(x: Tensor, norm: Affine) -> Tensor:
    return functional.layer_norm(x, (DIMENSIONS,), *norm, eps=EPSILON)


def _split(weights: dict[str, Tensor], name: str, scale: Scale, reach: _Range) -> Iterator[_Inner]:
    """Yield the channels of GELU in two parts, those that reach far apart."""
    weight, bias = _take(weights, f"{name}.intermediate.dense")
    outer, shift = _take(weights, f"{name}.output.dense")
    order = reach[1].argsort()
    for channels in (order[:-_FAR], order[-_FAR:]):
        ends = reach[0][channels].min(), reach[1][channels].max()
        inner = weight[channels], bias[channels]
        yield _Inner(inner, (outer[:, channels], shift), scale, ends)
        shift = torch.zeros_like(shift)  # added once


def _read_ranges(layer: npt.NDArray[np.float32]) -> list[_Range]:
    """The lowest and highest value of each channel of a layer's inputs, in the order of INPUTS."""
    lowest, highest = (torch.from_numpy(side).split_with_sizes(INPUTS) for side in layer)
    return list(zip(lowest, highest, strict=True))


def _take(weights: dict[str, Tensor], name: str) -> Affine:
    return weights[f"{name}.weight"], weights[f"{name}.bias"]
