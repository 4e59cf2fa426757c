"""Your list ends after one step. Does `return` stand inside the loop?"""


def roll(slope, w, rate, steps):
    places = [w]
    for _ in range(steps):
        w = w - rate * slope(w)
        places.append(w)
        return places
