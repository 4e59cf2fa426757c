"""You added up the sizes of the differences. A difference of 0.6 should count four times as
much as one of 0.3: what does that?
"""

import numpy as np


def cost(outputs, targets):
    return np.abs(outputs - targets).sum(axis=1).mean()
