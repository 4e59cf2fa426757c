"""Whole networks: against numerical gradients, against NumPy by hand, on real digits."""

import contextlib
import io
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import tinygrad_edu as tg

ROOT = Path(__file__).parent.parent
sys.path += [str(ROOT / "tests" / "benchmarks"), str(ROOT / "examples")]

import by_hand  # noqa: E402 - it lies beside the benchmarks


@pytest.fixture(scope="module")
def digits():
    (images, labels), _ = tg.datasets.mnist(dtype=np.float64)
    return images[:3000] - images[:3000].mean(), labels[:3000]


def video_network(dtype, rng):
    return tg.nn.Sequential(
        tg.nn.Linear(784, 16, dtype=dtype, rng=rng),
        tg.nn.Sigmoid(),
        tg.nn.Linear(16, 16, dtype=dtype, rng=rng),
        tg.nn.Sigmoid(),
        tg.nn.Linear(16, 10, dtype=dtype, rng=rng),
        tg.nn.Sigmoid(),
    )


def cost_of(model, images, labels):
    target = tg.datasets.one_hot(labels, 10, dtype=np.float64)
    return ((model(tg.Tensor(images)) - target) ** 2).sum(axis=1).mean()


def test_the_network_of_the_video_has_13_002_parameters():
    model = video_network(np.float32, np.random.default_rng(0))
    assert sum(p.size for p in model.parameters()) == 13_002


def test_backpropagation_on_real_digits_equals_difference_quotients(digits):
    images, labels = digits[0][:20], digits[1][:20]
    model = video_network(np.float64, np.random.default_rng(1))
    cost_of(model, images, labels).backward()
    rng = np.random.default_rng(2)
    for p in model.parameters():
        scale = np.abs(p.grad).max()
        for k in rng.choice(p.size, size=min(p.size, 25), replace=False):
            index, h = np.unravel_index(k, p.shape), 1e-5
            there = p.data[index]
            with tg.no_grad():
                p.data[index] = there + h
                above = cost_of(model, images, labels).item()
                p.data[index] = there - h
                below = cost_of(model, images, labels).item()
            p.data[index] = there
            assert abs((above - below) / (2 * h) - p.grad[index]) < 1e-7 * max(scale, 1e-3)


def test_the_whole_gradient_equals_quotients_along_random_directions(digits):
    images, labels = digits[0][:50], digits[1][:50]
    model = video_network(np.float64, np.random.default_rng(3))
    cost_of(model, images, labels).backward()
    start = [p.data.copy() for p in model.parameters()]
    rng = np.random.default_rng(4)
    for _ in range(10):
        directions = [rng.standard_normal(p.shape) for p in start]
        slope = sum((p.grad * d).sum() for p, d in zip(model.parameters(), directions, strict=True))
        costs = []
        for h in (1e-5, -1e-5):
            for p, value, d in zip(model.parameters(), start, directions, strict=True):
                p.data = value + h * d
            costs.append(cost_of(model, images, labels).item())
        assert (costs[0] - costs[1]) / 2e-5 == pytest.approx(slope, rel=1e-6)


@pytest.mark.parametrize("hidden", [[16, 16], [12], []])
def test_the_example_and_numpy_by_hand_train_the_same_weights(digits, hidden):
    import mnist

    images, labels = digits[0].astype(np.float32), digits[1]
    validation = images[-500:], labels[-500:]
    args = SimpleNamespace(
        **{"loss": "squared", "weight_decay": 1e-4, "rate": 5.0, "schedule": "cosine"},
        **{"epochs": 3, "batch": 32, "stop": False},
    )
    rng = np.random.default_rng(5)
    model = mnist.build(784, hidden, "sigmoid", "squared", rng)
    with contextlib.redirect_stdout(io.StringIO()):
        history = mnist.train(model, images[:-500], labels[:-500], validation, args, rng)
    parameters, expected = by_hand.train(
        images[:-500],
        labels[:-500],
        validation,
        [784, *hidden, 10],
        epochs=3,
        batch=32,
        rate=5.0,
        weight_decay=1e-4,
        rng=np.random.default_rng(5),
    )
    np.testing.assert_allclose(history, expected, rtol=1e-3)
    flat = [array for pair in parameters for array in pair]
    for p, array in zip(model.parameters(), flat, strict=True):
        np.testing.assert_allclose(p.data, array, rtol=1e-2, atol=2e-3)
