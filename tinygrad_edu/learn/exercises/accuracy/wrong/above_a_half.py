"""You ask whether the output at the label is above 0.5. An output of 0.4 may still be the largest,
and one of 0.6 may not.
"""

import numpy as np


def accuracy(outputs, labels):
    return (outputs[np.arange(len(labels)), labels] > 0.5).mean()
