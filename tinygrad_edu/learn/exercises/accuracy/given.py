"""Which share of the images is read correctly?

outputs has a row for each image and a column for each class: (n, classes).
The answer of the network is the class with the largest output, however small that is.
labels has shape (n,), and holds the right classes: 0, 1, 2, …
For outputs = [[0.1, 0.4, 0.3], [0.9, 0.2, 0.8]] and labels = [1, 2] the share is 0.5.
"""

from tinygrad_edu.learn import check


def accuracy(outputs, labels):
    """The share of right answers, from 0 to 1."""
    ...  # TODO: return it


check(__file__)
