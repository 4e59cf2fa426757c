"""Your cost doubles the differences and adds them up. What makes +0.3 and −0.3 count the same:
times two, or squared?
"""


def cost(outputs, targets):
    return (2 * (outputs - targets)).sum(axis=1).mean()
