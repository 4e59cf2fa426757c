"""After the start, your list holds the changes of w. Where is w after each of them?"""


def roll(slope, w, rate, steps):
    places = [w]
    for _ in range(steps):
        way = -rate * slope(w)
        w = w + way
        places.append(way)
    return places
