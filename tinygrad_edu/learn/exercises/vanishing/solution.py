import numpy as np


def lengths(model, cost):
    """A list: the length of the gradient of each weight, first layer first."""
    cost.backward()
    return [np.sqrt((p.grad**2).sum()) for p in model.parameters() if p.ndim == 2]
