import functools

import numpy as np

from tinygrad_edu.learn.probing import Probe

N, SHARE = 10000, 0.4
LABELS = np.arange(N) % 10
LIKELY = (0, 9, 30, 36, 40, 54, 90)  # in percent: shares that chance hits to within 2


def accept(answer):
    def made(share=SHARE, seed=0):
        new = answer.randomised(LABELS.copy(), share, np.random.default_rng(seed))
        return None if new is None else np.array(new)

    drawn = functools.cache(made)

    def changed_rows(share=SHARE, seed=0):
        new = drawn(share, seed)
        return None if new is None or new.shape != LABELS.shape else np.flatnonzero(new != LABELS)

    def percent(share):
        rows = changed_rows(share)
        return None if rows is None else nearest(100 * len(rows) / N)

    def new_labels():
        return ", ".join(str(int(label)) for label in np.unique(drawn()[changed_rows()])) or "none"

    def places():
        rows, others = changed_rows(), changed_rows(seed=7)
        if not len(rows):
            return "none"
        if rows[-1] < 0.9 * N or rows[0] > 0.1 * N:
            return "at the beginning" if rows[0] < 0.1 * N else "at the end"
        same = len(np.intersect1d(rows, others)) > 0.7 * len(rows) and len(rows) < 0.8 * N
        return "the same for each seed" if same else "everywhere"

    def original():
        labels = LABELS.copy()
        answer.randomised(labels, SHARE, np.random.default_rng(0))
        return "as it was" if np.array_equal(labels, LABELS) else "changed"

    def of_sevens():
        return answer.randomised(np.full(N, 7), 1.0, np.random.default_rng(0))

    def compared(new):
        return "the same labels" if np.array_equal(new, drawn(seed=7)) else "other labels"

    yield Probe("The list of sizes of the new array", lambda: sizes(drawn()))
    for share in (SHARE, 1.0, 0.1):
        yield Probe(
            f"The percentage of labels that change, with share={share},",
            lambda share=share: percent(share),
        )
    yield Probe("The set of new labels", new_labels)
    yield Probe("The place of the rows that change", places)
    yield Probe("A look at the new labels of 10,000 sevens", lambda: evenness(of_sevens()))
    yield Probe("The array that came in", original)
    yield Probe("A second run with the same seed", lambda: compared(made(seed=7)))
    yield Probe("A run with another seed", lambda: compared(drawn(seed=8)))


def sizes(new):
    return None if new is None else list(new.shape)


def nearest(percent):
    """A likely share that is not far away, so that chance does not change the result."""
    near = min(LIKELY, key=lambda share: abs(share - percent))
    return near if abs(near - percent) < 2 else round(percent)


def evenness(labels):
    """How often each digit comes."""
    if labels is None:
        return None
    shares = np.bincount(np.clip(np.array(labels, int), 0, 10), minlength=11) / len(labels)
    if shares[7] == 1:
        return "there are only sevens"
    even = np.abs(shares[:10] - 0.1).max() < 0.02
    return "each digit comes equally often" if even else "some digits come more often"
