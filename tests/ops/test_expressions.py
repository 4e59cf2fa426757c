"""Ops together: random expressions with shared parts, and derivatives of third order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tinygrad_edu as tg
from tinygrad_edu._gradcheck import gradcheck

# Each maps anything to something of moderate size, so that expressions of any depth stay tame.
ONE = [
    tg.sin, tg.tanh, tg.sigmoid, tg.softplus, tg.arctan, tg.square, tg.softmax, tg.log_softmax,
    lambda x: tg.exp(-x * x), lambda x: tg.log(1 + x * x), lambda x: 1 / (1 + x * x),
    lambda x: x.mT,
    lambda x: x - x.mean(axis=-1, keepdims=True), lambda x: x[::-1], lambda x: x[[0, 0, 1]],
    lambda x: x.reshape(-1).reshape(3, 3), lambda x: tg.cumsum(x, axis=0) / 3,
    lambda x: tg.flip(x, 1), lambda x: x.sum(axis=0) / 3 + x, lambda x: tg.tril(x),
]  # fmt: skip
TWO = [
    tg.add, tg.subtract, tg.multiply, tg.logaddexp, lambda x, y: x / (1 + y * y),
    lambda x, y: x @ y / 3, lambda x, y: tg.einsum("ij,kj->ik", x, y) / 3,
    lambda x, y: tg.where(np.eye(3) > 0, x, y), lambda x, y: (1 + x * x) ** tg.sin(y),
    lambda x, y: tg.concatenate([x[:1], y[1:]]), lambda x, y: x[0] * y[:, :1],
    lambda x, y: tg.stack([x, y]).sum(axis=0),
]  # fmt: skip


@st.composite
def programs(draw):
    """Steps (op, which of the values so far): values are shared, and used twice."""
    steps = []
    for k in range(draw(st.integers(1, 7))):
        op = draw(st.sampled_from(ONE + TWO))
        known = st.integers(0, 1 + k)
        steps.append((op, [draw(known) for _ in range(2 if op in TWO else 1)]))
    return steps


def run(steps, *inputs):
    values = list(inputs)
    for op, which in steps:
        values.append(op(*(values[k] for k in which)))
    return sum(values[len(inputs) :])  # so that every step matters


@given(programs(), st.integers(0, 2**16))
def test_the_derivatives_of_a_random_expression_are_right(steps, seed):
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(-1, 1, (2, 3, 3))
    y_leaf = tg.Tensor(y, requires_grad=True)
    x_leaf = tg.Tensor(x, requires_grad=True)
    assert gradcheck(lambda x, y: run(steps, x, y) + 0 * x + 0 * y, x_leaf, y_leaf, order=2)


@given(programs(), st.integers(0, 2**16))
def test_backward_adds_what_grad_gives(steps, seed):
    x, y = (
        tg.Tensor(a, requires_grad=True)
        for a in np.random.default_rng(seed).uniform(-1, 1, (2, 3, 3))
    )
    loss = (run(steps, x, y) + 0 * x + 0 * y).sum()
    expected = tg.grad(loss, (x, y), retain_graph=True)
    loss.backward(retain_graph=True)
    loss.backward()
    for leaf, d in zip((x, y), expected, strict=True):
        np.testing.assert_array_equal(leaf.grad, 2 * d.data)


SMOOTH = {
    tg.exp: 0.3, tg.sin: 0.4, tg.cos: 0.4, tg.tan: 0.3, tg.tanh: 0.5, tg.sigmoid: 0.7,
    tg.softplus: 0.2, tg.silu: 0.3, tg.log: 1.3, tg.sqrt: 1.7, tg.reciprocal: 1.4, tg.arctan: 0.6,
    tg.arcsin: 0.3, tg.arcsinh: 0.8, tg.arccosh: 1.9, tg.arctanh: 0.2, tg.log1p: 0.4, tg.sinh: 0.3,
    tg.cosh: 0.3, tg.expm1: 0.2, tg.square: 0.9,
}  # fmt: skip


@pytest.mark.parametrize(("op", "at"), SMOOTH.items(), ids=[op.__name__ for op in SMOOTH])
def test_the_third_derivative_is_right(op, at):
    assert gradcheck(op, np.array([at, at + 0.1]), order=3)


@pytest.mark.parametrize(
    "f",
    [
        lambda x, y: x**y, lambda x, y: x / y, lambda x, y: tg.logaddexp(x, y),
        lambda x, y: x @ y, lambda x, y: tg.softmax(x * y), lambda x, y: tg.prod(x * y, axis=0),
        lambda x, y: tg.einsum("ij,jk,ki->", x, y, x), lambda x, y: tg.det(x + y),
        lambda x, y: tg.inv(x + 3 * y), lambda x, y: tg.norm(x * y), lambda x, y: tg.var(x * y),
    ],
)  # fmt: skip
def test_the_third_derivative_of_two_inputs_is_right(f):
    rng = np.random.default_rng(1)
    x, y = rng.uniform(0.5, 1.5, (2, 2, 2)) + np.eye(2)
    assert gradcheck(f, x, y, order=3)


def test_a_hessian_known_by_heart():
    x = tg.Tensor([1.0, 2.0], requires_grad=True)
    (slope,) = tg.grad((x[0] ** 2 * x[1] ** 3), (x,), create_graph=True)
    rows = [tg.grad(slope[k], x, retain_graph=True).data.tolist() for k in range(2)]
    assert rows == [[16, 24], [24, 12]]
