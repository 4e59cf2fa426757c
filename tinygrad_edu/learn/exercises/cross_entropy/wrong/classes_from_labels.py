"""You made as many columns as the largest label needs. There may be a class that no example has:
where do you find how many classes there are?
"""

import numpy as np


def gradient(logits, labels):
    e = np.exp(logits)
    p = e / e.sum(axis=1, keepdims=True)
    return (p - np.eye(labels.max() + 1)[labels]) / len(labels)
