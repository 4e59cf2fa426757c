"""You made 1000 images, whatever n is. 1000 is only the value for a call without n."""


def sure(model, rng, n=1000):
    return (model(rng.random((1000, 784))).data.max(axis=1) > 0.5).mean()
