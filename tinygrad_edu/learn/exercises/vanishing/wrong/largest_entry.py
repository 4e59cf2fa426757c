"""Those are the largest entries. A length counts all of them."""


def lengths(model, cost):
    cost.backward()
    return [np.abs(p.grad).max() for p in model.parameters() if p.ndim == 2]
