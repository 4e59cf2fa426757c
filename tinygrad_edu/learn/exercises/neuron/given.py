"""Which gradients do the weight and the bias of a neuron get?

Forward: z = w · x + b, then a = 1 / (1 + e⁻ᶻ), and the loss is (a − t)², with the target t.
Go back from the loss to w and to b, and give back two numbers: ∂loss/∂w and ∂loss/∂b.
With w = 0, b = 0, x = 3 and t = 1, a is 0.5, and they are −0.75 and −0.25.
"""

import numpy as np

from tinygrad_edu.learn import check


def gradient(w, b, x, t):
    """∂loss/∂w and ∂loss/∂b."""
    z = w * x + b
    ...  # TODO: go on to a (np.exp(-z) is e⁻ᶻ), then back; return both, with a comma between


check(__file__)
