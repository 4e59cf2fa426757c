"""You compare the mean prediction with the mean target: then errors of different sign cancel, and
no slope is found.
"""


def cost(prediction, target):
    return (prediction.mean() - target.mean()) ** 2
