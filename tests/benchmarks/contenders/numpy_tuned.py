"""NumPy as fast as it goes: every array is made once, and all parameters lie in one buffer.

This is the limit for any framework on NumPy.  Nobody would want to write it for each network.
"""

import numpy as np

ONE = np.float32(1)


def flat(start):
    """All parameters in one array, and the views of it that are their shapes."""
    whole = np.concatenate([array.ravel() for array in start])
    parts = np.split(whole, np.cumsum([array.size for array in start])[:-1])
    return whole, [part.reshape(old.shape) for part, old in zip(parts, start, strict=True)]


def buffers(start, x):
    """What every step needs: parameters, their gradients, activations, and ∂C/∂z, by layer."""
    whole, parameters = flat(start)
    slopes, gradients = flat(start)
    sizes = [len(b) for b in start[1::2]]
    activations = [x] + [np.empty((len(x), n), x.dtype) for n in sizes]
    deltas = [np.empty((len(x), n), x.dtype) for n in sizes]
    return whole, parameters, slopes, gradients, activations, deltas


def layers_backward(parameters, gradients, activations, deltas, ones, local):
    """From the last delta to all gradients; `local(k, delta)` multiplies by the slope at a_k."""
    for k in reversed(range(len(deltas))):
        np.dot(deltas[k].T, activations[k], out=gradients[2 * k])
        np.dot(ones, deltas[k], out=gradients[2 * k + 1])
        if k > 0:
            np.dot(deltas[k], parameters[2 * k], out=deltas[k - 1])
            local(k, deltas[k - 1])


def video(start, x, target, rate):
    """The video's network: sigmoid everywhere, squared error."""
    whole, parameters, slopes, gradients, activations, deltas = buffers(start, x)
    spare = [np.empty_like(delta) for delta in deltas]
    transposed, biases = [W.T for W in parameters[::2]], parameters[1::2]
    ones, rate = np.ones(len(x), x.dtype), np.array(rate, x.dtype)
    twice = np.array(2 / len(x), x.dtype)

    def local(k, delta):
        a = activations[k]
        delta *= a
        delta *= np.subtract(ONE, a, out=spare[k - 1])

    def step():
        for k, (W, b) in enumerate(zip(transposed, biases, strict=True)):
            z = np.dot(activations[k], W, out=activations[k + 1])
            z += b
            np.exp(np.negative(z, out=z), out=z)
            z += ONE
            np.reciprocal(z, out=z)
        d = np.subtract(activations[-1], target, out=deltas[-1])
        row = d.reshape(-1)
        cost = row.dot(row) / len(x)
        d *= twice
        local(len(deltas), d)
        layers_backward(parameters, gradients, activations, deltas, ones, local)
        np.multiply(slopes, rate, out=slopes)
        np.subtract(whole, slopes, out=whole)
        return cost

    return step, lambda: parameters


def wide(start, x, labels, rate):
    """ReLU between the layers, cross-entropy at the end."""
    whole, parameters, slopes, gradients, activations, deltas = buffers(start, x)
    masks = [np.empty(delta.shape, bool) for delta in deltas]
    transposed, biases = [W.T for W in parameters[::2]], parameters[1::2]
    ones, rate = np.ones(len(x), x.dtype), np.array(rate, x.dtype)
    rows, share = np.arange(len(x)), np.array(1 / len(x), x.dtype)
    zero = np.float32(0)

    def local(k, delta):
        delta *= np.greater(activations[k], zero, out=masks[k - 1])

    def step():
        for k, (W, b) in enumerate(zip(transposed, biases, strict=True)):
            z = np.dot(activations[k], W, out=activations[k + 1])
            z += b
            if k < len(biases) - 1:
                np.maximum(z, zero, out=z)
        z, p = activations[-1], deltas[-1]
        np.subtract(z, z.max(axis=1, keepdims=True), out=p)
        np.exp(p, out=p)
        p /= p.sum(axis=1, keepdims=True)
        cost = -np.log(p[rows, labels]).mean()
        p[rows, labels] -= ONE
        p *= share
        layers_backward(parameters, gradients, activations, deltas, ones, local)
        np.multiply(slopes, rate, out=slopes)
        np.subtract(whole, slopes, out=whole)
        return cost

    return step, lambda: parameters
