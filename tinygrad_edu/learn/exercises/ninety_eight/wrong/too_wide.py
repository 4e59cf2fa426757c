"""The network is larger than it may be. Almost all of its weights stand in front of the first
hidden layer, 784 for each unit, or between two wide layers: how many units may there be?
"""


def recipe():
    return {"layers": [700, 300], "rate": 0.2, "last_rate": 0.0, "epochs": 10, "batch": 32}
