"""You divided the number of right answers by the number of classes. Of how many images is it a
share?
"""


def accuracy(outputs, labels):
    return (outputs.argmax(axis=1) == labels).sum() / outputs.shape[1]
