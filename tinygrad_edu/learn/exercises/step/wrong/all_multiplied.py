"""The rate multiplies w, too. It should make the step shorter, and leave alone where the step
starts.
"""


def step(w, slope, rate):
    return (w - slope) * rate
