"""How long should a step be, if you know how the slope changes?

f is a function of one tensor that gives one number, such as `lambda w: w**4 - 2 * w`,
and w is a number: the place where you are.  Newton's method takes one step to
w − f′(w) / f″(w): a long one where the valley is flat, a short one where it bends strongly.
tg.grad(y, x) is ∂y/∂x as a tensor; with create_graph=True it can be differentiated again.
On a parabola one step is enough: f(w) = (w − 3)² and w = 10 give 3.
"""

import tinygrad_edu as tg
from tinygrad_edu.learn import check


def newton(f, w):
    """The place after one step of Newton's method from w: a number."""
    ...  # TODO: make a tensor of w, then return the new place


check(__file__)
