"""You asked about one image. How many are n?"""


def sure(model, rng, n=1000):
    return (model(rng.random((1, 784))).data.max(axis=1) > 0.5).mean()
