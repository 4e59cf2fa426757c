"""The noise is the same for each rng: it comes from a generator that starts anew in each call."""

import numpy as np


def sure(model, rng, n=1000):
    noise = np.random.default_rng(0).random((n, 784))
    return (model(noise).data.max(axis=1) > 0.5).mean()
