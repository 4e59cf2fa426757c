"""That is one length for all layers together. Which layers get little is the question: one number
for each.
"""


def lengths(model, cost):
    cost.backward()
    return np.sqrt(sum((p.grad**2).sum() for p in model.parameters() if p.ndim == 2))
