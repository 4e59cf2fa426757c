import numpy as np


# --- the last place of the list is where w is
def roll(slope, w, rate, steps):
    places = [w]
    while len(places) <= steps:
        here = places[-1]
        places += [here - rate * slope(here)]
    return places


# --- an array that is filled
def roll(slope, w, rate, steps):
    places = np.zeros(steps + 1)
    for k in range(steps + 1):
        places[k] = w
        w -= rate * slope(w)
    return places


# --- a function that calls itself
def roll(slope, w, rate, steps):
    if steps == 0:
        return [w]
    return [w] + roll(slope, w - rate * slope(w), rate, steps - 1)
