"""The packaged model's ranges are part of the source: they are what their tool measures."""

import numpy as np

from index.embedding import int8_network, packaged
from index.embedding.tools.ranges import measure_ranges


def test_the_ranges_are_what_their_module_measures() -> None:
    found = measure_ranges(packaged.packaged_folder())
    kept = np.load(int8_network.RANGES)
    assert kept.dtype == found.dtype
    # Other CPUs sum in another order.
    assert np.allclose(found.astype(np.float32), kept.astype(np.float32), rtol=0.01, atol=0.01)
