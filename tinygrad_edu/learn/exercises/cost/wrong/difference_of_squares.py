"""You squared outputs and targets, and subtracted then. What exactly should be squared?"""


def cost(outputs, targets):
    return (outputs**2 - targets**2).sum(axis=1).mean()
