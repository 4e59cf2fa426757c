# --- one row after the other
def gradient(logits, labels):
    new = []
    for row, label in zip(logits, labels):
        p = np.exp(row) / np.exp(row).sum()
        p[label] -= 1
        new.append(p / len(labels))
    return new


# --- one-hot rows are subtracted
def gradient(logits, labels):
    p = np.exp(logits) / np.exp(logits).sum(1)[:, None]
    return (p - np.eye(logits.shape[1])[labels]) / logits.shape[0]


# --- by our engine
import tinygrad_edu as tg


def gradient(logits, labels):
    logits = tg.Tensor(logits, requires_grad=True)
    tg.nn.CrossEntropy()(logits, labels).backward()
    return logits.grad
