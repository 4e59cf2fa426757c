"""You took the exponentials, and a row of them does not add up to 1. What is missing, so that they
are probabilities?
"""


def gradient(logits, labels):
    p = np.exp(logits)
    p[np.arange(len(labels)), labels] -= 1
    return p / len(labels)
