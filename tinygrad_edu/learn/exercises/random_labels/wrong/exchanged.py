"""The chosen rows exchange the labels that they have. That is no draw from 0 to 9: if all images
were sevens, all labels would still be right.
"""


def randomised(labels, share, rng):
    new = labels.copy()
    rows = rng.choice(len(labels), int(share * len(labels)), replace=False)
    new[rows] = rng.permutation(labels[rows])
    return new
