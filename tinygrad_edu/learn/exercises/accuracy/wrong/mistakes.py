"""That is the share of wrong answers. What is the share of right ones?"""


def accuracy(outputs, labels):
    return (outputs.argmax(axis=1) != labels).mean()
