"""You added up the entries of g as they are. How far an entry of y moves with the length depends on
how large it is: with what is each entry of g multiplied, before the sum?
"""


@tg.differentiable
def unit(x, /):
    length = np.sqrt((x * x).sum())
    y = x / length
    return y, lambda g: (g - y * g.sum()) / length
