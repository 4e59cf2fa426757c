"""You returned the new labels of the chosen rows. All rows are asked for, also those that keep
theirs.
"""


def randomised(labels, share, rng):
    return rng.integers(0, 10, int(share * len(labels)))
