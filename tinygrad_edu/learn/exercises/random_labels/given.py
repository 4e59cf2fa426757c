"""How do you make a share of the labels random?

labels holds n digits from 0 to 9. Choose a share of the rows by chance, each row at most once,
and give each of them a new label, drawn evenly from 0 to 9: by chance it may be the old one.
The other rows keep theirs, and the array that came in stays as it was.
All chance comes from rng: rng.choice(n, k, replace=False) gives k different row numbers,
and rng.integers(0, 10, k) gives k numbers from 0 to 9.
With share = 0.4, about 36 of 100 labels are others than before.
"""

import numpy as np

from tinygrad_edu.learn import check


def randomised(labels, share, rng):
    """A new array: labels, with a share of the rows drawn anew."""
    ...  # TODO: return it


check(__file__)
