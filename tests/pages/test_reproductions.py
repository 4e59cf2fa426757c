"""What is reproduced from Nielsen's book is done as the book does it."""

import importlib
import sys
from pathlib import Path

import numpy as np
import pytest

import tinygrad_edu as tg

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(autouse=True)
def as_a_script(monkeypatch):
    monkeypatch.setattr(sys, "path", [str(EXAMPLES), *sys.path])


def load(name):
    return importlib.import_module(name)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


# --- the single neuron: no luck, so the very digits --------------------------------------------


def test_the_neuron_of_chapter_3_gives_the_printed_digits():
    numbers = load("21_nielsen_one_neuron").measure()
    assert {name: f"{number:.4f}" for name, number in numbers.items()} == {
        "easy start at first": "0.8176",
        "easy start with squared error": "0.0940",
        "easy start with cross-entropy": "0.0116",
        "hard start at first": "0.9820",
        "hard start with squared error": "0.2028",
        "hard start with cross-entropy": "0.0120",
    }


# --- the networks, the costs, the way down -----------------------------------------------------


def test_the_book_has_50_000_images_to_train_on_and_twice_10_000_others():
    data = load("shared.nielsen").book_digits()
    assert [len(data.images), len(data.validation[0]), len(data.test[0])] == [
        50_000,
        10_000,
        10_000,
    ]
    assert (data.images.min(), data.images.max()) == (0, 1)
    train, test = tg.datasets.mnist(dtype=np.float32)
    assert np.array_equal(data.images[-1], train[0][49_999])
    assert np.array_equal(data.validation[0], train[0][50_000:])
    assert np.array_equal(data.test[0], test[0])


@pytest.mark.parametrize(("large", "spread"), [(False, 784**-0.5), (True, 1)], ids=["1/n", "1"])
def test_weights_start_with_the_spread_of_the_book_and_biases_with_1(large, spread):
    first = load("shared.nielsen").network([784, 400, 10], np.random.default_rng(0), large)[0]
    assert first.weight.data.std() == pytest.approx(spread, rel=0.01)
    assert first.bias.data.std() == pytest.approx(1, rel=0.1)
    assert abs(first.weight.data.mean()) < 0.01 * spread


@pytest.mark.parametrize("name", ["quadratic", "cross_entropy"])
def test_the_costs_are_the_formulas_of_the_book(name):
    rng = np.random.default_rng(1)
    z, y = rng.normal(size=(5, 10)), np.eye(10)[rng.integers(0, 10, 5)]
    a = sigmoid(z)
    formula, by_z = {
        "quadratic": ((a - y) ** 2 / 2, (a - y) * a * (1 - a)),
        "cross_entropy": (-y * np.log(a) - (1 - y) * np.log(1 - a), a - y),
    }[name]
    tensor = tg.Tensor(z, requires_grad=True)
    cost = getattr(load("shared.nielsen"), name)(tensor, y)
    cost.backward()
    assert cost.item() == pytest.approx(formula.sum(axis=1).mean())
    np.testing.assert_allclose(tensor.grad, by_z / 5)


@pytest.mark.parametrize("name", ["quadratic", "cross_entropy"])
def test_an_epoch_is_what_the_formulas_of_chapters_2_and_3_give(name):
    nielsen, training = load("shared.nielsen"), load("shared.training")
    rng = np.random.default_rng(2)
    model = nielsen.network([6, 4, 10], rng, large=True).to(np.float64)
    x, y = rng.random((7, 6)), np.eye(10)[rng.integers(0, 10, 7)]
    w1, b1, w2, b2 = (p.data.copy() for p in model.parameters())
    rate, l2, batch = 0.7, 0.3, 3

    order = np.random.default_rng(3).permutation(7)
    for rows in (order[start : start + batch] for start in range(0, 7, batch)):
        a1 = sigmoid(x[rows] @ w1.T + b1)
        a2 = sigmoid(a1 @ w2.T + b2)
        slope = a2 * (1 - a2) if name == "quadratic" else 1
        delta2 = (a2 - y[rows]) * slope
        delta1 = delta2 @ w2 * a1 * (1 - a1)
        shrink, step = 1 - rate * l2 / 7, rate / len(rows)  # not the biases; n is all 7 images
        w2, b2 = shrink * w2 - step * delta2.T @ a1, b2 - step * delta2.sum(axis=0)
        w1, b1 = shrink * w1 - step * delta1.T @ x[rows], b1 - step * delta1.sum(axis=0)

    cost, optimizer = getattr(nielsen, name), nielsen.book_sgd(model, rate, l2, 7)
    rng = np.random.default_rng(3)
    training.one_epoch(model, cost, x, y, optimizer, rng, batch)
    for ours, formula in zip(model.parameters(), (w1, b1, w2, b2), strict=True):
        np.testing.assert_allclose(ours.data, formula, rtol=1e-12)


def test_the_speeds_of_chapter_5_are_lengths_of_the_whole_gradient():
    nielsen, vanishing = load("shared.nielsen"), load("27_nielsen_vanishing")
    data = nielsen.book_digits(50)
    found = vanishing.speeds(data, 2, 1, seed=4)[:, 0]
    model = nielsen.network([784, 30, 30, 10], np.random.default_rng(4)).to(np.float64)
    w1, b1, w2, b2, w3, b3 = (p.data for p in model.parameters())
    a1 = sigmoid(data.images @ w1.T + b1)
    a2 = sigmoid(a1 @ w2.T + b2)
    delta3 = sigmoid(a2 @ w3.T + b3) - np.eye(10)[data.labels]
    delta2 = delta3 @ w3 * a2 * (1 - a2)
    delta1 = delta2 @ w2 * a1 * (1 - a1)
    formula = [np.linalg.norm(delta.mean(axis=0)) for delta in (delta1, delta2)]
    np.testing.assert_allclose(found, formula, rtol=1e-4)


def test_in_a_deep_network_each_layer_learns_more_slowly_than_the_next():
    claims = load("claims.nielsen")
    run = load("27_nielsen_vanishing").measure(0, quick=True)
    assert claims.first_layers_are_slower(run)
    assert all(
        run[name] == pytest.approx(figure, rel=0.75) for name, figure in claims.SPEEDS.items()
    )


def test_the_softmax_and_convolutional_networks_start_undecided():
    x = np.random.default_rng(0).random((3, 1, 28, 28), np.float32)
    for name, layers in load("29_nielsen_convolution").networks(np.random.default_rng(0)):
        model = tg.nn.Sequential(*layers)
        assert not model(tg.from_numpy(x)).data.any(), name
        windows = [layer for layer in layers if isinstance(layer, tg.nn.Conv2d)]
        assert len(windows) == {"one layer": 1, "two layers": 2}[name]


def test_the_epoch_is_chosen_on_validation_and_never_on_test_images():
    curve = np.array([[97.0, 96.0], [98.0, 95.0], [97.5, 99.0]])  # validation, test
    assert load("shared.chapter6").chosen(curve) == 95.0


# --- the verdicts ------------------------------------------------------------------------------


def test_a_verdict_turns_when_a_number_does():
    claims = load("claims.nielsen")
    good = {name: [float(text)] for name, text in claims.NEURON.items()}
    verdict = claims.the_printed_digits(claims.NEURON)
    assert verdict(good).startswith("**agrees**: 6 of 6")
    assert verdict(good | {"easy start at first": [0.8177]}).startswith("**differs**: 5 of 6")

    sizes = {name: [figure, figure + 0.1, figure - 3] for name, figure in claims.SIZES.items()}
    verdict = claims.the_largest_difference(claims.SIZES, 2)
    assert verdict(sizes).startswith("**agrees**")
    assert verdict(sizes | {"500 images, %": [80, 81, 90]}).startswith("**differs**")
    assert verdict(sizes | {"500 images, %": [80, 81, 90]}).endswith("4.3 below, at 500 images")

    speeds = {name: [figure / 2, figure * 2] for name, figure in claims.SPEEDS.items()}
    assert claims.his_among_ours(claims.SPEEDS)(speeds).startswith("**agrees**: 9 of his 9")
    slow = speeds | {"4 hidden layers: layer 2 at first": [0.02, 0.03]}
    fast = speeds | {"4 hidden layers: layer 2 at first": [0.01, 0.0164]}
    rounded = speeds | {"4 hidden layers: layer 2 at first": [0.01, 0.0166]}  # to 0.017
    verdict = claims.his_among_ours(claims.SPEEDS)
    assert verdict(slow).startswith("**differs**: 8 of his 9")
    assert verdict(fast).startswith("**differs**: 8 of his 9")
    assert verdict(rounded).startswith("**agrees**: 9 of his 9")


def test_every_example_from_the_book_has_a_claim_and_the_other_way_round():
    files = {path.stem for path in EXAMPLES.glob("2?_nielsen_*.py")}
    assert files == {claim.example for claim in load("claims.nielsen").CLAIMS}
