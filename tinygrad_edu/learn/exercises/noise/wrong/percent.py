"""That is the share in percent. Asked for is a number from 0 to 1."""


def sure(model, rng, n=1000):
    return 100 * (model(rng.random((n, 784))).data.max(axis=1) > 0.5).mean()
