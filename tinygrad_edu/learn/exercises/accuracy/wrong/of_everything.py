"""argmax without an axis looks at all images at once, and gives one place for all. Each row has its
own answer.
"""


def accuracy(outputs, labels):
    return (outputs.argmax() == labels).mean()
