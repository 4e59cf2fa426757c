"""0.4 of the rows change, whatever share is. That was an example."""


def randomised(labels, share, rng):
    new = labels.copy()
    rows = rng.choice(len(labels), int(0.4 * len(labels)), replace=False)
    new[rows] = rng.integers(0, 10, len(rows))
    return new
