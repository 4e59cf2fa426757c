"""You take the class with the smallest output. Which output says that the network likes a class?"""


def accuracy(outputs, labels):
    return (outputs.argmin(axis=1) == labels).mean()
