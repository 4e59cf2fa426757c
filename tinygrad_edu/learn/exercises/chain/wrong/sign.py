"""Your slope has the right size and the wrong sign. Which of the two has a slope with a minus:
the sine or the cosine?
"""


def slope(x):
    return -2 * x * np.cos(x * x)
