"""You took the mean of all entries, which is a tenth of the cost. Over what is the mean taken,
and what is added up?
"""


def cost(outputs, targets):
    return ((outputs - targets) ** 2).mean()
