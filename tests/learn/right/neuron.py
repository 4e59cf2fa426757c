import math

import numpy as np

import tinygrad_edu as tg


# --- in one formula
def gradient(w, b, x, t):
    a = 1 / (1 + math.exp(-w * x - b))
    slope = (a - a * a) * (2 * a - 2 * t)
    return x * slope, slope


# --- the engine finds it
def gradient(w, b, x, t):
    w, b = tg.Tensor(w, requires_grad=True), tg.Tensor(b, requires_grad=True)
    ((tg.sigmoid(w * x + b) - t) ** 2).backward()
    return w.grad, b.grad


# --- measured, as an array
def gradient(w, b, x, t, h=1e-5):
    def loss(w, b):
        return (1 / (1 + np.exp(-(w * x + b))) - t) ** 2

    dw = loss(w + h, b) - loss(w - h, b)
    db = loss(w, b + h) - loss(w, b - h)
    return np.array([dw, db]) / (2 * h)
