"""The new labels do not come from rng: the same seed gives others each time. Then no run can be
repeated.
"""

import numpy as np


def randomised(labels, share, rng):
    new = labels.copy()
    rng = np.random.default_rng()
    rows = rng.choice(len(labels), int(share * len(labels)), replace=False)
    new[rows] = rng.integers(0, 10, len(rows))
    return new
