# --- w is changed, and returned
def step(w, slope, rate):
    w -= slope * rate
    return w


# --- the way to go is added
def step(w, slope, rate):
    way = -slope
    return w + rate * way


# --- in two cases
def step(w, slope, rate):
    if slope > 0:
        return w - rate * abs(slope)
    return w + rate * abs(slope)
