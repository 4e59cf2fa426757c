import itertools

import numpy as np

from tinygrad_edu.learn.probing import Probe

N, SIZE = 11, 4
X = np.stack([np.arange(N), 10.0 * np.arange(N)], axis=1)  # the row's number stands in column 0
Y = 100 + np.arange(N)


def accept(answer):
    def epoch(rng):
        return [
            (np.array(x), np.array(y)) for x, y in answer.batches(X.copy(), Y.copy(), SIZE, rng)
        ]

    def anything():
        found = answer.batches(X.copy(), Y.copy(), SIZE, np.random.default_rng(0))
        return None if found is None else "batches"

    def rows(seed=0):
        return rows_of(epoch(np.random.default_rng(seed)))

    def sizes():
        return sorted(len(x) for x, _ in epoch(np.random.default_rng(0)))

    def pairs():
        kept = [np.array_equal(x[:, 0] + 100, y) for x, y in epoch(np.random.default_rng(0))]
        return "belongs to its row of x" if all(kept) else "belongs to another row of x"

    def two_epochs():
        rng = np.random.default_rng(0)
        one, two = together(epoch(rng)), together(epoch(rng))
        if one == two:
            return "the same order"
        return "other rows together" if groups(one) != groups(two) else "the same rows together"

    def again():
        same = np.array_equal(rows(7), rows(7))
        return "the same order" if same else "another order"

    yield Probe("batches(x, y, size, rng)", anything)
    yield Probe("The list of sizes, for 11 rows with size=4,", sizes)
    yield Probe("An epoch", lambda: how_often(rows()))
    yield Probe("A comparison: each row of y in a batch", pairs)
    yield Probe("An epoch, compared with the one before,", two_epochs)
    yield Probe("A second run with the same seed", again)


def look(answer):
    def epoch(seed=0):
        return answer.batches(X.copy(), Y.copy(), SIZE, np.random.default_rng(seed))

    def whole():
        return rising([row for rows in together(epoch()) for row in rows])

    def twice_in_a_batch():
        epochs = [together(epoch(seed)) for seed in range(10)]
        return any(len({*batch}) < len(batch) for batches in epochs for batch in batches)

    yield Probe("What came back", lambda: kind(list(epoch())))
    yield Probe("Whether a batch has a row twice", lambda: "yes" if twice_in_a_batch() else "no")
    yield Probe("The order of the rows", lambda: "rising" if whole() else "mixed")
    yield Probe(
        "The order inside the batches",
        lambda: "rising" if all(map(rising, together(epoch()))) else "mixed",
    )


def kind(found):
    """What was given in the place of pairs."""
    if all(isinstance(part, tuple | list) and len(part) == 2 for part in found):
        return "pairs"
    return f"{len(found)} {'arrays' if isinstance(found[0], np.ndarray) else 'lists'}"


def rising(rows):
    return all(a < b for a, b in itertools.pairwise(rows))


def rows_of(pairs):
    return np.concatenate([x[:, 0] for x, _ in pairs])


def how_often(rows):
    """How often each row comes, in words."""
    counts = np.bincount(rows.astype(int), minlength=N)
    if counts.max() <= 1:
        return "has each row once" if counts.min() == 1 else "leaves rows out"
    return "has rows twice" if counts.min() == 1 else "has rows twice and leaves others out"


def together(pairs):
    return [np.array(x)[:, 0].tolist() for x, _ in pairs]


def groups(epoch):
    """Which rows meet, in whatever order."""
    return sorted(sorted(rows) for rows in epoch)
