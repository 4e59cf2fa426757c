"""You say of each image whether it is read correctly. One number for all is asked for."""


def accuracy(outputs, labels):
    return outputs.argmax(axis=1) == labels
