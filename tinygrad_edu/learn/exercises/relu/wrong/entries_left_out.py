"""You gave the entries that go through, and left the others out. The gradient has an entry for each
entry of x.
"""


def gradient(x, g):
    return g[x > 0]
