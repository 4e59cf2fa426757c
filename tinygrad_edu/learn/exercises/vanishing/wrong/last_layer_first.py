"""The lengths are right, and they stand in the order of the walk back: the last layer first."""


def lengths(model, cost):
    cost.backward()
    return [np.sqrt((p.grad**2).sum()) for p in model.parameters() if p.ndim == 2][::-1]
