"""Your nudge points uphill. Which way is down? And how long is your nudge: what is the root of
the sum of its squares?
"""


def steepest(gradient, length):
    return length * gradient
