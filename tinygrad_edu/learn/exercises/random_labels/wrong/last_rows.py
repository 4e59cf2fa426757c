"""Only rows at the end change. If the rows are sorted, that is one kind of image. Which rows should
it be?
"""


def randomised(labels, share, rng):
    new = labels.copy()
    k = int(share * len(labels))
    new[len(labels) - k :] = rng.integers(0, 10, k)
    return new
