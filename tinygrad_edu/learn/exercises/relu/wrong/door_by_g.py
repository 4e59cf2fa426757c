"""You let through where g is positive. The door is opened on the way forward: which of the two
arrays stands at the door there?
"""


def gradient(x, g):
    return g * (g > 0)
