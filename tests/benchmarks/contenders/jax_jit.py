"""JAX: the whole step compiled, the old parameters given away."""

import functools

import jax
import jax.numpy as jnp
import numpy as np


def training(start, cost_of, x, target, rate):
    """A step, and the parameters."""

    @functools.partial(jax.jit, donate_argnums=0)
    def update(parameters, x, target):
        cost, gradients = jax.value_and_grad(cost_of)(parameters, x, target)
        return cost, [p - rate * g for p, g in zip(parameters, gradients, strict=True)]

    now, x, target = [jnp.array(p) for p in start], jnp.asarray(x), jnp.asarray(target)

    def step():
        nonlocal now
        cost, now = update(now, x, target)
        return float(jax.block_until_ready(cost))

    return step, lambda: [np.asarray(p) for p in now]


def surprise(logits, labels):
    """The mean cross-entropy."""
    return -jax.nn.log_softmax(logits)[jnp.arange(len(labels)), labels].mean()


def video(start, x, target, rate):
    """The video's network: sigmoid everywhere, squared error."""

    def cost_of(parameters, a, target):
        for W, b in zip(parameters[::2], parameters[1::2], strict=True):
            a = jax.nn.sigmoid(a @ W.T + b)
        return ((a - target) ** 2).sum() / len(a)

    return training(start, cost_of, x, target, rate)


def wide(start, x, labels, rate):
    """ReLU between the layers, cross-entropy at the end."""

    def cost_of(parameters, a, labels):
        *inner, V, c = parameters
        for W, b in zip(inner[::2], inner[1::2], strict=True):
            a = jax.nn.relu(a @ W.T + b)
        return surprise(a @ V.T + c, labels)

    return training(start, cost_of, x, labels, rate)


def convolution(start, x, labels, rate):
    """Two convolutions, each with a ReLU and a pool of 2 × 2, then a vote."""

    def cost_of(parameters, a, labels):
        *inner, V, c = parameters
        for F, b in zip(inner[::2], inner[1::2], strict=True):
            z = jax.lax.conv_general_dilated(a, F, (1, 1), "SAME") + b[:, None, None]
            z = jax.nn.relu(z)
            a = jax.lax.reduce_window(z, -jnp.inf, jax.lax.max, (1, 1, 2, 2), (1, 1, 2, 2), "VALID")
        return surprise(a.reshape(len(a), -1) @ V.T + c, labels)

    return training(start, cost_of, x, labels, rate)
