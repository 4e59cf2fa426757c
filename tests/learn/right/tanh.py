import math

import numpy as np


# --- with the result's own number, and a list of inputs
def tanh(x):
    result = Value(math.tanh(x.data), [x])

    def back(g):
        x.grad = x.grad + g - g * result.data**2

    result.back = back
    return result


# --- by the formula with exp
def tanh(x):
    a, b = np.exp(x.data), np.exp(-x.data)
    y = (a - b) / (a + b)
    slope = 1 - y**2

    def back(upstream):
        x.grad += upstream * slope

    return Value(y, inputs=(x,), back=back)


# --- the slope by cosh, when it is asked for
def tanh(x):
    def back(g):
        x.grad += g / np.cosh(x.data) ** 2

    return Value(np.tanh(x.data), (x,), back)
