"""There is more than one number for a layer: you gave the lengths of the rows. All entries of a
weight make one length.
"""


def lengths(model, cost):
    cost.backward()
    return [np.sqrt((p.grad**2).sum(axis=1)) for p in model.parameters() if p.ndim == 2]
