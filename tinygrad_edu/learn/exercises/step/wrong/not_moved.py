"""You gave back w as it was. Where does the result of your step go?"""


def step(w, slope, rate):
    w - rate * slope
    return w
