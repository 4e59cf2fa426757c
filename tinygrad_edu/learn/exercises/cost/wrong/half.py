"""Your cost is half of what is asked for. Some books have a factor ½ in front of the squares;
here there is none.
"""


def cost(outputs, targets):
    return ((outputs - targets) ** 2).sum(axis=1).mean() / 2
