"""Each of your steps is as long as the slope. What is the learning rate there for?"""


def roll(slope, w, rate, steps):
    places = [w]
    for _ in range(steps):
        w = w - slope(w)
        places.append(w)
    return places
