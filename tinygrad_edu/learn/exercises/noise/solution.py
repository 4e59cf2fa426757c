def sure(model, rng, n=1000):
    """The share of n noise images for which the largest output is above 0.5."""
    noise = rng.random((n, 784))
    outputs = model(noise).data  # (n, 10)
    return (outputs.max(axis=1) > 0.5).mean()
