"""It learns, and it has not come far. Look at its curve: does it still rise? Then how long are the
steps, and how many of them are there?
"""


def recipe():
    return {"layers": [16], "rate": 0.01, "last_rate": 0.01, "epochs": 1, "batch": 100}
