"""An image with two outputs above 0.5 counts twice for you. How often is the largest above 0.5?"""


def sure(model, rng, n=1000):
    return (model(rng.random((n, 784))).data > 0.5).sum() / n
