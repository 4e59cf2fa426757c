"""Your list holds the start again and again. In which line does w change?"""


def roll(slope, w, rate, steps):
    places = [w]
    for _ in range(steps):
        places.append(w)
    return places
