"""Each entry is n times as large as it should be: that is the sum of the losses. What does a mean
do?
"""


def gradient(logits, labels):
    e = np.exp(logits)
    p = e / e.sum(axis=1, keepdims=True)
    p[np.arange(len(labels)), labels] -= 1
    return p
