"""What do the errors of a network cost, on average over its images?

outputs and targets are arrays of shape (n, 10): a row for each image, a column for each digit.
The cost of one image is the sum of its ten squared differences.
The cost of all is the mean over the images.
An image that is off by 0.5 at one digit costs 0.25. One that is off by 0.1 at all ten digits
costs 0.1. The two together cost 0.175.
"""

from tinygrad_edu.learn import check


def cost(outputs, targets):
    """The mean cost of an image: (n, 10) and (n, 10) -> one number."""
    ...  # TODO: return it


check(__file__)
