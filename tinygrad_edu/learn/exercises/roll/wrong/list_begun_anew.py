"""Your list holds the last two places. Does each round begin a new list?"""


def roll(slope, w, rate, steps):
    for _ in range(steps):
        places = [w]
        w = w - rate * slope(w)
        places.append(w)
    return places
