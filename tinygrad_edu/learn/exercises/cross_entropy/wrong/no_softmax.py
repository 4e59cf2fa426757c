"""You subtracted from the logits themselves. What turns a row of logits into probabilities?"""


def gradient(logits, labels):
    new = logits.copy()
    new[np.arange(len(labels)), labels] -= 1
    return new / len(labels)
