"""∂L/∂x is right. If y moves by h, how many h does x · y move: y, or x?"""


def gradient(x, y):
    return y + np.cos(x), y
