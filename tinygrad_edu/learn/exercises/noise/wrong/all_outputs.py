"""You counted all ten outputs of each image. The answer is the largest: one for each image."""


def sure(model, rng, n=1000):
    return (model(rng.random((n, 784))).data > 0.5).mean()
