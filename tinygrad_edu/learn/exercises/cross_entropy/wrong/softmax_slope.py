"""p · (1 − p) is how p moves with its own logit. The loss looks at −log p of the label: where does
the label come in?
"""


def gradient(logits, labels):
    e = np.exp(logits)
    p = e / e.sum(axis=1, keepdims=True)
    return p * (1 - p) / len(labels)
