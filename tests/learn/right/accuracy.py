# --- a loop that counts
def accuracy(outputs, labels):
    right = 0
    for row, label in zip(outputs, labels):
        if list(row).index(max(row)) == label:
            right += 1
    return right / len(labels)


# --- one minus the mistakes
def accuracy(outputs, labels):
    return 1 - np.count_nonzero(np.argsort(outputs)[:, -1] - labels) / labels.size


# --- the output at the label is the largest
def accuracy(outputs, labels):
    at_label = outputs[range(len(labels)), labels]
    return np.mean(at_label == outputs.max(axis=1))


# --- a fraction
def accuracy(outputs, labels):
    from fractions import Fraction

    return Fraction(int((outputs.argmax(axis=1) == labels).sum()), len(labels))
