"""You added up the ten outputs of an image. How large is the largest alone?"""


def sure(model, rng, n=1000):
    return (model(rng.random((n, 784))).data.sum(axis=1) > 0.5).mean()
