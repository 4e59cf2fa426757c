"""Those are the sums of the squares. Which step is left to a length?"""


def lengths(model, cost):
    cost.backward()
    return [(p.grad**2).sum() for p in model.parameters() if p.ndim == 2]
