"""The value and the gradient are right, and x itself has changed, so all others that use x get
something else. Which line writes into x, where a new array was wanted?
"""


@tg.differentiable
def unit(x, /):
    length = np.sqrt((x * x).sum())
    x /= length
    return x, lambda g: (g - x * (g * x).sum()) / length
