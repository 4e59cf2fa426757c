"""Guessing would be right as often. The steps have thrown the network far away in the first rounds,
so that its units are dead or its numbers no numbers any more. Which setting says how long they are?
"""


def recipe():
    return {"layers": [128, 64], "rate": 30.0, "last_rate": 0.0, "epochs": 2, "batch": 32}
