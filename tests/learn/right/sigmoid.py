import numpy as np


# --- multiplied out
def slope(a):
    return a - a**2


# --- back to z, and then by its formula
def slope(a):
    z = np.log(a / (1 - a))
    return np.exp(-z) / (1 + np.exp(-z)) ** 2


# --- as the distance to the steepest place
def slope(a):
    return 0.25 - (a - 0.5) ** 2
