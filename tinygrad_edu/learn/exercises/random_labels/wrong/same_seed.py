"""The new labels are the same for each rng: they come from a generator that starts anew in each
call.
"""

import numpy as np


def randomised(labels, share, rng):
    new = labels.copy()
    rng = np.random.default_rng(0)
    rows = rng.choice(len(labels), int(share * len(labels)), replace=False)
    new[rows] = rng.integers(0, 10, len(rows))
    return new
