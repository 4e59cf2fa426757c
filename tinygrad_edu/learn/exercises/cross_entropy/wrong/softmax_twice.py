"""You applied softmax to the probabilities once more. They add up to 1 already."""


def gradient(logits, labels):
    e = np.exp(logits)
    e = np.exp(e / e.sum(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    p[np.arange(len(labels)), labels] -= 1
    return p / len(labels)
