"""You divided by the root of the mean of the squares. With more weights, your nudge gets
longer: what is the length of a vector?
"""


def steepest(gradient, length):
    return -length * gradient / np.sqrt((gradient**2).mean())
