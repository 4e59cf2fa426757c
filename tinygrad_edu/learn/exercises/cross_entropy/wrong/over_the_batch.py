"""Your softmax makes each column add up to 1. An example is a row: along which axis are its
classes?
"""


def gradient(logits, labels):
    e = np.exp(logits)
    p = e / e.sum(axis=0, keepdims=True)
    p[np.arange(len(labels)), labels] -= 1
    return p / len(labels)
