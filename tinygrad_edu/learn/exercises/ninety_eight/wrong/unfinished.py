"""The network is wide enough, and it was stopped on its way. How many epochs did it get, how long
were the steps at first, and how many digits shared one step?
"""


def recipe():
    return {"layers": [256, 128], "rate": 0.05, "last_rate": 0.05, "epochs": 3, "batch": 50}
