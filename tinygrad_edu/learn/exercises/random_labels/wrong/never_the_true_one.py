"""Each chosen row gets another label than before. Chance may hit the true one, in one case of ten:
with share = 0.4 that leaves 36 %, not 40 %.
"""


def randomised(labels, share, rng):
    new = labels.copy()
    rows = rng.choice(len(labels), int(share * len(labels)), replace=False)
    new[rows] = (labels[rows] + rng.integers(1, 10, len(rows))) % 10
    return new
