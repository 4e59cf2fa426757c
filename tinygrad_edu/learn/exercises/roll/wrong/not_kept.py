"""Each of your steps starts where the first one did. Where should the second one start?"""


def roll(slope, w, rate, steps):
    places = [w]
    for _ in range(steps):
        places.append(w - rate * slope(w))
    return places
