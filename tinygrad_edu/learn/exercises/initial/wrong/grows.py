"""Your weights grow with the width. A sum of more terms is larger already: should each term be
larger, too, or smaller?
"""

import numpy as np


def deviation(n_in):
    return np.sqrt(n_in)
