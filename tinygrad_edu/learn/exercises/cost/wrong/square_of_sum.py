"""You added up first, and squared the sum. Differences of opposite signs are gone by then: what
should come first?
"""


def cost(outputs, targets):
    return ((outputs - targets).sum(axis=1) ** 2).mean()
