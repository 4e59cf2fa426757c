"""Your pixels are not all from 0 to 1: some are negative. No image has such pixels: how is noise
drawn evenly?
"""


def sure(model, rng, n=1000):
    return (model(rng.normal(size=(n, 784))).data.max(axis=1) > 0.5).mean()
