"""You divided the probabilities by n, and not the 1 at the label. What does the mean divide?"""


def gradient(logits, labels):
    e = np.exp(logits)
    p = e / e.sum(axis=1, keepdims=True) / len(labels)
    p[np.arange(len(labels)), labels] -= 1
    return p
