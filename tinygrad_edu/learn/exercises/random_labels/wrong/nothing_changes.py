"""You returned the labels as they were. labels[rows] makes a new array: what is changed then?"""


def randomised(labels, share, rng):
    new = labels.copy()
    rows = rng.choice(len(labels), int(share * len(labels)), replace=False)
    chosen = new[rows]
    chosen[:] = rng.integers(0, 10, len(rows))
    return new
