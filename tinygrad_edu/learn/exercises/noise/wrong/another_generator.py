"""The noise does not come from rng: the same seed gives other images each time. Then no run can be
repeated.
"""

import numpy as np


def sure(model, rng, n=1000):
    noise = np.random.default_rng().random((n, 784))
    return (model(noise).data.max(axis=1) > 0.5).mean()
