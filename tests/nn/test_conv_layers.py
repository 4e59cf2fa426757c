"""Layers for images, and for words, against the same sums in plain loops."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu._gradcheck import gradcheck
from tinygrad_edu.nn import (
    AdaptiveAvgPool2d,
    AvgPool2d,
    Conv1d,
    Conv2d,
    Embedding,
    Flatten,
    Linear,
    MaxPool2d,
    Sequential,
)


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

    @pytest.mark.parametrize("size", [1, 2, 3, (2, 5)])
    @pytest.mark.parametrize("dilation", [1, 2, (1, 3)])
    def test_padding_same_keeps_the_size_of_the_images(self, size, dilation):
        layer = Conv2d(2, 3, size, padding="same", dilation=dilation, rng=generator())
        assert layer(images(2, 2, 7, 6)).shape == (2, 3, 7, 6)
        assert "padding='same'" in repr(layer)

    def test_where_padding_same_is_odd_one_more_zero_is_at_the_end(self):
        layer = Conv2d(1, 1, 2, padding="same", bias=False)
        layer.weight.data = [[[[0.0, 0.0], [0.0, 1.0]]]]  # the entry below, to the right
        assert layer(np.ones((1, 1, 2, 2))).data.tolist() == [[[[1, 0], [0, 0]]]]

    def test_padding_valid_is_none(self):
        x, one, other = images(2, 2, 5, 5), Conv2d(2, 3, 3, padding="valid"), Conv2d(2, 3, 3)
        other.load_state_dict(one.state_dict())
        np.testing.assert_array_equal(one(x).data, other(x).data)

    def test_a_window_with_holes_is_a_larger_one_with_zeros(self):
        layer, wide, x = Conv2d(2, 3, 2, dilation=(2, 3)), Conv2d(2, 3, (3, 4)), images(2, 2, 6, 6)
        wide.weight.data = np.zeros((3, 2, 3, 4))
        wide.weight.data[:, :, ::2, ::3] = layer.weight.data
        wide.bias.data = layer.bias.data
        np.testing.assert_allclose(layer(x).data, wide(x).data, rtol=1e-12)

    def test_groups_are_layers_side_by_side(self):
        layer, x = Conv2d(4, 6, 3, groups=2, rng=generator()), images(2, 4, 5, 5)
        parts = [Conv2d(2, 3, 3), Conv2d(2, 3, 3)]
        for k, part in enumerate(parts):
            part.weight.data = layer.weight.data[3 * k : 3 * k + 3]
            part.bias.data = layer.bias.data[3 * k : 3 * k + 3]
        expected = [part(x[:, 2 * k : 2 * k + 2]).data for k, part in enumerate(parts)]
        np.testing.assert_allclose(layer(x).data, np.concatenate(expected, 1), rtol=1e-12)
        assert layer.weight.shape == (6, 2, 3, 3)
        bound = 1 / np.sqrt(2 * 9)
        np.testing.assert_array_equal(
            layer.weight.data, generator().uniform(-bound, bound, (6, 2, 3, 3))
        )

    @pytest.mark.parametrize(
        ("settings", "message"),
        [
            ({"groups": 3}, "groups=3 does not divide in_channels=4 and out_channels=6"),
            ({"groups": 0}, "groups=0 is not positive"),
            ({"dilation": 0}, "dilation=0"),
            ({"padding": "full"}, "padding='full' is not a number, 'same' or 'valid'"),
            (
                {"padding": "same", "stride": 2},
                "padding='same' needs stride=1, but the stride is 2",
            ),
        ],
        ids=["groups", "no groups", "dilation", "word", "same with a stride"],
    )
    @pytest.mark.parametrize("kind", [Conv1d, Conv2d], ids=lambda kind: kind.__name__)
    def test_settings_that_cannot_be_are_named(self, kind, settings, message):
        with pytest.raises(ValueError, match=f"{kind.__name__}: {message}"):
            kind(4, 6, 3, **settings)

    def test_the_order_of_the_settings_is_pytorchs(self):
        layer = Conv2d(4, 8, 3, 1, 1, 2, 4, False)
        assert (layer.dilation, layer.groups, layer.bias) == ((2, 2), 4, None)
        with pytest.raises(TypeError, match="positional"):
            Conv2d(4, 8, 3, 1, 1, 2, 4, False, "zeros")

    @pytest.mark.parametrize(
        ("shape", "advice"),
        [
            ((3, 8, 8), r"x\[None\]"),
            ((2, 8, 8, 3), r"transpose\(0, 3, 1, 2\)"),
            ((2, 8), "reshape"),
        ],
        ids=["one", "channels last", "rows"],
    )
    def test_what_was_meant_is_said(self, shape, advice):
        with pytest.raises(ValueError, match=advice):
            Conv2d(3, 1, 3)(np.zeros(shape))


class TestConv1d:
    @pytest.mark.parametrize(
        "settings",
        [{}, {"stride": 2, "padding": 1}, {"dilation": 2}, {"padding": "same"}, {"groups": 2}],
        ids=str,
    )
    def test_it_is_a_sum_over_each_window(self, settings):
        layer, x = Conv1d(2, 4, 3, rng=generator(), **settings), images(3, 2, 9)
        groups, weight = layer.groups, layer.weight.data
        padding = (1,) if settings.get("padding") == "same" else layer.padding
        frame = np.pad(x, [(0, 0), (0, 0), padding * 2])
        reach = layer.dilation[0] * 2 + 1
        starts = range(0, frame.shape[2] - reach + 1, layer.stride[0])
        expected = np.zeros((3, 4, len(starts)))
        for place, start in enumerate(starts):
            part = frame[:, :, start : start + reach : layer.dilation[0]]
            for out in range(4):
                k = out * groups // 4 * (2 // groups)
                seen = part[:, k : k + 2 // groups]
                expected[:, out, place] = (seen * weight[out]).sum((1, 2)) + layer.bias.data[out]
        np.testing.assert_allclose(layer(x).data, expected, rtol=1e-12, atol=1e-14)
        leaf = tg.Tensor(x, requires_grad=True)
        assert gradcheck(lambda x, w, b: layer(x), leaf, layer.weight, layer.bias, order=1)

    @pytest.mark.parametrize(
        ("shape", "advice"),
        [
            ((5, 9), r"x\[:, None\]"),
            ((2, 9), r"x\[None\]"),
            ((5, 9, 2), r"x\.swapaxes\(1, 2\)"),
            ((5, 3, 9), "$"),
        ],
        ids=["one channel", "one signal", "channels last", "channels"],
    )
    def test_a_wrong_input_names_the_layer_and_what_is_needed(self, shape, advice):
        with pytest.raises(ValueError, match=rf"Conv1d\(2 → 4, 3\): .*\(n, 2, length\).*{advice}"):
            Conv1d(2, 4, 3)(np.zeros(shape))

    def test_it_is_printed_with_what_is_not_usual(self):
        assert repr(Conv1d(1, 4, 3)) == "Conv1d(1 → 4, 3)  16 parameters"
        layer = Conv1d(2, 4, 3, 2, 1, 2, 2, False)
        words = "2 → 4, 3, stride=2, padding=1, dilation=2, groups=2, bias=False"
        assert repr(layer) == f"Conv1d({words})  12 parameters"


class TestAdaptivePooling:
    def test_with_one_it_is_the_mean_of_each_channel(self):
        x = tg.Tensor(images(2, 3, 5, 4), requires_grad=True)
        y = AdaptiveAvgPool2d(1)(x)
        np.testing.assert_allclose(y.data, x.data.mean((2, 3), keepdims=True))
        y.sum().backward()
        np.testing.assert_allclose(x.grad, 1 / 20)

    def test_a_size_that_divides_the_images_is_plain_pooling(self):
        x = images(2, 3, 6, 8)
        np.testing.assert_allclose(AdaptiveAvgPool2d((3, 2))(x).data, AvgPool2d((2, 4))(x).data)

    def test_none_keeps_the_size_and_float32_stays(self):
        y = AdaptiveAvgPool2d((None, 2))(images(1, 2, 5, 4).astype(np.float32))
        assert y.shape == (1, 2, 5, 2)
        assert y.dtype == np.float32

    @pytest.mark.parametrize("size", [0, 2.5, (1, 2, 3), "2", (None, 0)], ids=str)
    def test_a_size_that_cannot_be_is_an_error(self, size):
        with pytest.raises(ValueError, match="AdaptiveAvgPool2d: output_size="):
            AdaptiveAvgPool2d(size)


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
    def test_an_index_that_is_not_an_integer_is_a_type_error(self, index):
        with pytest.raises(TypeError, match=r"Embedding\(5 × 3\): .*astype\(int\)"):
            Embedding(5, 3)(index)

    def test_the_row_for_padding_is_zero_and_never_learns(self):
        for padding_idx in (1, -3):
            layer = Embedding(num_embeddings=4, embedding_dim=2, padding_idx=padding_idx)
            assert layer.padding_idx == 1
            y = layer([1, 3, 1])
            y.sum().backward()
            assert y.data[[0, 2]].tolist() == [[0, 0], [0, 0]]
            assert layer.weight.grad.tolist() == [[0, 0], [0, 0], [0, 0], [1, 1]]
        assert repr(layer) == "Embedding(4 × 2, padding_idx=1)  8 parameters"

    def test_a_row_for_padding_out_of_range_is_named(self):
        with pytest.raises(ValueError, match=r"Embedding: padding_idx=4 .* 0 … 3"):
            Embedding(4, 2, 4)
