"""Your pixels are far larger than 1. Those of the images that the network has learned from are from
0 to 1.
"""


def sure(model, rng, n=1000):
    return (model(rng.integers(0, 256, (n, 784))).data.max(axis=1) > 0.5).mean()
