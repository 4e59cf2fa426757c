"""Layers, against the same sums by hand in NumPy."""

import math

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.nn import (
    ELU,
    GELU,
    MSE,
    CrossEntropy,
    Dropout,
    Dropout2d,
    Flatten,
    LeakyReLU,
    Linear,
    ReLU,
    Sequential,
    Sigmoid,
    SiLU,
    Softmax,
    Softplus,
    Tanh,
)
from tinygrad_edu.optim import SGD, Adam


def shown(value):
    """The name of a case; a function has none that is the same in every process."""
    return "formula" if type(value) is type(shown) else repr(value)


def generator(seed=0):
    return np.random.default_rng(seed)


class TestLinear:
    @pytest.mark.parametrize("shape", [(3,), (5, 3), (2, 5, 3), (0, 3), (1, 3)])
    def test_it_is_x_weight_transposed_plus_bias(self, shape):
        layer, x = Linear(3, 2, rng=generator()), generator(1).normal(size=shape)
        expected = x @ layer.weight.data.T + layer.bias.data
        np.testing.assert_allclose(layer(tg.Tensor(x)).data, expected, rtol=1e-12)
        np.testing.assert_allclose(layer(x).data, expected, rtol=1e-12)

    def test_without_bias_it_is_linear(self):
        layer = Linear(3, 2, bias=False, rng=generator())
        assert layer.bias is None
        np.testing.assert_array_equal(layer(tg.Tensor(np.zeros((4, 3)))).data, np.zeros((4, 2)))

    @pytest.mark.parametrize("dtype", [np.float32, np.float64])
    def test_a_seed_gives_these_bits(self, dtype):
        layer, rng = Linear(7, 4, dtype=dtype, rng=generator(3)), generator(3)
        bound = 1 / np.sqrt(7)
        weight = rng.uniform(-bound, bound, (4, 7)).astype(dtype)
        bias = rng.uniform(-bound, bound, 4).astype(dtype)
        np.testing.assert_array_equal(layer.weight.data, weight)
        np.testing.assert_array_equal(layer.bias.data, bias)
        assert layer.weight.dtype == layer.bias.dtype == dtype

    def test_the_weights_fill_their_interval(self):
        weight = Linear(25, 1000, rng=generator()).weight.data
        assert 0.199 < weight.max() < 0.2
        assert -0.2 < weight.min() < -0.199
        assert abs(weight.mean()) < 0.003

    def test_without_a_generator_two_layers_differ(self):
        assert (Linear(3, 2).weight.data != Linear(3, 2).weight.data).all()

    def test_it_takes_the_default_dtype(self):
        tg.set_default_dtype(np.float32)
        try:
            assert Linear(3, 2).weight.dtype == np.float32
        finally:
            tg.set_default_dtype(np.float64)

    @pytest.mark.promise(28)
    @pytest.mark.parametrize("shape", [(4, 5), (2,), (3, 4), ()])
    def test_a_wrong_input_names_the_layer_and_both_sizes(self, shape):
        with pytest.raises(ValueError, match=r"Linear\(3 → 2\): the input has shape") as caught:
            Linear(3, 2)(tg.Tensor(np.ones(shape)))
        assert f"shape {shape}, but its last axis must be 3" in str(caught.value)

    def test_another_error_is_not_blamed_on_the_input(self):
        layer = Linear(3, 2)
        layer.weight = tg.Tensor(np.ones((2, 4)))
        with pytest.raises(ValueError, match=r"weight \(2, 4\)"):
            layer(tg.Tensor(np.ones((2, 5, 3))))

    @pytest.mark.promise(28)
    @pytest.mark.parametrize("sizes", [(-1, 2), (0, 2), (2, 0), (2, -3)])
    def test_a_size_below_one_is_a_value_error(self, sizes):
        with pytest.raises(ValueError, match=r"Linear: (in|out)_features=-?\d is not positive"):
            Linear(*sizes)

    @pytest.mark.promise(28)
    @pytest.mark.parametrize("sizes", [(2.5, 2), (2, "3"), (None, 2), (2, True), (2.0, 2)])
    def test_a_size_that_is_not_an_integer_is_a_type_error(self, sizes):
        with pytest.raises(TypeError, match=r"Linear: (in|out)_features=.* is not an integer"):
            Linear(*sizes)

    @pytest.mark.parametrize("rng", [0, np.random, np.random.RandomState(0)])
    def test_a_seed_in_place_of_a_generator_is_a_type_error(self, rng):
        with pytest.raises(TypeError, match=r"np\.random\.default_rng\(seed\)"):
            Linear(3, 2, rng=rng)


class TestActivations:
    @pytest.mark.parametrize(
        ("layer", "formula"),
        [
            (Sigmoid(), lambda x: 1 / (1 + np.exp(-x))),
            (Tanh(), lambda x: (np.exp(2 * x) - 1) / (np.exp(2 * x) + 1)),
            (ReLU(), lambda x: x * (x > 0)),
            (LeakyReLU(), lambda x: np.where(x > 0, x, 0.01 * x)),
            (LeakyReLU(0.3), lambda x: np.where(x > 0, x, 0.3 * x)),
            (Softmax(), lambda x: np.exp(x) / np.exp(x).sum(-1, keepdims=True)),
            (Softmax(dim=0), lambda x: np.exp(x) / np.exp(x).sum(0, keepdims=True)),
            (ELU(2.0), lambda x: np.where(x > 0, x, 2 * np.expm1(x))),
            (SiLU(), lambda x: x / (1 + np.exp(-x))),
            (Softplus(), lambda x: np.log1p(np.exp(x))),
            (GELU(), lambda x: x * (1 + np.vectorize(math.erf)(x / 2**0.5)) / 2),
        ],
        ids=shown,
    )
    def test_each_is_its_formula(self, layer, formula):
        x = generator().normal(size=(2, 4, 3))
        np.testing.assert_allclose(layer(tg.Tensor(x)).data, formula(x), rtol=1e-12, atol=1e-15)

    def test_gelu_with_tanh_is_near_the_exact_one_and_other_kinds_are_refused(self):
        x = np.linspace(-5, 5, 101)
        layer = GELU("tanh")
        np.testing.assert_allclose(layer(tg.Tensor(x)).data, GELU()(x), atol=5e-4)
        assert repr(layer) == "GELU(approximate='tanh')"
        with pytest.raises(ValueError, match="GELU: approximate='sigmoid' is neither"):
            GELU("sigmoid")

    @pytest.mark.parametrize("given", ["0.1", None, [0.1], True])
    @pytest.mark.parametrize(
        ("layer", "name"), [(LeakyReLU, "negative_slope"), (ELU, "alpha"), (Softplus, "beta")]
    )
    def test_a_setting_that_is_no_number_is_named(self, layer, name, given):
        with pytest.raises(TypeError, match=rf"{layer.__name__}: {name}=.* is not a number"):
            layer(given)

    def test_a_softplus_needs_a_positive_beta(self):
        with pytest.raises(ValueError, match="Softplus: beta=0 is not positive"):
            Softplus(0)

    @pytest.mark.parametrize(
        ("layer", "shape"),
        [
            (Flatten(), (2, 60)),
            (Flatten(0), (120,)),
            (Flatten(1, 2), (2, 12, 5)),
            (Flatten(start_dim=-2), (2, 3, 20)),
        ],
        ids=shown,
    )
    def test_flatten_keeps_the_order_of_the_entries(self, layer, shape):
        x = np.arange(120.0).reshape(2, 3, 4, 5)
        np.testing.assert_array_equal(layer(tg.Tensor(x)).data, x.reshape(shape))

    def test_flatten_is_printed_with_its_axes_unless_they_are_the_usual_ones(self):
        assert repr(Flatten()) == "Flatten"
        assert repr(Flatten(0)) == "Flatten(start_dim=0, end_dim=-1)"
        assert repr(Flatten(1, 2)) == "Flatten(start_dim=1, end_dim=2)"


class TestDropout:
    def test_it_keeps_an_entry_with_probability_one_minus_p_and_the_mean(self):
        y = Dropout(0.2, rng=generator())(tg.Tensor(np.ones(20_000))).data
        assert set(np.unique(y)) == {0, 1.25}
        assert abs((y == 0).mean() - 0.2) < 0.01

    def test_the_gradient_goes_through_the_same_mask(self):
        x = tg.Tensor(np.ones((3, 50)), requires_grad=True)
        y = Dropout(0.5, rng=generator())(x)
        y.sum().backward()
        np.testing.assert_array_equal(x.grad, y.data)
        assert 0 < (x.grad == 0).mean() < 1

    def test_in_eval_it_is_x_itself(self):
        x = tg.Tensor([1.0, 2.0])
        assert Dropout(0.9).eval()(x) is x

    def test_with_p_of_zero_and_one_nothing_or_everything_is_dropped(self):
        x = tg.Tensor(np.ones(100))
        assert Dropout(0)(x).data.tolist() == [1] * 100
        assert Dropout(1)(x).data.tolist() == [0] * 100

    def test_a_seed_gives_one_mask_and_each_call_a_new_one(self):
        x = tg.Tensor(np.ones(100))
        one, other = Dropout(rng=generator(5)), Dropout(rng=generator(5))
        first = one(x).data
        np.testing.assert_array_equal(first, other(x).data)
        assert (one(x).data != first).any()

    def test_float32_stays(self):
        assert Dropout()(tg.Tensor(np.ones(3, np.float32))).dtype == np.float32

    @pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.int64, bool])
    def test_integers_become_floats_before_they_are_divided(self, dtype):
        x = np.full(100, 100).astype(dtype)
        for form in (x, tg.Tensor(x), x.tolist()):
            y = Dropout(0.3, rng=generator())(form)
            assert y.dtype == np.float64
            np.testing.assert_allclose(np.unique(y.data), [0, float(x[0]) / 0.7])
        assert Dropout(0.3).eval()([1, 2]).data.tolist() == [1, 2]

    @pytest.mark.parametrize("p", ["0.5", None, [0.5], True])
    def test_what_is_no_number_is_a_type_error(self, p):
        with pytest.raises(TypeError, match=r"Dropout: p=.* is not a number"):
            Dropout(p)

    def test_of_an_image_whole_channels_are_dropped(self):
        x = tg.Tensor(1 + generator().random((20, 8, 3, 2)), requires_grad=True)
        layer = Dropout2d(0.25, rng=generator())
        y = layer(x)
        y.sum().backward()
        factor = y.data / x.data
        np.testing.assert_allclose(factor, factor[:, :, :1, :1] * np.ones((3, 2)))
        np.testing.assert_allclose(np.unique(factor.round(9)), [0, round(4 / 3, 9)])
        np.testing.assert_allclose(x.grad, factor)
        assert layer.eval()(x) is x
        with pytest.raises(
            ValueError, match=r"Dropout2d\(p=0.25\): .*\(n, channels, height, width\)"
        ):
            layer.train()(np.ones((3, 4)))

    def test_the_generator_is_given_by_name(self):
        with pytest.raises(TypeError, match="positional"):
            Dropout(0.5, generator())  # PyTorch's second one is inplace

    @pytest.mark.parametrize("p", [-0.1, 1.5, float("nan")])
    def test_a_number_that_is_not_a_probability_is_an_error(self, p):
        with pytest.raises(ValueError, match="is not a probability"):
            Dropout(p)


class Plain:
    """A layer whose class does not say that it is a Module."""

    def forward(self, x):
        return x


class TestSequential:
    def test_it_is_a_list_of_its_modules(self):
        modules = [Linear(3, 2), Sigmoid(), ReLU()]
        model = Sequential(*modules)
        assert len(model) == 3
        assert list(model) == modules
        assert model[0] is modules[0]
        assert model[-1] is modules[-1]
        assert list(model[1:]) == modules[1:]
        with pytest.raises(IndexError):
            model[3]

    def test_more_than_ten_modules_stay_in_order(self):
        modules = [LeakyReLU(i) for i in range(1, 13)]
        assert list(Sequential(*modules)) == modules

    def test_an_empty_one_returns_its_input(self):
        assert Sequential()(5) == 5

    def test_an_error_inside_says_in_which_layer(self):
        model = Sequential(Linear(3, 4), Sequential(Sigmoid(), Linear(16, 10)))
        with pytest.raises(ValueError, match=r"Linear\(16 → 10\): .*\(2, 4\)") as caught:
            model(tg.Tensor(np.ones((2, 3))))
        assert caught.value.__notes__ == ["in model.1.1 (Linear 16 → 10)"]

    @pytest.mark.parametrize(
        ("item", "advice"),
        [
            (Sigmoid, r"Sigmoid\(\)\?$"),
            ([ReLU()], r"Sequential\(\*layers\)$"),
            (np.tanh, r"ReLU\(\) for relu$"),
            (tg.relu, r"ReLU\(\) for relu$"),
            (3, "3, not a Module$"),
            (Plain(), r"class Plain\(tg\.nn\.Module\):"),
            (Plain, r"class Plain\(tg\.nn\.Module\):"),
        ],
        ids=["class", "list", "NumPy's", "function", "number", "no Module", "its class"],
    )
    def test_an_object_that_is_not_a_module_is_a_type_error(self, item, advice):
        with pytest.raises(TypeError, match=f"item 1 .*{advice}"):
            Sequential(ReLU(), item)


def networks():
    for seed, (activation, loss) in enumerate(
        [(Sigmoid, MSE), (Tanh, CrossEntropy), (lambda: LeakyReLU(0.2), MSE), (Softmax, MSE)]
    ):
        rng = generator(seed)
        model = Sequential(Linear(5, 4, rng=rng), activation(), Linear(4, 3, rng=rng))
        labels = rng.integers(0, 3, 6)
        target = labels if loss is CrossEntropy else np.eye(3)[labels]
        yield pytest.param(model, loss(), rng.normal(size=(6, 5)), target, id=repr(model[1]))


class TestWholeNetworks:
    @pytest.mark.parametrize(("model", "loss", "x", "target"), list(networks()))
    def test_backpropagation_is_the_difference_quotient(self, model, loss, x, target):
        model.zero_grad()
        loss(model(x), target).backward()
        for name, p in model.named_parameters():
            expected = np.empty(p.shape)
            for index in np.ndindex(p.shape):
                values = []
                for h in (1e-5, -1e-5):
                    p.data[index] += h
                    values.append(loss(model(x), target).item())
                    p.data[index] -= h
                expected[index] = (values[0] - values[1]) / 2e-5
            np.testing.assert_allclose(p.grad, expected, rtol=1e-6, atol=1e-9, err_msg=name)

    @pytest.mark.promise(37)
    def test_thirty_steps_are_backpropagation_by_hand(self):
        rng = generator(4)
        x, y = rng.normal(size=(20, 6)), rng.normal(size=(20, 3))
        model = Sequential(Linear(6, 5, rng=rng), Sigmoid(), Linear(5, 3, rng=rng), Sigmoid())
        w1, b1, w2, b2 = (p.data.copy() for p in model.parameters())
        optimizer, loss = SGD(model.parameters(), lr=0.5), MSE()
        for _ in range(30):
            optimizer.zero_grad()
            loss(model(tg.Tensor(x)), y).backward()
            optimizer.step()
            a1 = 1 / (1 + np.exp(-(x @ w1.T + b1)))
            a2 = 1 / (1 + np.exp(-(a1 @ w2.T + b2)))
            d2 = 2 * (a2 - y) / y.size * a2 * (1 - a2)
            d1 = d2 @ w2 * a1 * (1 - a1)
            for p, d in ((w2, d2.T @ a1), (b2, d2.sum(0)), (w1, d1.T @ x), (b1, d1.sum(0))):
                p -= 0.5 * d
        for p, expected in zip(model.parameters(), (w1, b1, w2, b2), strict=True):
            np.testing.assert_allclose(p.data, expected, rtol=1e-9)

    @pytest.mark.promise(37)
    @pytest.mark.parametrize("seed", range(5))
    def test_a_small_network_memorises_32_examples(self, seed):
        rng = generator(seed)
        x, labels = rng.normal(size=(32, 10)), rng.integers(0, 4, 32)
        model = Sequential(Linear(10, 32, rng=rng), Tanh(), Linear(32, 4, rng=rng))
        optimizer, loss = Adam(model.parameters(), lr=0.02), CrossEntropy()
        start = loss(model(x), labels).item()
        for _ in range(300):
            optimizer.zero_grad()
            loss(model(x), labels).backward()
            optimizer.step()
        assert start > 1
        assert loss(model(x), labels).item() < 0.02
        assert (model(x).argmax(1) == labels).all()

    def test_a_shared_layer_gets_the_sum_of_its_gradients(self):
        shared = Linear(3, 3, rng=generator())
        x = tg.Tensor(generator(1).normal(size=(2, 3)))
        Sequential(shared, shared)(x).sum().backward()
        weight, bias = shared.weight.data, shared.bias.data
        y = x.data @ weight.T + bias
        g = np.ones((2, 3))
        np.testing.assert_allclose(shared.weight.grad, g.T @ y + (g @ weight).T @ x.data)
        np.testing.assert_allclose(shared.bias.grad, (g + g @ weight).sum(0))


def test_a_layer_that_returns_a_tuple_is_an_error_that_says_so():
    class Two(tg.nn.Module):
        def __init__(self):
            self.inner = tg.nn.Linear(3, 2)

        def forward(self, x):
            return self.inner(x), x

    with pytest.raises(RuntimeError) as caught:
        tg.nn.Sequential(Two(), tg.nn.ReLU())(np.ones((4, 3)))
    assert (
        "its input is a tuple of 2, which the previous layer returned" in caught.value.__notes__[0]
    )
    with pytest.raises(TypeError, match=r"not a tuple of 2.*out, state = model\(x\)"):
        tg.nn.MSE()(Two()(np.ones((4, 3))), np.ones((4, 2)))
