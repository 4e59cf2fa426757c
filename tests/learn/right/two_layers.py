import math

import numpy as np

import tinygrad_edu as tg


# --- factor by factor, as a list
def gradient(w1, w2, x, t):
    h = math.tanh(x * w1)
    first, second = w2 * h - t, w2 * h - t
    for factor in (2, w2, 1 - h**2, x):
        first *= factor
    for factor in (2, h):
        second *= factor
    return [first, second]


# --- the slope of tanh by cosh
def gradient(w1, w2, x, t):
    z = w1 * x
    error = w2 * np.tanh(z) - t
    return 2 * error * w2 * x / np.cosh(z) ** 2, 2 * error * np.tanh(z)


# --- the engine finds it
def gradient(w1, w2, x, t):
    w1, w2 = tg.Tensor(w1, requires_grad=True), tg.Tensor(w2, requires_grad=True)
    ((w2 * tg.tanh(w1 * x) - t) ** 2).backward()
    return w1.grad, w2.grad
