"""Initialisers: the deviation that the papers ask for, and that it keeps signals alive."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.nn import Linear, init


def generator(seed=0):
    return np.random.default_rng(seed)


def weights(*shape, dtype=None):
    return tg.Tensor(np.zeros(shape), requires_grad=True, dtype=dtype)


DEVIATIONS = [
    ("xavier", {}, np.sqrt(2 / (300 + 200))),
    ("xavier", {"gain": 5 / 3}, 5 / 3 * np.sqrt(2 / (300 + 200))),
    ("kaiming", {}, np.sqrt(2 / 300)),
    ("kaiming", {"mode": "fan_out"}, np.sqrt(2 / 200)),
    ("kaiming", {"nonlinearity": "relu"}, np.sqrt(2 / 300)),
    ("kaiming", {"nonlinearity": "linear"}, np.sqrt(1 / 300)),
    ("kaiming", {"nonlinearity": "tanh"}, 5 / 3 * np.sqrt(1 / 300)),
    ("kaiming", {"negative_slope": 0.5}, np.sqrt(2 / 1.25 / 300)),
    ("kaiming", {"negative_slope": np.sqrt(5)}, np.sqrt(1 / 3 / 300)),
]


@pytest.mark.parametrize(("name", "settings", "deviation"), DEVIATIONS)
class TestDeviation:
    def test_the_uniform_ones_fill_their_interval(self, name, settings, deviation):
        w = getattr(init, f"{name}_uniform")(weights(200, 300), rng=generator(), **settings)
        bound = np.sqrt(3) * deviation
        assert 0.999 * bound < np.abs(w.data).max() <= bound
        assert w.data.std() == pytest.approx(deviation, 0.01)
        assert abs(w.data.mean()) < 0.02 * deviation

    def test_the_normal_ones_have_it(self, name, settings, deviation):
        w = getattr(init, f"{name}_normal")(weights(200, 300), rng=generator(), **settings)
        assert w.data.std() == pytest.approx(deviation, 0.01)
        assert np.abs(w.data).max() > 3.5 * deviation
        assert abs(w.data.mean()) < 0.02 * deviation


INITIALISERS = pytest.mark.parametrize(
    "initialise",
    [init.xavier_uniform, init.xavier_normal, init.kaiming_uniform, init.kaiming_normal],
    ids=lambda f: f.__name__,
)


@INITIALISERS
class TestFilling:
    def test_a_leaf_is_filled_in_place_and_returned(self, initialise):
        layer = Linear(3, 4)
        array = layer.weight.data
        assert initialise(layer.weight, rng=generator()) is layer.weight
        assert layer.weight.data is array
        assert layer.weight.requires_grad
        assert layer.weight.is_leaf

    def test_a_seed_gives_the_same_bits_and_none_others(self, initialise):
        one, other = (initialise(weights(3, 4), rng=generator(3)).data for _ in range(2))
        np.testing.assert_array_equal(one, other)
        assert (initialise(weights(3, 4)).data != one).any()

    def test_float32_stays(self, initialise):
        assert initialise(weights(3, 4, dtype=np.float32)).dtype == np.float32

    def test_a_window_counts_for_each_of_its_entries(self, initialise):
        flat, square = weights(40, 90), weights(40, 10, 3, 3)
        if initialise.__name__.startswith("xavier"):
            assert init.fans(square) == (90, 360)
        else:
            initialise(flat, rng=generator())
            initialise(square, rng=generator())
            np.testing.assert_array_equal(square.data.reshape(40, 90), flat.data)

    @pytest.mark.parametrize("shape", [(), (4,)], ids=["number", "bias"])
    def test_a_tensor_without_inputs_and_outputs_is_a_value_error(self, initialise, shape):
        with pytest.raises(ValueError, match=r"weights of shape \(out, in\)"):
            initialise(weights(*shape))

    def test_a_seed_in_place_of_a_generator_is_a_type_error(self, initialise):
        with pytest.raises(TypeError, match=rf"{initialise.__name__}: rng=0 .*default_rng"):
            initialise(weights(3, 4), rng=0)

    def test_a_fill_between_forward_and_backward_is_noticed(self, initialise):
        w = tg.Tensor(np.ones((2, 2)), requires_grad=True, name="w")
        loss = (w * w).sum()
        initialise(w)
        with pytest.raises(RuntimeError, match="w of shape"):
            loss.backward()


class TestErrors:
    def test_an_unknown_mode_is_a_value_error(self):
        with pytest.raises(ValueError, match="mode='in' is neither 'fan_in' nor 'fan_out'"):
            init.kaiming_normal(weights(3, 4), mode="in")

    def test_an_unknown_nonlinearity_lists_the_known_ones(self):
        with pytest.raises(ValueError, match=r"'swish' has no gain here; there are linear, .*relu"):
            init.kaiming_normal(weights(3, 4), nonlinearity="swish")


def test_with_kaiming_a_signal_crosses_fifty_layers_of_relu():
    rng = generator(1)
    x = rng.normal(size=(10, 400))
    start = np.sqrt((x**2).mean())
    for _ in range(50):
        w = init.kaiming_normal(weights(400, 400), nonlinearity="relu", rng=rng)
        x = np.maximum(x @ w.data.T, 0)
    assert 0.3 < np.sqrt((x**2).mean()) / start < 3
