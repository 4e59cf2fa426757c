"""You took a mean of the squares. A length is the root of their sum, and a larger layer has a
longer gradient.
"""


def lengths(model, cost):
    cost.backward()
    return [np.sqrt((p.grad**2).mean()) for p in model.parameters() if p.ndim == 2]
