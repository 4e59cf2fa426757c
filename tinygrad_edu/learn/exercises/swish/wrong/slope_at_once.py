"""The second result is an array. A slope is needed only if backward asks for it: what do you
write in front, to make it a function?
"""


@tg.elementwise
def swish(x, /):
    s = 1 / (1 + np.exp(-x))
    return x * s, s + x * s * (1 - s)
