"""Your nudge has the right direction. How long is it: what is the root of the sum of its
squares?
"""


def steepest(gradient, length):
    return -length * gradient
