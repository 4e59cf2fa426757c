"""The number of your result is tan x, which has no limit. Which function stays between −1 and 1?"""


def tanh(x):
    y = np.tan(x.data)

    def back(g):
        x.grad += g * (1 - y * y)

    return Value(y, (x,), back)
