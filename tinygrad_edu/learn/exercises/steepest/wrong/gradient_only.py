"""Your nudge has the right direction, and is as long as the gradient. How long should it be?"""


def steepest(gradient, length):
    return -gradient
