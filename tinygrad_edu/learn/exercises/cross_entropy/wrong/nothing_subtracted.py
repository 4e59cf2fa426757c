"""All entries are positive: then a step would lower every logit, the right one, too. What is
different at the label?
"""


def gradient(logits, labels):
    e = np.exp(logits)
    p = e / e.sum(axis=1, keepdims=True)
    return p / len(labels)
