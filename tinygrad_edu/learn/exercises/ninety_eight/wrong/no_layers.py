"""The layers are no list of numbers that can be used. In the recipe that was given, [16] means one
hidden layer of 16 units; how would you write two hidden layers?
"""


def recipe():
    return {"layers": [], "rate": 0.2, "last_rate": 0.0, "epochs": 10, "batch": 32}
