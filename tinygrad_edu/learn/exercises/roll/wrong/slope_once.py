"""All your steps are as long as the first. After it, w is at another place: how steep is the
cost there?
"""


def roll(slope, w, rate, steps):
    places = [w]
    there = slope(w)
    for _ in range(steps):
        w = w - rate * there
        places.append(w)
    return places
