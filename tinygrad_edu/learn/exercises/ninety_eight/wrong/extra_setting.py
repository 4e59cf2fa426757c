"""There is a setting that the check does not know: only the five that were given are used."""


def recipe():
    return {
        "layers": [256, 128],
        "rate": 0.2,
        "last_rate": 0.0,
        "epochs": 10,
        "batch": 32,
        "momentum": 0.9,
    }
