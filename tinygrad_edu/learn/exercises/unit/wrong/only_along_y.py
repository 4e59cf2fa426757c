"""That is the part of g along y, the part that x / |x| forgets. What is left of g without it?"""


@tg.differentiable
def unit(x, /):
    length = np.sqrt((x * x).sum())
    y = x / length
    return y, lambda g: y * (g * y).sum() / length
