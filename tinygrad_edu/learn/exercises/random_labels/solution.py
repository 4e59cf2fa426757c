def randomised(labels, share, rng):
    """A new array: labels, with a share of the rows drawn anew."""
    new = labels.copy()
    rows = rng.choice(len(labels), int(share * len(labels)), replace=False)
    new[rows] = rng.integers(0, 10, len(rows))
    return new
