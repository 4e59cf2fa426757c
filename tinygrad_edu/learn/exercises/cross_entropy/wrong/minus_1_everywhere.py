"""You subtracted 1 from every entry. Only one entry of each row is at the label."""


def gradient(logits, labels):
    e = np.exp(logits)
    p = e / e.sum(axis=1, keepdims=True)
    return (p - 1) / len(labels)
