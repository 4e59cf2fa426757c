def roll(slope, w, rate, steps):
    """All places of w, from the first to the last: steps + 1 numbers."""
    places = [w]
    for _ in range(steps):
        w = w - rate * slope(w)
        places.append(w)
    return places
