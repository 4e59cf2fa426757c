"""Your nudge has the right length, and all weights move equally far. The gradient (3, 1) says
that the first weight matters three times as much.
"""


def steepest(gradient, length):
    return -length * np.sign(gradient) / np.sqrt(len(gradient))
