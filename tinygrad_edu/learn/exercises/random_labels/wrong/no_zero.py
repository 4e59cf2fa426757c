"""No new label is 0. The digits are 0 to 9."""


def randomised(labels, share, rng):
    new = labels.copy()
    rows = rng.choice(len(labels), int(share * len(labels)), replace=False)
    new[rows] = rng.integers(1, 10, len(rows))
    return new
