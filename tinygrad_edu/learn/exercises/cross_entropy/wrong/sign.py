"""Each entry has the right size and the wrong sign. Does the loss grow or fall if the logit of the
label grows?
"""


def gradient(logits, labels):
    e = np.exp(logits)
    p = e / e.sum(axis=1, keepdims=True)
    p[np.arange(len(labels)), labels] -= 1
    return -p / len(labels)
