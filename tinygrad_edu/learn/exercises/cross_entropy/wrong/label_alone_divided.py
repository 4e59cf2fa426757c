"""You divided the 1 at the label by n, and not the probabilities. What does the mean divide?"""


def gradient(logits, labels):
    e = np.exp(logits)
    p = e / e.sum(axis=1, keepdims=True)
    p[np.arange(len(labels)), labels] -= 1 / len(labels)
    return p
