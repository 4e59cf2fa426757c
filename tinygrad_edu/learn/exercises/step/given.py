"""Where is w after one step downhill?

slope says how steep the cost is at w, and rate is the learning rate: all three are numbers.
The step goes against the slope, and it is rate · slope long.
With w = 2, slope = 4 and rate = 0.1 the step is 0.4 long, and w becomes 1.6.
"""

from tinygrad_edu.learn import check


def step(w, slope, rate):
    """The new w."""
    ...  # TODO: return it


check(__file__)
