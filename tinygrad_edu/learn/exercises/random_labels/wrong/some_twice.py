"""Too few labels change: some rows are chosen twice, and so others stay. How do you choose
different rows?
"""


def randomised(labels, share, rng):
    new = labels.copy()
    rows = rng.integers(0, len(labels), int(share * len(labels)))
    new[rows] = rng.integers(0, 10, len(rows))
    return new
