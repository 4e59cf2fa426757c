"""At the label you added 1. If the logit of the label grows, does the loss rise or fall?"""


def gradient(logits, labels):
    e = np.exp(logits)
    p = e / e.sum(axis=1, keepdims=True)
    p[np.arange(len(labels)), labels] += 1
    return p / len(labels)
