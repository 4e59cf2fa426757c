"""Three minutes are over, or would be over long before the last epoch. What makes a training long:
the number of epochs, small batches, wide layers. Which of them can you do with less of?
"""


def recipe():
    return {"layers": [256, 128], "rate": 0.2, "last_rate": 0.0, "epochs": 3000, "batch": 32}
