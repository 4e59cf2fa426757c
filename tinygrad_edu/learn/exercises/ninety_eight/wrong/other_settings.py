"""The recipe has five settings, with the names that were given: one is missing here, or there is
another one. Was a name changed?
"""


def recipe():
    return {"layers": [256, 128], "lr": 0.2, "last_rate": 0.0, "epochs": 10, "batch": 32}
