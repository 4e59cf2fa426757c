"""Your list holds the start alone. When does a new place get into it?"""


def roll(slope, w, rate, steps):
    places = [w]
    for _ in range(steps):
        w = w - rate * slope(w)
    return places
