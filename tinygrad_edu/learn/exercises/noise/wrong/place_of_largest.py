"""argmax is the place of the largest output, a digit from 0 to 9. How large is that output?"""


def sure(model, rng, n=1000):
    return (model(rng.random((n, 784))).data.argmax(axis=1) > 0.5).mean()
