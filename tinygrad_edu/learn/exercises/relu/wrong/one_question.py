"""Python needs one True or False there, and x has many entries, each with an answer of its own.
What does x > 0 give for an array, and what is g times that?
"""


def gradient(x, g):
    if x > 0:
        return g
    return 0 * g
