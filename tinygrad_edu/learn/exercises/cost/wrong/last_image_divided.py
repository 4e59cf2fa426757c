"""That is the cost of the last image, divided by how many there are. Does the sum begin again at
0 for each image?
"""


def cost(outputs, targets):
    for output, target in zip(outputs, targets):
        total = 0
        for y, t in zip(output, target):
            total += (y - t) ** 2
    return total / len(outputs)
