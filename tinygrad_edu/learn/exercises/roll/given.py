"""Which places does w come to, on many steps downhill?

slope is a function: slope(w) is how steep the cost is at w. rate and steps are numbers.
Each step is that of the exercise before: against the slope, and rate · slope long.
Give back a list of all places: the start, and where w is after each step.
For slope(w) = 2w, w = 1, rate = 0.1 and steps = 2 it is [1, 0.8, 0.64].
"""

from tinygrad_edu.learn import check


def roll(slope, w, rate, steps):
    """All places of w, from the first to the last: steps + 1 numbers."""
    ...  # TODO: return them as a list


check(__file__)
