"""`health`: what it says of layers whose state is known, and that it changes nothing."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.nn import (
    GELU,
    MSE,
    BatchNorm1d,
    Conv2d,
    CrossEntropy,
    Dropout,
    Embedding,
    Flatten,
    LayerNorm,
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


def test_nan_is_reported():
    assert "nan or inf" in tg.health(identity(2), np.array([[np.nan, 1.0]])).problems[0]


def test_a_healthy_network_is_called_so():
    report = tg.health(Sequential(identity(2), Tanh()), np.array([[0.5, -0.5]]), squares)
    assert report.problems == []
    assert str(report).endswith("No layer has a problem.")
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


def three_layers(activation, value=None):
    rng = np.random.default_rng(0)
    model = Sequential(
        *(Linear(4, 6, rng=rng), activation, Linear(6, 6, rng=rng), activation),
        Linear(6, 3, rng=rng),
    )
    if value is not None:
        for p in model.parameters():
            p.data = np.full(p.shape, value)
    return model


def class_scores(y):
    return CrossEntropy()(y, np.arange(8) % 3)


INPUTS = np.random.default_rng(1).normal(size=(8, 4))


@pytest.mark.parametrize("activation", [Sigmoid(), Tanh(), ReLU()], ids=str)
@pytest.mark.parametrize("loss", [None, class_scores], ids=["without loss", "with loss"])
class TestUnitsThatAreTheSame:
    def test_weights_of_0_are_named_as_the_cause(self, activation, loss):
        (problem,) = tg.health(three_layers(activation, 0.0), INPUTS, loss).problems
        assert problem.startswith("model.0 (Linear 4 → 6): all 6 units give the same")
        assert "their first weights are all 0" in problem

    def test_so_are_weights_that_are_alike(self, activation, loss):
        report = tg.health(three_layers(activation, 0.1), INPUTS, loss)
        assert "their first weights are all equal" in report.problems[0]

    def test_random_weights_are_fine_and_so_is_one_layer_of_0(self, activation, loss):
        for zero in (None, 0, 4):
            model = three_layers(activation)
            if zero is not None:
                model[zero].weight.data *= 0
            assert not any(layer.alike for layer in tg.health(model, INPUTS, loss).layers)


def test_of_channels_and_of_weights_by_hand_it_is_noticed_too():
    conv = Sequential(Conv2d(1, 3, 3), ReLU(), Conv2d(3, 2, 3))
    for p in conv.parameters():
        p.data *= 0
    assert tg.health(conv, np.random.default_rng(0).random((2, 1, 8, 8))).layers[0].alike

    class ByHand(Module):
        def __init__(self):
            self.w = tg.Tensor(np.ones((4, 5)), requires_grad=True)
            self.v = tg.Tensor(np.ones((5, 2)), requires_grad=True)

        def forward(self, x):
            return tg.sigmoid(x @ self.w) @ self.v

    assert "all 5 units give the same" in tg.health(ByHand(), INPUTS).problems[0]


def test_units_that_are_all_dead_are_not_taken_for_the_same():
    report = tg.health(Sequential(identity(2), ReLU(), identity(2)), -np.ones((3, 2)))
    assert "2 of 2 units are dead" in report.problems[0]


@pytest.mark.parametrize(
    "between",
    [[], [Dropout(0.5)], [LayerNorm(4)], [ReLU()], [Tanh()], [GELU()]],
    ids=["nothing", "Dropout", "LayerNorm", "ReLU", "Tanh", "GELU"],
)
def test_two_linear_layers_in_a_row_are_reported(between):
    rng = np.random.default_rng(0)
    model = Sequential(Linear(4, 4, rng=rng), *between, Linear(4, 2, rng=rng))
    told = [text for text in tg.health(model, INPUTS).problems if "in a row" in text]
    assert len(told) == (not between or isinstance(between[0], Dropout))
    if told:
        assert f"model.{len(model) - 1} (Linear 4 → 2): there is no activation" in told[0]
        assert "model.0 (Linear 4 → 4)" in told[0]


class Inverse(Module):
    def forward(self, x):
        return 1 / x


def test_convolutions_residuals_and_embeddings_in_a_row_are_reported_too():
    class Residual(Module):
        def __init__(self, bend):
            self.a, self.b, self.bend = Linear(4, 4), Linear(4, 2), bend

        def forward(self, x):
            return self.b(x + self.bend(self.a(x)))

    for model, x, told in [
        (Sequential(Conv2d(1, 2, 3), Conv2d(2, 3, 3), Flatten(), Linear(12, 1)), None, 2),
        (Sequential(Embedding(5, 3), Linear(3, 2)), [1, 2], 0),
        (Sequential(Embedding(5, 3), Linear(3, 2), Linear(2, 2)), [1, 2], 1),
        (Residual(lambda y: 2 * y), INPUTS, 1),
        (Residual(lambda y: y / 2), INPUTS, 1),
        (Residual(lambda y: 2 / (y * y + 1)), INPUTS, 0),
        (Sequential(Linear(4, 4), Inverse(), Linear(4, 2)), INPUTS, 0),
        (Residual(tg.tanh), INPUTS, 0),
    ]:
        x = np.random.default_rng(0).random((2, 1, 6, 6)) if x is None else x
        assert sum(bool(layer.before) for layer in tg.health(model, x).layers) == told


@pytest.mark.parametrize(("flat", "told"), [(1, True), (0, False)])
def test_exactly_a_fifth_of_saturated_outputs_is_reported(flat, told):
    x = np.array([[9.0] * flat + [0.5] * (5 - flat)])
    report = tg.health(Sequential(identity(5), Sigmoid()), x)
    assert any("20% of outputs are saturated" in text for text in report.problems) == told


@pytest.mark.parametrize("loss", [np.array([1, 2]), [0, 1], CrossEntropy(), MSE()])
def test_labels_or_a_loss_of_two_arguments_ask_for_a_function(loss):
    with pytest.raises(TypeError, match=r"health: loss .*lambda y: CrossEntropy\(\)\(y, labels\)"):
        tg.health(identity(2), np.ones((2, 2)), loss)


def test_what_is_no_tensor_is_refused():
    with pytest.raises(TypeError, match="health: the model or the loss did not return"):
        tg.health(identity(2), np.ones((1, 2)), lambda y: y.sum().item())
