"""The path through the sine is there, but with the sine itself. How steep is the sine?"""


def gradient(x, y):
    return y + np.sin(x), x
