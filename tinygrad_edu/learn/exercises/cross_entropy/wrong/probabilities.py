"""Those are the probabilities, p. What is different at the label, and what does the mean do?"""


def gradient(logits, labels):
    e = np.exp(logits)
    return e / e.sum(axis=1, keepdims=True)
