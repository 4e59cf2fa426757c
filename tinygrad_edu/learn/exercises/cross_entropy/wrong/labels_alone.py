"""Those are the entries at the labels. Each logit has a gradient: what about the other classes?"""


def gradient(logits, labels):
    e = np.exp(logits)
    p = e / e.sum(axis=1, keepdims=True)
    return (p[np.arange(len(labels)), labels] - 1) / len(labels)
