"""Almost, and the rate falls as it should. Which of the others could still give a little: the width
of the layers, the number of epochs, smaller batches, a longer first step?
"""


def recipe():
    return {"layers": [64, 32], "rate": 0.2, "last_rate": 0.0, "epochs": 6, "batch": 32}
