"""Straightforward NumPy, as a good programmer writes it for clarity."""

import by_hand
import numpy as np


def video(start, x, target, rate):
    """The video's network: sigmoid everywhere, squared error."""
    parameters = [(W.copy(), b.copy()) for W, b in zip(start[::2], start[1::2], strict=True)]
    return (
        lambda: by_hand.step(parameters, x, target, rate),
        lambda: [array for pair in parameters for array in pair],
    )


def softmax_cross_entropy(z, labels):
    """The mean surprise at the right labels, and ∂C/∂z."""
    rows = np.arange(len(labels))
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    cost = -np.log(p[rows, labels]).mean()
    p[rows, labels] -= 1
    return cost, p / len(labels)


def wide(start, x, labels, rate):
    """ReLU between the layers, cross-entropy at the end."""
    parameters = [array.copy() for array in start]
    weights, biases = parameters[::2], parameters[1::2]

    def step():
        activations = [x]
        for k, (W, b) in enumerate(zip(weights, biases, strict=True)):
            z = activations[-1] @ W.T + b
            activations.append(np.maximum(z, 0) if k < len(weights) - 1 else z)
        cost, delta = softmax_cross_entropy(activations[-1], labels)
        for k in reversed(range(len(weights))):
            W, b, a = weights[k], biases[k], activations[k]
            dW, db = delta.T @ a, delta.sum(axis=0)
            if k > 0:
                delta = (delta @ W) * (a > 0)
            W -= rate * dW
            b -= rate * db
        return cost

    return step, lambda: parameters


# --- the small convolutional network --------------------------------------------------------------


def im2col(x, size):
    """The windows of images in a frame of zeros as rows: (n, c, h, w) -> (n·h·w, c·size²)."""
    n, c, h, w = x.shape
    framed = np.pad(x, [(0, 0), (0, 0), (size // 2,) * 2, (size // 2,) * 2])
    windows = np.lib.stride_tricks.sliding_window_view(framed, (size, size), axis=(2, 3))
    return windows.transpose(0, 2, 3, 1, 4, 5).reshape(n * h * w, c * size * size)


def col2im(columns, shape, size):
    """The mirror of im2col: what each pixel gets from all windows that it is in."""
    n, c, h, w = shape
    framed = np.zeros((n, c, h + size - 1, w + size - 1), columns.dtype)
    parts = columns.reshape(n, h, w, c, size, size).transpose(0, 3, 4, 5, 1, 2)
    for i in range(size):
        for j in range(size):
            framed[:, :, i : i + h, j : j + w] += parts[:, :, i, j]
    return framed[:, :, size // 2 : size // 2 + h, size // 2 : size // 2 + w]


def pool(x):
    """The largest of each 2 × 2 pixels, and which it was."""
    n, c, h, w = x.shape
    squares = x.reshape(n, c, h // 2, 2, w // 2, 2).transpose(0, 1, 2, 4, 3, 5)
    squares = squares.reshape(n, c, h // 2, w // 2, 4)
    winners = squares.argmax(axis=-1)[..., None]
    return np.take_along_axis(squares, winners, axis=-1)[..., 0], winners


def unpool(g, winners):
    """The mirror of pool: all goes to the winners."""
    n, c, h, w = g.shape
    squares = np.zeros((n, c, h, w, 4), g.dtype)
    np.put_along_axis(squares, winners, g[..., None], axis=-1)
    return squares.reshape(n, c, h, w, 2, 2).transpose(0, 1, 2, 4, 3, 5).reshape(n, c, 2 * h, 2 * w)


def convolution(start, x, labels, rate):
    """Two convolutions, each with a ReLU and a pool of 2 × 2, then a vote."""
    parameters = [array.copy() for array in start]
    filters, biases, V, c = parameters[:-2:2], parameters[1:-2:2], *parameters[-2:]

    def step():
        a, kept = x, []
        for F, b in zip(filters, biases, strict=True):
            columns = im2col(a, F.shape[-1])
            z = (columns @ F.reshape(len(F), -1).T + b).reshape(len(a), *a.shape[2:], -1)
            z = z.transpose(0, 3, 1, 2)
            shape, (a, winners) = a.shape, pool(np.maximum(z, 0))
            kept.append((columns, shape, a, winners))
        flat = a.reshape(len(a), -1)
        cost, delta = softmax_cross_entropy(flat @ V.T + c, labels)
        dV, dc = delta.T @ flat, delta.sum(axis=0)
        g, gradients = (delta @ V).reshape(a.shape), []
        for k in (1, 0):
            columns, shape, a, winners = kept[k]
            g = unpool(g * (a > 0), winners)
            rows = g.transpose(0, 2, 3, 1).reshape(-1, g.shape[1])  # (n·h·w, out)
            gradients += [rows.sum(axis=0), (rows.T @ columns).reshape(filters[k].shape)]
            if k > 0:
                g = col2im(rows @ filters[k].reshape(len(filters[k]), -1), shape, 3)
        for p, g in zip(parameters, [*gradients[::-1], dV, dc], strict=True):
            p -= rate * g
        return cost

    return step, lambda: parameters
