"""You gave what each of the three paths brings. Two of them begin at x: what do you do with
those?
"""


def gradient(x, y):
    return y, np.cos(x), x
