"""All entries have the right size and the wrong sign. If g and W are positive, does Y push the loss
up or down when X grows?
"""


def gradients(X, W, g):
    return -g @ W.T, -X.T @ g
