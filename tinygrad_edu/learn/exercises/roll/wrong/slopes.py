"""After the start, your list holds slopes. Where is w after each step?"""


def roll(slope, w, rate, steps):
    places = [w]
    for _ in range(steps):
        w = w - rate * slope(w)
        places.append(slope(w))
    return places
