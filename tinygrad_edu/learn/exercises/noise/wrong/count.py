"""That is how many images it is. Which share of n are they?"""


def sure(model, rng, n=1000):
    return (model(rng.random((n, 784))).data.max(axis=1) > 0.5).sum()
