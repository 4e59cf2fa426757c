"""A batch is a whole number of digits, at least 1 and at most all 55,000: its mean gradient makes
one step.
"""


def recipe():
    return {"layers": [256, 128], "rate": 0.2, "last_rate": 0.0, "epochs": 10, "batch": 0}
