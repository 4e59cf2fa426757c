"""Your walk goes along the slope, and the cost rises. Which way is down?"""


def roll(slope, w, rate, steps):
    places = [w]
    for _ in range(steps):
        w = w + rate * slope(w)
        places.append(w)
    return places
