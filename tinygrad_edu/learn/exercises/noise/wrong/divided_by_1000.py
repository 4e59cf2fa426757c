"""You divided by 1000, whatever n is. 1000 is only the value for a call without n."""


def sure(model, rng, n=1000):
    return (model(rng.random((n, 784))).data.max(axis=1) > 0.5).sum() / 1000
