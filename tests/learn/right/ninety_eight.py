# --- a tuple, and numbers of NumPy
def recipe():
    layers = np.array([256, 128])
    return {
        "layers": tuple(layers),
        "rate": np.float64(0.2),
        "last_rate": 0,
        "epochs": np.int64(10),
        "batch": 2**5,
    }


# --- words instead of quotes
def recipe():
    return dict(batch=32, epochs=10, last_rate=0.0, rate=0.2, layers=[256, 128])


# --- narrower layers, and smaller batches
def recipe():
    return {"layers": [128, 64], "rate": 0.2, "last_rate": 0.0, "epochs": 10, "batch": 16}
