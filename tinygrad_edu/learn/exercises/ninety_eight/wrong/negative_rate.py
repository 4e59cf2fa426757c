"""A learning rate at or below 0 goes uphill or nowhere, and a text is no number: the check trains
only with a number above 0.
"""


def recipe():
    return {"layers": [256, 128], "rate": -0.2, "last_rate": 0.0, "epochs": 10, "batch": 32}
