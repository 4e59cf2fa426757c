"""Layers for images, and for words, against the same sums in plain loops."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.check import gradcheck
from tinygrad_edu.nn import AvgPool2d, Conv2d, Embedding, Flatten, Linear, MaxPool2d, Sequential


def generator(seed=0):
    return np.random.default_rng(seed)


def images(*shape, seed=1):
    return generator(seed).normal(size=shape)


def windows(x, size, stride, padding, filler=0.0):
    """Each place of the result, and what its window sees of (n, c, h, w)."""
    frame = np.pad(
        x, [(0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2], constant_values=filler
    )
    rows, columns = ((frame.shape[2 + k] - size[k]) // stride[k] + 1 for k in (0, 1))
    for i in range(rows):
        for j in range(columns):
            top, left = i * stride[0], j * stride[1]
            yield (i, j), frame[:, :, top : top + size[0], left : left + size[1]]


def by_hand(x, layer, of_window, filler=0.0):
    parts = dict(windows(x, layer.kernel_size, layer.stride, layer.padding, filler))
    rows, columns = (max(place[k] for place in parts) + 1 for k in (0, 1))
    first = of_window(parts[0, 0])
    y = np.empty((*first.shape, rows, columns))
    for place, part in parts.items():
        y[(..., *place)] = of_window(part)
    return y


SHAPES = pytest.mark.parametrize(
    ("size", "settings"),
    [
        (3, {}),
        (3, {"padding": 1}),
        ((2, 3), {"stride": 2}),
        (2, {"stride": (1, 3), "padding": (0, 1)}),
        (1, {}),
        ((5, 4), {}),
    ],
    ids=["3", "padded", "strided", "pairs", "1", "whole"],
)


class TestConv2d:
    @SHAPES
    @pytest.mark.parametrize("bias", [True, False])
    def test_each_output_is_the_weighted_sum_of_a_window(self, size, settings, bias):
        layer, x = Conv2d(2, 3, size, bias=bias, rng=generator(), **settings), images(2, 2, 5, 4)
        expected = by_hand(
            x, layer, lambda part: np.einsum("ncij,ocij->no", part, layer.weight.data)
        )
        if bias:
            expected += layer.bias.data.reshape(-1, 1, 1)
        np.testing.assert_allclose(layer(tg.Tensor(x)).data, expected, rtol=1e-12, atol=1e-14)
        np.testing.assert_array_equal(layer(x).data, layer(tg.Tensor(x)).data)

    def test_a_window_as_large_as_the_image_is_a_linear_layer(self):
        conv, linear, x = Conv2d(2, 3, (5, 4), rng=generator()), Linear(40, 3), images(2, 2, 5, 4)
        linear.weight.data = conv.weight.data.reshape(3, 40)
        linear.bias.data = conv.bias.data
        np.testing.assert_allclose(conv(x).data[..., 0, 0], linear(x.reshape(2, 40)).data)

    @SHAPES
    def test_its_gradients_are_difference_quotients(self, size, settings):
        layer = Conv2d(2, 2, size, rng=generator(), **settings)
        x = tg.Tensor(images(2, 2, 5, 4), requires_grad=True)
        assert gradcheck(lambda x, w, b: layer(x), x, layer.weight, layer.bias, order=1)

    def test_a_seed_gives_these_bits_the_weight_first(self):
        layer, rng = Conv2d(2, 3, (3, 5), rng=generator(4)), generator(4)
        bound = 1 / np.sqrt(2 * 3 * 5)
        np.testing.assert_array_equal(layer.weight.data, rng.uniform(-bound, bound, (3, 2, 3, 5)))
        np.testing.assert_array_equal(layer.bias.data, rng.uniform(-bound, bound, 3))

    def test_float32_stays(self):
        layer = Conv2d(1, 2, 3, dtype=np.float32)
        y = layer(tg.Tensor(images(1, 1, 4, 4).astype(np.float32)))
        y.sum().backward()
        assert y.dtype == layer.weight.grad.dtype == layer.bias.grad.dtype == np.float32

    def test_its_state_makes_a_round_trip(self):
        one, other = Conv2d(2, 3, 3, rng=generator()), Conv2d(2, 3, 3, rng=generator(1))
        assert {k: v.shape for k, v in one.state_dict().items()} == {
            "weight": (3, 2, 3, 3),
            "bias": (3,),
        }
        other.load_state_dict(one.state_dict())
        x = images(1, 2, 4, 4)
        np.testing.assert_array_equal(one(x).data, other(x).data)

    @pytest.mark.parametrize("shape", [(2, 5, 5), (1, 3, 5, 5), (5,), (1, 2, 3, 5, 5)])
    def test_a_wrong_input_names_the_layer_and_what_is_needed(self, shape):
        with pytest.raises(ValueError, match=r"Conv2d\(2 → 3, 3 × 3\): the input") as caught:
            Conv2d(2, 3, 3)(np.zeros(shape))
        assert f"has shape {shape}" in str(caught.value)
        assert "(n, 2, height, width)" in str(caught.value)

    def test_a_window_that_does_not_fit_names_the_layer(self):
        with pytest.raises(
            ValueError, match=r"Conv2d\(1 → 1, 5 × 5, padding=1\): .*5 × 5 .* 2 × 9 padded"
        ):
            Conv2d(1, 1, 5, padding=1)(np.zeros((1, 1, 2, 9)))

    @pytest.mark.parametrize(
        ("arguments", "settings", "message"),
        [
            ((0, 1, 3), {}, "in_channels=0 is not positive"),
            ((1, -1, 3), {}, "out_channels=-1 is not positive"),
            ((1, 1, 0), {}, "kernel_size=0"),
            ((1, 1, (3, 3, 3)), {}, "kernel_size="),
            ((1, 1, 2.5), {}, "kernel_size=2.5"),
            ((1, 1, 3), {"stride": 0}, "stride=0"),
            ((1, 1, 3), {"padding": -1}, "padding=-1"),
        ],
        ids=["in", "out", "size 0", "three sizes", "size 2.5", "stride", "padding"],
    )
    def test_sizes_that_cannot_be_are_value_errors(self, arguments, settings, message):
        with pytest.raises(ValueError, match=f"Conv2d: {message}"):
            Conv2d(*arguments, **settings)

    def test_it_is_printed_with_what_is_not_usual(self):
        assert repr(Conv2d(1, 16, 3)) == "Conv2d(1 → 16, 3 × 3)  160 parameters"
        layer = Conv2d(1, 2, (3, 1), stride=(1, 2), padding=1, bias=False)
        assert repr(layer).startswith("Conv2d(1 → 2, 3 × 1, stride=(1, 2), padding=1, bias=False)")


class TestPooling:
    @pytest.mark.parametrize(
        ("size", "settings"),
        [(2, {}), (3, {"stride": 2, "padding": 1}), ((1, 2), {}), (2, {"stride": (1, 3)})],
        ids=["2", "padded", "pair", "strided"],
    )
    def test_each_output_is_the_largest_or_the_mean_of_a_window(self, size, settings):
        x = images(2, 3, 6, 5)
        for kind, of_window, filler in (
            (MaxPool2d, lambda part: part.max((2, 3)), -np.inf),
            (AvgPool2d, lambda part: part.mean((2, 3)), 0.0),
        ):
            layer = kind(size, **settings)
            expected = by_hand(x, layer, of_window, filler)
            np.testing.assert_allclose(layer(tg.Tensor(x)).data, expected, rtol=1e-12)
            assert gradcheck(layer, x, order=1)

    def test_without_a_stride_windows_lie_side_by_side(self):
        x = images(2, 3, 4, 6)
        parts = x.reshape(2, 3, 2, 2, 2, 3)
        np.testing.assert_allclose(tg.avg_pool2d(x, (2, 3)), parts.mean((3, 5)), rtol=1e-12)
        np.testing.assert_array_equal(tg.max_pool2d(x, (2, 3)), parts.max((3, 5)))

    @pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
    def test_the_largest_is_taken_to_its_last_bit(self, dtype):
        x = images(3, 2, 4, 4).astype(dtype)
        y = tg.max_pool2d(tg.Tensor(x), 2).data
        np.testing.assert_array_equal(y, x.reshape(3, 2, 2, 2, 2, 2).max((3, 5)))

    def test_the_gradient_goes_to_the_largest_alone(self):
        x = tg.Tensor([[[[1.0, 5.0], [3.0, 2.0]]]], requires_grad=True)
        MaxPool2d(2)(x).sum().backward()
        assert x.grad.tolist() == [[[[0, 1], [0, 0]]]]

    def test_a_nan_is_the_largest_and_gets_the_gradient(self):
        x = tg.Tensor([[[[np.nan, 5.0, 1, 7], [np.nan, 2.0, 3, 4]]]], requires_grad=True)
        y = MaxPool2d(2)(x)
        np.testing.assert_array_equal(y.data, [[[[np.nan, 7]]]])
        y.backward(np.ones_like(y.data))
        assert x.grad.tolist() == [[[[0, 0, 0, 1], [1, 0, 0, 0]]]]  # the last nan, as in PyTorch

    @pytest.mark.parametrize("kind", [MaxPool2d, AvgPool2d], ids=lambda kind: kind.__name__)
    def test_errors_name_the_layer(self, kind):
        name = kind.__name__
        with pytest.raises(ValueError, match=rf"{name}\(2 × 2\): the input has shape \(28, 28\)"):
            kind(2)(np.zeros((28, 28)))
        with pytest.raises(ValueError, match=rf"{name}\(4 × 4\): a window of 4 × 4"):
            kind(4)(np.zeros((1, 1, 3, 9)))
        with pytest.raises(ValueError, match=f"{name}: padding=2 is more than half"):
            kind(3, padding=2)
        with pytest.raises(ValueError, match=f"{name}: stride=0"):
            kind(3, stride=0)

    def test_they_are_printed_with_what_is_not_usual(self):
        assert repr(MaxPool2d(2)) == "MaxPool2d(2 × 2)"
        assert repr(AvgPool2d(3, 2, 1)) == "AvgPool2d(3 × 3, stride=2, padding=1)"


class TestNetwork:
    def test_a_small_one_learns_where_a_stroke_runs(self):
        rng = generator(0)
        x = 0.3 * rng.normal(size=(40, 1, 6, 6))
        labels = rng.integers(0, 2, 40)
        for image, label in zip(x, labels, strict=True):
            k = rng.integers(1, 5)
            image[(0, k) if label else (0, slice(None), k)] += 1  # along a row, or a column
        model = Sequential(
            *(Conv2d(1, 4, 3, rng=rng), tg.nn.ReLU(), MaxPool2d(2)),
            *(Flatten(), Linear(16, 2, rng=rng)),
        )
        optimizer, loss = tg.optim.Adam(model.parameters(), lr=0.03), tg.nn.CrossEntropy()
        for _ in range(100):
            optimizer.zero_grad()
            loss(model(x), labels).backward()
            optimizer.step()
        assert (model(x).argmax(1) == labels).mean() > 0.95


class TestEmbedding:
    @pytest.mark.parametrize("shape", [(), (4,), (2, 3), (0,)])
    def test_it_picks_rows(self, shape):
        layer, index = Embedding(5, 3, rng=generator()), generator(1).integers(0, 5, shape)
        expected = layer.weight.data[index]
        for form in (index, tg.Tensor(index)):
            np.testing.assert_array_equal(layer(form).data, expected)

    def test_a_row_that_is_picked_twice_gets_both_gradients(self):
        layer = Embedding(4, 2)
        layer([1, 3, 1]).sum().backward()
        assert layer.weight.grad.tolist() == [[0, 0], [2, 2], [0, 0], [1, 1]]

    def test_it_starts_as_standard_normal_numbers(self):
        layer = Embedding(3, 2, dtype=np.float32, rng=generator(4))
        expected = generator(4).standard_normal((3, 2)).astype(np.float32)
        np.testing.assert_array_equal(layer.weight.data, expected)

    @pytest.mark.parametrize("index", [5, -1])
    def test_an_index_out_of_range_is_named(self, index):
        with pytest.raises(ValueError, match=rf"Embedding\(5 × 3\): index {index} .* 0 … 4"):
            Embedding(5, 3)([0, index])

    @pytest.mark.parametrize(
        "index", [[0.0, 1.0], [True], tg.Tensor([1.0])], ids=["float", "bool", "tensor"]
    )
    def test_an_index_that_is_no_integer_is_a_type_error(self, index):
        with pytest.raises(TypeError, match=r"Embedding\(5 × 3\): .*astype\(int\)"):
            Embedding(5, 3)(index)
