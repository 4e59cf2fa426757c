"""You divided the logits themselves by their sum. They may be negative: what makes each of them
positive first?
"""


def gradient(logits, labels):
    p = logits / logits.sum(axis=1, keepdims=True)
    p[np.arange(len(labels)), labels] -= 1
    return p / len(labels)
