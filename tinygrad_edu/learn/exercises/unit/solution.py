import numpy as np

import tinygrad_edu as tg


@tg.differentiable
def unit(x, /):
    """x / |x|: (n,) -> (n,)."""
    length = np.sqrt((x * x).sum())
    y = x / length
    return y, lambda g: (g - y * (g * y).sum()) / length
