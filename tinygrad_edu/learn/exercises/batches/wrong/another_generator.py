"""The order does not come from rng: the same seed gives another order each time. Then no run can be
repeated.
"""

import numpy as np


def batches(x, y, size, rng):
    order = np.random.default_rng().permutation(len(x))
    for start in range(0, len(x), size):
        rows = order[start : start + size]
        yield x[rows], y[rows]
