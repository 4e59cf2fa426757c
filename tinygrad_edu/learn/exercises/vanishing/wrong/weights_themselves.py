"""Those are the lengths of the weights. How long are their gradients?"""


def lengths(model, cost):
    cost.backward()
    return [np.sqrt((p.data**2).sum()) for p in model.parameters() if p.ndim == 2]
