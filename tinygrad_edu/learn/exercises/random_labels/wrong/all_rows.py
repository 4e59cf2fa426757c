"""Labels of all rows change, whatever share is. How many rows are meant?"""


def randomised(labels, share, rng):
    return rng.integers(0, 10, len(labels))
