import numpy as np


# --- the mean of both sides
def quotient(f, x, h):
    right = (f(x + h) - f(x)) / h
    left = (f(x) - f(x - h)) / h
    return (right + left) / 2


# --- with names for the two places
def quotient(f, x, h):
    a, b = x - h, x + h
    return (f(b) - f(a)) / (b - a)


# --- NumPy's differences
def quotient(f, x, h):
    places = np.array([x - h, x + h])
    return np.diff([f(place) for place in places])[0] / np.diff(places)[0]
