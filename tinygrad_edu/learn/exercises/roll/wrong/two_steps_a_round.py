"""From the second round on, your places lie two steps apart. How often does a round change w?"""


def roll(slope, w, rate, steps):
    places = [w]
    for _ in range(steps):
        places.append(w - rate * slope(w))
        w = w - rate * slope(w)
        w = w - rate * slope(w)
    return places
