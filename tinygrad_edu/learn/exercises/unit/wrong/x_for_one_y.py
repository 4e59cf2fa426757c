"""One of the two directions has length 1, and the other is x itself. What is the slope of the
length, ∂|x|/∂x?
"""


@tg.differentiable
def unit(x, /):
    length = np.sqrt((x * x).sum())
    y = x / length
    return y, lambda g: (g - x * (g * y).sum()) / length
