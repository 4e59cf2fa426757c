"""Epochs are counted in whole numbers, from 1 on: each of them uses every digit once."""


def recipe():
    return {"layers": [256, 128], "rate": 0.2, "last_rate": 0.0, "epochs": 9.5, "batch": 32}
