"""You added up the sizes of the entries. A length is √(sum of squares), as in the theorem of
Pythagoras.
"""


def lengths(model, cost):
    cost.backward()
    return [np.abs(p.grad).sum() for p in model.parameters() if p.ndim == 2]
