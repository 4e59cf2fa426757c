"""Your share is 0 as soon as one answer is wrong. If you wrote //: it leaves only whole numbers.
Which division keeps the rest?
"""


def accuracy(outputs, labels):
    return (outputs.argmax(axis=1) == labels).sum() // len(labels)
