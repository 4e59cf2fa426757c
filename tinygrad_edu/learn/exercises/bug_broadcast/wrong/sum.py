"""Each prediction meets its target now. You add up the squares: for 40 points the steps are 40
times as long, and the loss explodes.
"""


def cost(prediction, target):
    return ((prediction.reshape(-1) - target.reshape(-1)) ** 2).sum()
