"""You added up the differences as they are. Then +0.3 and −0.3 cancel: what makes them count
the same?
"""


def cost(outputs, targets):
    return (outputs - targets).sum(axis=1).mean()
