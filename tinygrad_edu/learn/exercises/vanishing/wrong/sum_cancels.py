"""You added up the entries: positive and negative ones cancel, and little is left of a large
gradient.
"""


def lengths(model, cost):
    cost.backward()
    return [p.grad.sum() for p in model.parameters() if p.ndim == 2]
