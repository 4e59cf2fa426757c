"""The array that came in has changed: the true labels are gone, and nobody can compare any more.
What makes a second array?
"""


def randomised(labels, share, rng):
    rows = rng.choice(len(labels), int(share * len(labels)), replace=False)
    labels[rows] = rng.integers(0, 10, len(rows))
    return labels
