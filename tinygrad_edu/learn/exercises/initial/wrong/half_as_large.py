"""Your weights shrink with √n_in, as they should, and are too small: each layer passes on only a
part of what came in, eight times over.
"""

import numpy as np


def deviation(n_in):
    return 0.5 / np.sqrt(n_in)
