"""You go to the left, whatever sign the slope has. If the cost falls to the right, where is
down?
"""


def step(w, slope, rate):
    return w - rate * abs(slope)
