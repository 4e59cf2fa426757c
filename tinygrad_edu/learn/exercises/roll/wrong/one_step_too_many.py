"""Your list has one place too many. How many steps did w make?"""


def roll(slope, w, rate, steps):
    places = [w]
    for _ in range(steps + 1):
        w = w - rate * slope(w)
        places.append(w)
    return places
