"""`health`: what it says of layers whose state is known, and that it changes nothing."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.nn import (
    MSE,
    BatchNorm1d,
    Conv2d,
    Dropout,
    Embedding,
    Flatten,
    LeakyReLU,
    Linear,
    Module,
    ReLU,
    Sequential,
    Sigmoid,
    Tanh,
)


def identity(n):
    """A layer that passes on what it gets."""
    layer = Linear(n, n)
    layer.weight.data, layer.bias.data = np.eye(n), np.zeros(n)
    return layer


def squares(y):
    return (y * y).sum()


@pytest.mark.parametrize(
    ("bend", "inputs", "share"),
    [
        (Sigmoid, [[4.7, -4.7, 0.0, 4.5]], 0.5),
        (Sigmoid, [[4.5, -4.5, 0.0, 1.0]], 0.0),
        (Tanh, [[2.7, -2.7, 9.0, 2.6]], 0.75),
    ],
)
def test_the_share_of_saturated_outputs_is_counted(bend, inputs, share):
    report = tg.health(Sequential(identity(4), bend()), np.array(inputs))
    assert [layer.saturated for layer in report.layers] == [None, share]
    assert any(f"{share:.0%} of outputs are saturated" in text for text in report.problems) == (
        share > 0
    )


def test_a_unit_that_is_zero_for_the_whole_batch_is_dead():
    x = np.array([[1.0, -1.0, 1.0], [-1.0, -2.0, 3.0]])
    report = tg.health(Sequential(identity(3), ReLU()), x)
    assert report.layers[1].dead == 1
    assert "model.1 (ReLU): 1 of 3 units are dead (0 for each of the 2 examples)" in str(report)
    assert tg.health(Sequential(identity(3), LeakyReLU()), x).layers[1].dead is None


def test_of_images_a_channel_is_a_unit():
    model = Sequential(Conv2d(1, 3, 3), ReLU(), Flatten())
    model[0].bias.data = [100.0, -100.0, 100.0]
    report = tg.health(model, np.random.default_rng(0).random((4, 1, 8, 8)))
    assert (report.layers[1].dead, report.layers[1].units) == (1, 3)


def test_the_sizes_of_outputs_and_gradients_are_root_mean_squares():
    report = tg.health(identity(2), np.array([[3.0, 4.0], [0.0, 0.0]]), squares)
    (layer,) = report.layers
    assert layer.mean == 7 / 4
    assert layer.rms == pytest.approx(np.sqrt(25 / 4))
    assert layer.gradient == pytest.approx(2 * layer.rms)


def test_a_vanishing_and_an_exploding_gradient_are_told():
    def deep(size):
        layers = [identity(2) for _ in range(6)]
        for layer in layers:
            layer.weight.data = size * np.eye(2)
        return Sequential(*layers)

    x = np.ones((3, 2))
    vanishing, exploding = (tg.health(deep(size), x, squares).problems for size in (0.1, 10.0))
    assert "the gradient vanishes: at model.5" in vanishing[0]
    assert "1e+05 times as large as at model.0" in vanishing[0]
    assert "the gradient explodes: at model.0" in exploding[0]


def test_a_gradient_that_does_not_come_back_is_told_once():
    model = Sequential(identity(2), identity(2), ReLU(), identity(2))
    report = tg.health(model, -np.ones((3, 2)), tg.sum)
    told = [text for text in report.problems if "no gradient comes back" in text]
    assert len(told) == 1
    assert told[0].startswith("model.1 (Linear 2 → 2) and the 1 before")


def test_nan_is_told():
    assert "nan or inf" in tg.health(identity(2), np.array([[np.nan, 1.0]])).problems[0]


def test_a_healthy_network_is_called_so():
    report = tg.health(Sequential(identity(2), Tanh()), np.array([[0.5, -0.5]]), squares)
    assert report.problems == []
    assert str(report).endswith("No layer looks ill.")
    assert repr(report) == str(report)


def test_functions_in_forward_are_listed_with_their_names():
    class Net(Module):
        def __init__(self):
            self.hidden, self.out = identity(2), identity(2)

        def forward(self, x):
            return self.out(tg.relu(self.hidden(x)))

    labels = [layer.label for layer in tg.health(Net(), np.ones((1, 2))).layers]
    assert labels == ["model.hidden (Linear 2 → 2)", "Net: relu", "model.out (Linear 2 → 2)"]


def test_a_layer_used_twice_is_listed_twice():
    layer = identity(2)
    assert len(tg.health(Sequential(layer, Tanh(), layer), np.ones((1, 2))).layers) == 3


def test_integers_and_frozen_layers_are_fine():
    model = Sequential(Embedding(5, 3), Linear(3, 2), Sigmoid())
    for p in model[1].parameters():
        p.requires_grad = False
    assert len(tg.health(model, [1, 2, 3]).layers) == 3
    frozen = identity(2)
    for p in list(frozen.parameters()):
        p.requires_grad = False
    assert len(tg.health(frozen, np.ones((2, 2))).layers) == 1


def test_nothing_is_changed_and_no_grad_does_not_matter():
    rng = np.random.default_rng(3)
    model = Sequential(Linear(4, 4), BatchNorm1d(4), Dropout(0.5, rng=rng), ReLU(), Linear(4, 2))
    x = np.random.default_rng(0).normal(size=(8, 4))
    before, state = model.state_dict(), rng.bit_generator.state
    with tg.no_grad():
        report = tg.health(model, tg.Tensor(x), lambda y: MSE()(y, np.zeros((8, 2))))
    assert len(report.layers) == 5
    assert all(p.grad is None for p in model.parameters())
    assert rng.bit_generator.state == state
    for name, array in model.state_dict().items():
        np.testing.assert_array_equal(array, before[name])


def test_what_is_no_tensor_is_refused():
    with pytest.raises(TypeError, match="health: what the model or the loss returned"):
        tg.health(identity(2), np.ones((1, 2)), lambda y: y.sum().item())
