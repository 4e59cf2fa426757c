"""You took the mean of what the two paths bring. If one use moves L by 3h and the other by 4h,
how far does L move?
"""


def gradient(x, y):
    return (y + np.cos(x)) / 2, x
