"""You opened the right doors. That is the slope of y alone: what came in from the loss?"""


def gradient(x, g):
    return (x > 0) * 1.0
