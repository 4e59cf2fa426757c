def recipe():
    """How to train: a dictionary of five settings."""
    return {
        "layers": [256, 128],
        "rate": 0.2,  # long steps at first
        "last_rate": 0.0,  # and shorter and shorter ones, to come to rest
        "epochs": 10,
        "batch": 32,
    }
