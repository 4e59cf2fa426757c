"""Your softmax makes all entries together add up to 1. Each row has probabilities of its own."""


def gradient(logits, labels):
    e = np.exp(logits)
    p = e / e.sum()
    p[np.arange(len(labels)), labels] -= 1
    return p / len(labels)
