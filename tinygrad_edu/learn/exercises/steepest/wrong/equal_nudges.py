"""All weights move by the same amount and to the same side. Which of them has to move to the
other side, and which of them farther?
"""


def steepest(gradient, length):
    return -length * np.ones(len(gradient)) / np.sqrt(len(gradient))
