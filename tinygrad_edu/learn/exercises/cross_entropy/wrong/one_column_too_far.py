"""You subtracted 1 one column to the left of the label. From which number do labels and columns
count?
"""


def gradient(logits, labels):
    e = np.exp(logits)
    p = e / e.sum(axis=1, keepdims=True)
    p[np.arange(len(labels)), labels - 1] -= 1
    return p / len(labels)
