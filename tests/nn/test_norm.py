"""Normalisation, against its formulas in NumPy."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu._gradcheck import gradcheck
from tinygrad_edu.nn import BatchNorm1d, BatchNorm2d, LayerNorm, Linear, RMSNorm, Sequential


def entries(*shape, seed=0):
    return 3 * np.random.default_rng(seed).normal(size=shape) + 2


def drawn(layer, seed=7):
    """The layer with other weights than those it starts with."""
    rng = np.random.default_rng(seed)
    for p in layer.parameters():
        p.data = rng.normal(size=p.shape)
    return layer


KINDS = pytest.mark.parametrize(
    ("kind", "shape"),
    [(BatchNorm1d, (6, 3)), (BatchNorm1d, (4, 3, 5)), (BatchNorm2d, (4, 3, 2, 5))],
    ids=["rows", "signals", "images"],
)


def per_channel(array, shape):
    return np.reshape(array, (-1, *[1] * (len(shape) - 2)))


class TestBatchNorm:
    @KINDS
    def test_in_training_it_standardises_each_channel_of_the_batch(self, kind, shape):
        layer, x = drawn(kind(3, eps=1e-3)), entries(*shape)
        axes = (0, *range(2, len(shape)))
        y = (x - x.mean(axes, keepdims=True)) / np.sqrt(x.var(axes, keepdims=True) + 1e-3)
        expected = y * per_channel(layer.weight.data, shape) + per_channel(layer.bias.data, shape)
        np.testing.assert_allclose(layer(tg.Tensor(x)).data, expected, rtol=1e-12)

    @KINDS
    def test_in_eval_it_uses_the_running_means_and_leaves_them(self, kind, shape):
        layer, x = drawn(kind(3)).eval(), entries(*shape)
        layer.running_mean[:], layer.running_var[:] = [1, 2, 3], [0.5, 1, 4]
        before = layer.state_dict()
        mean, var = per_channel([1, 2, 3], shape), per_channel([0.5, 1, 4], shape)
        expected = (x - mean) / np.sqrt(var + 1e-5)
        expected *= per_channel(layer.weight.data, shape)
        expected += per_channel(layer.bias.data, shape)
        np.testing.assert_allclose(layer(x).data, expected, rtol=1e-12)
        for name, array in layer.state_dict().items():
            np.testing.assert_array_equal(array, before[name])

    @KINDS
    @pytest.mark.parametrize("training", [True, False], ids=["training", "eval"])
    def test_its_gradients_are_difference_quotients(self, kind, shape, training):
        layer = drawn(kind(3)).train(training)
        x = tg.Tensor(entries(*shape), requires_grad=True)
        layer.momentum = 0  # each evaluation would move the running means
        assert gradcheck(lambda x, w, b: layer(x), x, layer.weight, layer.bias, order=2)

    @KINDS
    def test_the_running_means_follow_with_the_unbiased_variance(self, kind, shape):
        layer, axes = kind(3, momentum=0.3), (0, *range(2, len(shape)))
        mean, var = np.zeros(3), np.ones(3)
        for seed in range(4):
            x = entries(*shape, seed=seed)
            layer(tg.Tensor(x))
            mean = 0.7 * mean + 0.3 * x.mean(axes)
            var = 0.7 * var + 0.3 * x.var(axes, ddof=1)
        np.testing.assert_allclose(layer.running_mean, mean, rtol=1e-12)
        np.testing.assert_allclose(layer.running_var, var, rtol=1e-12)
        assert layer.num_batches_tracked == 4

    def test_without_momentum_they_are_plain_averages(self):
        layer, batches = BatchNorm1d(3, momentum=None), [entries(6, 3, seed=k) for k in range(5)]
        for x in batches:
            layer(x)
        np.testing.assert_allclose(layer.running_mean, np.mean([x.mean(0) for x in batches], 0))
        np.testing.assert_allclose(
            layer.running_var, np.mean([x.var(0, ddof=1) for x in batches], 0)
        )

    def test_they_are_state_and_no_parameters(self):
        layer = BatchNorm2d(3)
        assert [name for name, _ in layer.named_parameters()] == ["weight", "bias"]
        assert {name: array.shape for name, array in layer.state_dict().items()} == {
            "weight": (3,),
            "bias": (3,),
            "running_mean": (3,),
            "running_var": (3,),
            "num_batches_tracked": (),
        }

    def test_a_restored_one_answers_the_same_in_eval(self):
        one, other, x = drawn(BatchNorm1d(3)), BatchNorm1d(3), entries(6, 3)
        one(x)
        other.load_state_dict(one.state_dict())
        np.testing.assert_array_equal(one.eval()(x).data, other.eval()(x).data)
        assert other.num_batches_tracked == 1

    def test_without_affine_it_has_no_parameters(self):
        layer = BatchNorm1d(3, affine=False)
        assert list(layer.parameters()) == []
        y = layer(entries(50, 3)).data
        np.testing.assert_allclose(y.mean(0), 0, atol=1e-12)
        np.testing.assert_allclose(y.var(0), 1, rtol=1e-4)

    def test_float32_stays_in_training_in_eval_and_in_the_running_means(self):
        layer = BatchNorm2d(3).to(np.float32)
        x = tg.Tensor(entries(4, 3, 2, 2).astype(np.float32), requires_grad=True)
        for y in (layer(x), layer.eval()(x)):
            y.sum().backward()
            assert y.dtype == x.grad.dtype == layer.weight.grad.dtype == np.float32
        assert layer.running_mean.dtype == layer.running_var.dtype == np.float32
        assert layer.num_batches_tracked.dtype == np.array(0).dtype

    def test_no_grad_does_not_stop_the_running_means(self):
        layer = BatchNorm1d(3)
        with tg.no_grad():
            layer(entries(6, 3))
        assert layer.num_batches_tracked == 1

    @pytest.mark.parametrize(
        ("layer", "shape", "needed"),
        [
            (BatchNorm1d(3), (6, 4), r"\(n, 3\) or \(n, 3, length\)"),
            (BatchNorm1d(3), (3,), r"\(n, 3\) or \(n, 3, length\)"),
            (BatchNorm1d(3), (2, 3, 4, 4), r"\(n, 3\) or \(n, 3, length\)"),
            (BatchNorm2d(3), (6, 3), r"\(n, 3, height, width\)"),
            (BatchNorm2d(3), (6, 2, 4, 4), r"\(n, 3, height, width\)"),
        ],
        ids=["channels", "vector", "images", "rows", "image channels"],
    )
    def test_a_wrong_shape_names_the_layer_and_what_is_needed(self, layer, shape, needed):
        with pytest.raises(ValueError, match=rf"BatchNorm[12]d\(3\): .*{needed}$") as caught:
            layer(np.zeros(shape))
        assert str(shape) in str(caught.value)

    @pytest.mark.parametrize("n", [0, 1])
    def test_a_batch_of_one_is_an_error_that_says_eval(self, n):
        layer = BatchNorm1d(3)
        with pytest.raises(ValueError, match=r"BatchNorm1d\(3\): .*\.eval\(\)"):
            layer(np.ones((n, 3)))
        assert layer.num_batches_tracked == 0
        assert layer.eval()(np.ones((n, 3))).shape == (n, 3)

    @pytest.mark.parametrize(
        ("arguments", "settings"),
        [
            ((0,), {}),
            ((3,), {"momentum": 1.5}),
            ((3,), {"momentum": -1}),
            ((3,), {"eps": -1}),
            ((3,), {"eps": np.nan}),
        ],
    )
    def test_impossible_settings_are_value_errors(self, arguments, settings):
        with pytest.raises(ValueError, match=r"BatchNorm1d: (num_features|momentum|eps)="):
            BatchNorm1d(*arguments, **settings)

    @pytest.mark.parametrize("name", ["eps", "momentum"])
    def test_settings_that_are_no_numbers_are_type_errors(self, name):
        with pytest.raises(TypeError, match=f"BatchNorm1d: {name}='0.1' is not a number"):
            BatchNorm1d(3, **{name: "0.1"})

    def test_settings_in_another_position_than_pytorchs_need_a_name(self):
        with pytest.raises(TypeError, match="positional"):
            BatchNorm1d(2, 1e-5, 0.1, True, False)  # track_running_stats
        with pytest.raises(TypeError, match="positional"):
            LayerNorm(2, 1e-5, True, True, np.float32)

    def test_float16_is_computed_in_float32(self):
        x = np.float16([[300, 1], [-300, 2], [600, 3], [-600, 4]])
        layer, wide = BatchNorm1d(2, dtype=np.float16), BatchNorm1d(2)
        p, q = tg.Tensor(x, requires_grad=True), tg.Tensor(x.astype(float), requires_grad=True)
        y, z = layer(p), wide(q)
        g = np.arange(8.0).reshape(4, 2)
        y.backward(g.astype(np.float16))
        z.backward(g)
        assert y.dtype == p.grad.dtype == layer.weight.grad.dtype == np.float16
        np.testing.assert_allclose(y.data, z.data, rtol=1e-3)
        np.testing.assert_allclose(p.grad, q.grad, rtol=2e-3, atol=1e-3)
        np.testing.assert_allclose(layer.running_var, wide.running_var, rtol=1e-3)
        np.testing.assert_allclose(layer.eval()(p).data, wide.eval()(q).data, rtol=2e-3)

    def test_a_network_made_float16_keeps_its_running_variance(self):
        layer = BatchNorm1d(1, momentum=1.0).to(np.float16)
        layer(tg.Tensor(np.float16([[600], [-600]])))
        np.testing.assert_allclose(layer.running_var, [720_000])

    def test_a_network_in_eval_sees_each_example_alone(self):
        rng = np.random.default_rng(0)
        model = Sequential(Linear(4, 3, rng=rng), BatchNorm1d(3), Linear(3, 2, rng=rng))
        x = entries(8, 4)
        model(x)
        model.eval()
        alone = np.concatenate([model(row[None]).data for row in x])
        np.testing.assert_allclose(model(x).data, alone, rtol=1e-12)


class TestLayerNorm:
    @pytest.mark.parametrize("shape", [(5,), (3, 5), (2, 3, 5)])
    def test_it_standardises_each_row(self, shape):
        layer, x = drawn(LayerNorm(5, eps=1e-3)), entries(*shape)
        y = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-3)
        expected = y * layer.weight.data + layer.bias.data
        np.testing.assert_allclose(layer(x).data, expected, rtol=1e-12)

    def test_over_several_axes_it_takes_one_mean(self):
        layer, x = drawn(LayerNorm((3, 5))), entries(2, 3, 5)
        y = (x - x.mean((1, 2), keepdims=True)) / np.sqrt(x.var((1, 2), keepdims=True) + 1e-5)
        expected = y * layer.weight.data + layer.bias.data
        np.testing.assert_allclose(layer(x).data, expected, rtol=1e-12)
        assert layer.weight.shape == layer.bias.shape == (3, 5)

    def test_its_gradients_are_difference_quotients(self):
        layer = drawn(LayerNorm((3, 4)))
        x = tg.Tensor(entries(2, 3, 4), requires_grad=True)
        assert gradcheck(lambda x, w, b: layer(x), x, layer.weight, layer.bias, order=2)

    def test_training_and_eval_are_alike(self):
        layer, x = LayerNorm(4), entries(3, 4)
        np.testing.assert_array_equal(layer(x).data, layer.eval()(x).data)

    def test_without_affine_or_bias_it_has_less_to_learn(self):
        assert list(LayerNorm(4, elementwise_affine=False).state_dict()) == []
        assert list(LayerNorm(4, bias=False).state_dict()) == ["weight"]

    def test_float32_stays(self):
        y = LayerNorm(4, dtype=np.float32)(entries(3, 4).astype(np.float32))
        assert y.dtype == np.float32

    @pytest.mark.parametrize(
        ("size", "shape", "needed"),
        [(4, (3, 5), "axis must be 4"), ((3, 4), (4,), r"2 axes must be \(3, 4\)"), (4, (), "4")],
        ids=["size", "axes", "number"],
    )
    def test_a_wrong_shape_names_the_layer(self, size, shape, needed):
        with pytest.raises(ValueError, match=rf"LayerNorm\(.*4\): the input .*{needed}"):
            LayerNorm(size)(np.zeros(shape))

    @pytest.mark.parametrize("size", [0, (3, 0), ()], ids=["0", "3 and 0", "none"])
    def test_a_shape_that_cannot_be_is_a_value_error(self, size):
        with pytest.raises(ValueError, match="LayerNorm: normalized_shape="):
            LayerNorm(size)

    @pytest.mark.parametrize("size", [np.int64(3), np.array(3), np.uint8([3]), [3]], ids=repr)
    def test_a_size_may_be_an_integer_of_numpy(self, size):
        assert LayerNorm(size).weight.shape == RMSNorm(size).weight.shape == (3,)

    @pytest.mark.parametrize("eps", [-1e-5, np.nan])
    def test_an_eps_below_zero_is_a_value_error(self, eps):
        for layer in (LayerNorm, RMSNorm):
            with pytest.raises(ValueError, match=rf"{layer.__name__}: eps=.* is negative"):
                layer(4, eps=eps)

    @pytest.mark.parametrize("kind", [LayerNorm, RMSNorm], ids=lambda kind: kind.__name__)
    def test_float16_is_computed_in_float32(self, kind):
        x = np.float16([[300, -300, 600, -600], [1, 1, 1, 1]])
        layer, wide = kind(4, dtype=np.float16), kind(4, eps=layer_eps(kind))
        p, q = tg.Tensor(x, requires_grad=True), tg.Tensor(x.astype(float), requires_grad=True)
        y, z = layer(p), wide(q)
        y.backward(np.ones((2, 4), np.float16))
        z.backward(np.ones((2, 4)))
        assert y.dtype == p.grad.dtype == np.float16
        np.testing.assert_allclose(y.data, z.data, rtol=1e-3)
        np.testing.assert_allclose(p.grad, q.grad, atol=1e-3)

    @pytest.mark.parametrize("kind", [LayerNorm, RMSNorm], ids=lambda kind: kind.__name__)
    def test_an_eps_that_float16_does_not_have_still_counts(self, kind):
        layer = kind(3, eps=1e-12, dtype=np.float16)
        x = np.float16([[1, 1, 1], [0, 0, 0]])
        expected = [[0, 0, 0]] * 2 if kind is LayerNorm else x
        np.testing.assert_array_equal(layer(tg.Tensor(x)).data, expected)

    def test_integers_become_floats(self):
        x = np.uint8([[1, 200, 3]])
        for kind in (LayerNorm, RMSNorm):
            np.testing.assert_allclose(kind(3)(x).data, kind(3)(x.astype(float)).data)


def layer_eps(kind):
    """What eps is in float32."""
    return 1e-5 if kind is LayerNorm else float(np.finfo(np.float32).eps)


class TestRMSNorm:
    @pytest.mark.parametrize("shape", [(5,), (3, 5), (2, 3, 5)])
    @pytest.mark.parametrize("eps", [1e-3, None])
    def test_it_divides_each_row_by_its_root_mean_square(self, shape, eps):
        layer, x = drawn(RMSNorm(5, eps)), entries(*shape)
        added = np.finfo(float).eps if eps is None else eps
        expected = x / np.sqrt((x**2).mean(-1, keepdims=True) + added) * layer.weight.data
        np.testing.assert_allclose(layer(x).data, expected, rtol=1e-12)

    def test_its_gradients_are_difference_quotients(self):
        layer = drawn(RMSNorm((3, 4)))
        x = tg.Tensor(entries(2, 3, 4), requires_grad=True)
        assert gradcheck(lambda x, w: layer(x), x, layer.weight, order=2)

    def test_it_has_a_weight_or_nothing(self):
        assert list(RMSNorm((2, 3)).state_dict()) == ["weight"]
        assert list(RMSNorm(3, elementwise_affine=False).state_dict()) == []
        assert repr(RMSNorm((2, 3))) == "RMSNorm(2 × 3)  6 parameters"

    def test_a_wrong_shape_names_the_layer(self):
        with pytest.raises(ValueError, match=r"RMSNorm\(4\): the input .* axis must be 4"):
            RMSNorm(4)(np.zeros((3, 5)))
