"""What every embedder hands out: vectors of length one, and the tokens that stand in the text."""

import numpy as np
import pytest

from index.embedding.embedder import make_reading, normalise


def test_rows_get_length_one_and_a_row_of_zeros_stays() -> None:
    rows = normalise(np.array([[3.0, 4.0], [0.0, 0.0]], np.float32))
    assert rows == pytest.approx(np.array([[0.6, 0.8], [0.0, 0.0]]))
    assert rows.dtype == np.float32


def test_a_reading_is_without_marks_prompt_and_padding() -> None:
    # A mark, two tokens of the prompt "query: ", one of the text, a mark; then padding.
    places = [(0, 0), (0, 5), (5, 7), (7, 12), (0, 0)]
    tokens = np.arange(6, dtype=np.float32)[:, None]
    reading = make_reading(np.ones(1, np.float32), tokens, places, prompt=7)
    assert reading.tokens.tolist() == [[3.0]]
    assert reading.spans.tolist() == [[0, 5]]
    assert reading.spans.dtype == np.uint16
    whole = make_reading(np.ones(1, np.float32), tokens, places)
    assert whole.tokens.tolist() == [[1.0], [2.0], [3.0]]
