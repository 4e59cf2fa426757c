"""The errors are not squared: the loss falls without end while all predictions fall. What makes an
error that is too low count?
"""


def cost(prediction, target):
    return (prediction.reshape(-1) - target.reshape(-1)).mean()
