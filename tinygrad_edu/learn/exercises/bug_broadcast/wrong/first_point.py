"""Only the first point counts, and many lines go through one point. What about the others?"""


def cost(prediction, target):
    return ((prediction[0] - target[0]) ** 2).mean()
