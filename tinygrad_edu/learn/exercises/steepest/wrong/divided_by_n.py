"""You divided by how many weights there are. How long is the gradient, as a vector?"""


def steepest(gradient, length):
    return -length * gradient / len(gradient)
