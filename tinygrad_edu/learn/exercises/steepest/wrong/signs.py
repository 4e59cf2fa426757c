"""All weights move equally far. The gradient (3, 1) says that the first weight matters three
times as much: should both move alike?
"""


def steepest(gradient, length):
    return -length * np.sign(gradient)
