"""Which numbers does broadcasting add up on the way back?

Broadcasting repeats an array until it fits: (3,) next to (4, 3) is used once for each of 4 rows,
and (4, 1) once for each of 3 columns. NumPy puts missing axes in front.
On the way back, g = ∂L/∂(repeated array) has the large shape, and `shape` is the small one.
The copies of a number are one number: their gradients are added.
For g = np.ones((4, 3)), the shape (3,) gives [4, 4, 4], and (4, 1) gives [[3], [3], [3], [3]].
"""

import numpy as np

from tinygrad_edu.learn import check


def unbroadcast(g, shape):
    """∂L/∂(array before broadcasting): the large shape of g -> shape."""
    ...  # TODO: first the axes that shape does not have, then those of size 1


check(__file__)
