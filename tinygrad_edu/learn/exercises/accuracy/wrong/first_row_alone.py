"""Only the first image counts. Is there a `return` inside the loop?"""


def accuracy(outputs, labels):
    right = 0
    for row, label in zip(outputs, labels):
        right += row.argmax() == label
        return right / len(labels)
