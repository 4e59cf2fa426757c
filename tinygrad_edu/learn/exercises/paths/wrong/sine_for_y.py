"""∂L/∂x is right. Does y get into the sine, too?"""


def gradient(x, y):
    return y + np.cos(x), x + np.cos(x)
