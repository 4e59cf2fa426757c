"""The rate falls to its last value evenly, and may not fall below 0: there it would go uphill."""


def recipe():
    return {"layers": [256, 128], "rate": 0.2, "last_rate": -0.1, "epochs": 10, "batch": 32}
