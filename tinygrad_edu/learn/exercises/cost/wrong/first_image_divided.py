"""That is the cost of the first image, divided by how many there are. Does `return` stand
inside a loop?
"""


def cost(outputs, targets):
    total = 0
    for output, target in zip(outputs, targets):
        total += ((output - target) ** 2).sum()
        return total / len(outputs)
