"""Log odds to probabilities, by logistic regression on one number (Platt, 1999)."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

BINS = 10


def fit_scale(odds: Sequence[float], right: Sequence[bool]) -> tuple[float, float]:
    """Scale and shift that make odds the likeliest, over examples of both kinds."""
    model = LogisticRegression(C=1e6).fit(np.asarray(odds)[:, None], np.asarray(right))
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def measure_reliability(
    probabilities: npt.ArrayLike, right: npt.ArrayLike
) -> tuple[float, list[tuple[float, float, int]]]:
    """The expected calibration error, 0 to 1, and for each bin what was said, true, and how many.

    (Guo et al., On calibration of modern neural networks, 2017.)
    """
    said, true = np.asarray(probabilities), np.asarray(right, float)
    places = np.minimum((said * BINS).astype(int), BINS - 1)
    bins = [
        (float(said[places == n].mean()), float(true[places == n].mean()), int((places == n).sum()))
        for n in range(BINS)
        if (places == n).any()
    ]
    error = sum(count * abs(mean - share) for mean, share, count in bins) / len(said)
    return float(error), bins
