"""When you look, .grad is None. Which call fills it, and does one delete it again?"""


def lengths(model, cost):
    return [np.sqrt((p.grad**2).sum()) for p in model.parameters() if p.ndim == 2]
