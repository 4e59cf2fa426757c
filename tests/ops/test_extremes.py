"""The functions that saturate stay right where exp overflows, and never warn."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu._gradcheck import gradcheck

E4, HUGE = 1e4, 1e308
STEP = np.array([-HUGE, -E4, E4, HUGE])

# name: (function, values, first and second derivatives) at -1e308, -1e4, 1e4, 1e308
ELEMENTWISE = {
    "sigmoid": (tg.sigmoid, [0, 0, 1, 1], [0, 0, 0, 0], [0, 0, 0, 0]),
    "tanh": (tg.tanh, [-1, -1, 1, 1], [0, 0, 0, 0], [0, 0, 0, 0]),
    "softplus": (tg.softplus, [0, 0, E4, HUGE], [0, 0, 1, 1], [0, 0, 0, 0]),
    "softplus with beta": (
        lambda x: tg.softplus(x, 0.5), [0, 0, E4, HUGE], [0, 0, 1, 1], [0, 0, 0, 0],
    ),
    "logsigmoid": (tg.logsigmoid, [-HUGE, -E4, 0, 0], [1, 1, 0, 0], [0, 0, 0, 0]),
    "hypot": (lambda x: tg.hypot(x, 0.0), [HUGE, E4, E4, HUGE], [-1, -1, 1, 1], [0, 0, 0, 0]),
    "arctan2": (
        lambda x: tg.arctan2(x, 1.0),
        [-np.pi / 2, -np.pi / 2, np.pi / 2, np.pi / 2], [0, 1e-8, 1e-8, 0], [0, 2e-12, -2e-12, 0],
    ),
    "silu": (tg.silu, [0, 0, E4, HUGE], [0, 0, 1, 1], [0, 0, 0, 0]),
    "relu": (tg.relu, [0, 0, E4, HUGE], [0, 0, 1, 1], [0, 0, 0, 0]),
    "elu": (tg.elu, [-1, -1, E4, HUGE], [0, 0, 1, 1], [0, 0, 0, 0]),
    "abs": (tg.abs, [HUGE, E4, E4, HUGE], [-1, -1, 1, 1], [0, 0, 0, 0]),
    "logaddexp": (
        lambda x: tg.logaddexp(x, 0.0), [0, 0, E4, HUGE], [0, 0, 1, 1], [0, 0, 0, 0],
    ),
    "logaddexp of equals": (
        lambda x: tg.logaddexp(x, x), STEP, [1, 1, 1, 1], [0, 0, 0, 0],
    ),
}  # fmt: skip


@pytest.mark.promise(11)
@pytest.mark.parametrize(("f", "y", "slope", "curve"), ELEMENTWISE.values(), ids=ELEMENTWISE)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_saturating_functions_are_right_far_out(f, y, slope, curve, dtype):
    far = STEP if dtype is np.float64 else np.array([-3e38, -E4, E4, 3e38])
    known = {HUGE: 3e38, -HUGE: -3e38} if dtype is np.float32 else {}
    x = tg.Tensor(far, dtype=dtype, requires_grad=True)
    (first,) = tg.grad(f(x), (x,), grad_output=np.ones(4), create_graph=True)
    second = tg.grad(first.sum(), x).data if first.requires_grad else np.zeros(4)
    np.testing.assert_allclose(f(x).data, [known.get(v, v) for v in y], rtol=1e-2, atol=1e-30)
    np.testing.assert_allclose(first.data, slope, rtol=1e-2, atol=1e-30)
    np.testing.assert_allclose(second, curve, rtol=1e-2, atol=1e-30)


@pytest.mark.parametrize("size", [1e-300, 1e-30, 1e30, 1e300])
def test_a_norm_of_another_order_neither_overflows_nor_vanishes(size):
    x = tg.Tensor([3 * size, -4 * size], requires_grad=True)
    y = tg.norm(x, 3)
    np.testing.assert_allclose(y.data, 91 ** (1 / 3) * size)
    np.testing.assert_allclose(tg.grad(y, x).data, np.array([9, -16]) / 91 ** (2 / 3))


ROWS = [[0.0, E4], [E4, -E4], [E4, E4], [-E4, -E4], [HUGE, -HUGE], [HUGE, HUGE], [-HUGE, 0.0]]
SHARES = [[0, 1], [1, 0], [0.5, 0.5], [0.5, 0.5], [1, 0], [0.5, 0.5], [0, 1]]


@pytest.mark.promise(11)
@pytest.mark.parametrize(("row", "share"), list(zip(ROWS, SHARES, strict=True)), ids=str)
def test_the_softmax_family_is_right_far_out(row, share):
    share = np.array(share, float)
    x = tg.Tensor(row, requires_grad=True)
    np.testing.assert_allclose(tg.softmax(x).data, share)
    np.testing.assert_allclose(tg.logsumexp(x).data, max(row) - np.log(share.max()))
    with np.errstate(over="ignore"):
        expected = np.array(row) - max(row) + np.log(share.max())
    np.testing.assert_allclose(tg.log_softmax(x).data, expected)
    g = np.array([1.0, -3.0])
    for f, slope in (
        (tg.softmax, share * (g - (g * share).sum())),
        (tg.log_softmax, g - share * g.sum()),
        (tg.logsumexp, share),
    ):
        y = f(x)
        seed = g if y.shape == (2,) else None
        (first,) = tg.grad(y, (x,), grad_output=seed, create_graph=True)
        np.testing.assert_allclose(first.data, slope, atol=1e-30)
        assert np.isfinite(tg.grad((first * g).sum(), x).data).all()


def test_the_softmax_family_of_infinite_entries():
    x = tg.Tensor([-np.inf, 0.0, 1.0], requires_grad=True)
    np.testing.assert_allclose(tg.softmax(x).data, [0, 1 / (1 + np.e), np.e / (1 + np.e)])
    np.testing.assert_allclose(tg.logsumexp(x).data, np.log(1 + np.e))
    assert tg.log_softmax(x).data[0] == -np.inf
    tg.logsumexp(x).backward()
    np.testing.assert_allclose(x.grad, [0, 1 / (1 + np.e), np.e / (1 + np.e)])


@pytest.mark.parametrize("value", [np.inf, -np.inf])
def test_infinite_inputs_saturate(value):
    x = tg.Tensor(value, requires_grad=True)
    for f in (tg.sigmoid, tg.tanh, tg.softplus, tg.relu, tg.elu):
        y = f(x)
        assert not np.isnan(y.item()), f
        assert not np.isnan(tg.grad(y, x).item()), f


def test_precision_is_kept_where_a_naive_formula_cancels():
    for f, value, expected in (
        (tg.sigmoid, -50.0, 1.9287498479639178e-22),
        (tg.softplus, -50.0, 1.9287498479639178e-22),
        (tg.expm1, 1e-12, 1.0000000000005e-12),
        (tg.log1p, 1e-12, 9.999999999995e-13),
        (tg.tanh, 1e-12, 1e-12),
    ):
        np.testing.assert_allclose(f(tg.Tensor(value)).data, expected, rtol=1e-12)
    x = tg.Tensor(-50.0, requires_grad=True)
    tg.sigmoid(x).backward()
    np.testing.assert_allclose(x.grad, 1.9287498479639178e-22, rtol=1e-12)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_slopes_are_right_far_out_where_a_square_or_cube_overflows(dtype):
    big = float(np.finfo(dtype).max) / 2
    close = 4 * np.finfo(dtype).eps

    def slope(f, at):
        x = tg.Tensor(np.array(at, dtype), requires_grad=True)
        return tg.grad(f(x), x, np.ones(len(at), dtype)).data.astype(float)

    far = [big, -big, 300.0, -300.0]
    np.testing.assert_array_equal(slope(lambda x: tg.gelu(x, "tanh"), far), [1, 0, 1, 0])
    least = float(np.finfo(dtype).smallest_subnormal)
    np.testing.assert_allclose(slope(tg.arcsinh, far), 1 / np.hypot(1, far), rtol=close, atol=least)
    np.testing.assert_allclose(slope(tg.arccosh, [big, 300]), [1 / big, 89999**-0.5], close, least)
    np.testing.assert_allclose(
        slope(tg.arctan, [300, 1000]), [1 / 90001, 1 / 1000001], close, least
    )


@pytest.mark.parametrize("f", [tg.elu, tg.expm1], ids=["elu", "expm1"])
def test_slopes_do_not_cancel_where_the_value_is_almost_minus_one(f):
    x = tg.Tensor(np.float32([-17, -40]), requires_grad=True)
    f(x).sum().backward()
    np.testing.assert_allclose(x.grad, np.exp([-17.0, -40.0]), rtol=1e-6)


@pytest.mark.parametrize("op", [tg.softmax, tg.log_softmax, tg.logsumexp], ids=lambda f: f.__name__)
def test_the_softmax_family_takes_no_entries_and_many_of_float16(op):
    for shape, axis in (((3, 0), 1), ((0, 3), 1), ((3, 0), 0), ((0,), 0)):
        x = tg.Tensor(np.zeros(shape), requires_grad=True)
        y = op(x, axis=axis)
        rest = tuple(n for k, n in enumerate(shape) if k != axis)
        assert y.shape == (rest if op is tg.logsumexp else shape)
        np.testing.assert_array_equal(y.data, np.full(y.shape, -np.inf))
        assert tg.grad(y, x, np.ones(y.shape)).shape == shape
    half = tg.Tensor(np.zeros(70_000, np.float16), requires_grad=True)
    y = op(half)
    assert y.dtype == np.float16
    n = {tg.softmax: 1 / 70_000, tg.log_softmax: -np.log(70_000), tg.logsumexp: np.log(70_000)}[op]
    np.testing.assert_allclose(y.data, np.full(y.shape, n), rtol=3e-3)
    y.backward(np.ones(y.shape))
    slope = 1 / 70_000 if op is tg.logsumexp else 0
    np.testing.assert_allclose(half.grad, np.full(70_000, slope), rtol=3e-3, atol=1e-6)


PIXELS = [np.int8, np.int16, np.int32, np.int64, np.uint8, np.bool_, np.float32, np.longdouble]


@pytest.mark.parametrize("dtype", PIXELS, ids=lambda t: t.__name__)
def test_no_frame_wins_a_window(dtype):
    least = {"f": -np.inf, "b": False}.get(np.dtype(dtype).kind)
    least = np.iinfo(dtype).min if least is None else least
    for value in (least, 1):
        x = np.full((1, 1, 2, 3), value, dtype)
        y = tg.max_pool2d(tg.Tensor(x), 2, padding=1)
        assert y.dtype == dtype
        np.testing.assert_array_equal(y.data, np.full((1, 1, 2, 2), value, dtype))


def test_a_window_of_minus_infinities_passes_its_gradient_into_the_image():
    x = tg.Tensor(np.full((1, 1, 2, 2), -np.inf), requires_grad=True)
    tg.max_pool2d(x, 2, padding=1).backward(np.array([[[[1.0, 2], [3, 4]]]]))
    np.testing.assert_array_equal(x.grad, [[[[1, 2], [3, 4]]]])


# --- where a sum or a square in between does not fit ----------------------------------------------


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
@pytest.mark.parametrize("axis", [0, (0, 1), None, -2])
def test_sums_down_many_rows_keep_their_digits(axis, dtype):
    """NumPy adds a million rows one after the other, with two digits left in float32."""
    values = np.random.default_rng(0).uniform(0.5, 1, (200_000, 2)).astype(dtype) / 10
    x, wide = tg.Tensor(values), tg.Tensor(values.astype(float))
    close = np.finfo(dtype).eps
    for f in (tg.sum, np.add.reduce, tg.mean, tg.var, tg.std):
        if dtype is np.float16 and f in (tg.sum, np.add.reduce) and axis in ((0, 1), None):
            continue  # beyond float16
        y = f(x, axis=axis)
        assert y.dtype == dtype
        np.testing.assert_allclose(y.data, f(wide, axis=axis).data, rtol=4 * close)
    running = tg.cumsum(x, axis=0).data
    np.testing.assert_allclose(running, np.cumsum(wide.data, axis=0), rtol=close)


@pytest.mark.parametrize("order", ["C", "F"])
def test_gradients_summed_over_many_rows_keep_their_digits(order):
    g = np.asarray(np.full((100_000, 3), 0.1, np.float32), order=order)
    x = tg.Tensor(np.zeros((100_000, 3), np.float32))
    bias = tg.Tensor(np.zeros(3, np.float32), requires_grad=True)
    weight = tg.Tensor(np.zeros((3, 3), np.float32))
    column = tg.Tensor(np.zeros((1, 3), np.float32), requires_grad=True)
    (x + bias).backward(g)
    added = bias.grad
    bias.grad = None
    tg.linear(x, weight, bias).backward(g)
    tg.broadcast_to(column, g.shape).backward(g)
    for found in (added, bias.grad, column.grad[0]):
        np.testing.assert_allclose(found, 1e5 * float(np.float32(0.1)), rtol=1e-7)


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize(
    ("shape", "axis"),
    [
        ((1025, 3), 0),
        ((3, 2, 1087), -1),
        ((2, 1100, 3), (1,)),
        ((40, 30, 5), (0, 1)),
        ((1030, 0), 0),
    ],
)
def test_no_entry_is_lost_or_added_twice_in_a_long_sum(shape, axis, order, dtype):
    values = np.random.default_rng(0).integers(0, 9, shape)  # whose sums are exact in float16
    x = np.asarray(values / 128, dtype, order=order)
    for keepdims in (False, True):
        y = tg.sum(x, axis=axis, keepdims=keepdims)
        np.testing.assert_array_equal(y, x.astype(float).sum(axis, keepdims=keepdims).astype(dtype))


@pytest.mark.parametrize("rows", [1, 10, 128, 1000])
def test_mini_batches_are_summed_as_numpy_does_it(rows):
    g = np.random.default_rng(0).normal(size=(rows, 10)).astype(np.float32)
    for axis in (0, 1, None, (0, 1)):
        np.testing.assert_array_equal(tg.sum(tg.Tensor(g), axis=axis).data, g.sum(axis=axis))


def test_means_in_float16_do_not_overflow_on_the_way():
    half = np.float16
    assert tg.Tensor(np.full(1000, 100, half)).mean().item() == 100
    assert tg.Tensor(half([60000, 60000, -60000])).sum().item() == 60000
    np.testing.assert_allclose(tg.cumsum(np.full(5000, 0.1, half))[-1], 499.9, atol=0.25)
    x = tg.Tensor(half([[300, -300, 600, -600]]), requires_grad=True)
    for f, expected in ((tg.std, 474.3), (tg.norm, 948.5)):
        np.testing.assert_allclose(f(x).item(), expected, rtol=1e-3)
    assert tg.var(x / 2 - 0.5).item() == 56256.0
    assert tg.prod(tg.Tensor(half([300, 300, 0.5, 0.5]))).item() == 22496
    ones = tg.Tensor(np.ones(70_000, half), requires_grad=True)
    mean = ones.mean()
    mean.backward()
    assert mean.item() == 1
    np.testing.assert_allclose(ones.grad, 1 / 70_000, rtol=3e-3)  # as near as float16 has it


LENGTHS = {
    np.float16: ([300, 400], [3e-7, 4e-7], [6e-8, 0], [30000, 40000]),
    np.float32: ([3e20, 4e20], [3e-30, 4e-30], [1e-45, 0], [1.5e38, 2e38]),
    np.float64: ([3e200, 4e200], [3e-200, 4e-200], [5e-324, 0], [6e307, 8e307]),
}


@pytest.mark.parametrize("ord", [None, 2, 3, 1.5, 4])
@pytest.mark.parametrize(
    ("dtype", "at"), [(dtype, at) for dtype, rows in LENGTHS.items() for at in rows], ids=str
)
def test_lengths_are_right_where_squares_do_not_fit(ord, dtype, at):
    x = tg.Tensor(np.array(at, dtype), requires_grad=True)
    far = x.data.astype(np.longdouble) / x.data.max()
    p = ord or 2
    share = (far**p).sum() ** (1 / p)
    y = tg.norm(x, ord)
    y.backward()
    rtol = 256 * np.finfo(dtype).eps
    np.testing.assert_allclose(y.data, (share * x.data.max()).astype(dtype), rtol=rtol)
    np.testing.assert_allclose(x.grad, (far / share) ** (p - 1), rtol=rtol)
    rows = tg.norm(tg.Tensor(np.array([at, [0, 0], [3, 4]], dtype)), ord, axis=1)
    np.testing.assert_allclose(rows.data[:2], [y.item(), 0], rtol=rtol)


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.int16, np.bool_])
def test_small_integers_become_floats_in_norms(dtype):
    x = np.array([[10, 100, 1], [0, 120, 7]]).astype(dtype)
    for ord in (None, "fro", 1, -np.inf, 2, "nuc"):
        np.testing.assert_allclose(tg.norm(tg.Tensor(x), ord).data, np.linalg.norm(x, ord))
    for ord in (None, 1, np.inf, 3):
        np.testing.assert_allclose(
            tg.norm(tg.Tensor(x), ord, axis=1).data, np.linalg.norm(x.astype(float), ord, axis=1)
        )


@pytest.mark.parametrize("axis", [0, -1, None])
def test_a_number_has_the_axes_that_numpy_allows_it(axis):
    for f in (tg.sum, tg.mean, tg.max, tg.min, tg.prod, tg.var, tg.std, tg.logsumexp, tg.norm):
        x = tg.Tensor(2.0, requires_grad=True)
        y = f(x, axis=axis)
        y.backward()
        assert (y.shape, x.grad.shape) == ((), ())
        assert x.grad == (0 if f in (tg.var, tg.std) else 1), f
    for f in (tg.cumsum, tg.cumprod):
        x = tg.Tensor(2.0, requires_grad=True)
        y = f(x, axis=axis)
        y.backward()
        assert (y.data.tolist(), x.grad.tolist()) == ([2], 1)


def test_variance_of_large_numbers_does_not_cancel():
    x = tg.Tensor(np.array([1.0, 2, 3]) + 1e9, requires_grad=True)
    np.testing.assert_allclose(tg.var(x).data, 2 / 3)


@pytest.mark.promise(7)
def test_the_gradient_through_a_masked_root_needs_a_masked_input():
    """0 · ∞: the documentation explains it; the remedy is to choose the input."""
    x = tg.Tensor([0.0, 4.0], requires_grad=True)
    safe = tg.where(x > 0, tg.sqrt(tg.where(x > 0, x, 1.0)), 0.0)
    safe.sum().backward()
    np.testing.assert_allclose(x.grad, [0, 0.25])
    x.grad = None
    with np.errstate(divide="ignore", invalid="ignore"):
        tg.where(x > 0, tg.sqrt(x), x).sum().backward()
    assert np.isnan(x.grad[0])


@pytest.mark.parametrize(
    "matrix",
    [
        np.zeros((1, 1)),
        np.zeros((2, 2)),
        np.array([[1.0, 2, 3], [2, 4, 6], [7, 8, 9]]),
        np.stack([np.diag([1.0, 2, 3]), np.diag([1.0, 0, 3]), np.zeros((3, 3))]),
    ],
    ids=["number", "zeros", "two rows alike", "a stack"],
)
def test_det_has_a_gradient_and_a_second_one_where_there_is_no_inverse(matrix):
    assert gradcheck(tg.det, tg.Tensor(matrix, requires_grad=True))


def test_the_gradient_of_det_is_the_matrix_of_cofactors():
    x = tg.Tensor([[1.0, 2, 3], [2, 4, 6], [7, 8, 9]], requires_grad=True)
    tg.det(x).backward()
    np.testing.assert_allclose(x.grad, [[-12, 24, -12], [6, -12, 6], [0, 0, 0]], atol=1e-12)


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.bool_, np.int64])
def test_the_softmax_family_takes_integers_at_both_ends_of_their_range(dtype):
    ends = [0, 1] if dtype is np.bool_ else [np.iinfo(dtype).min, np.iinfo(dtype).max]
    x = np.array(ends, dtype)
    expected = tg.softmax(x.astype(float))
    for given in (x, tg.Tensor(x)):
        np.testing.assert_allclose(np.asarray(tg.softmax(given)), expected, atol=1e-3)
        np.testing.assert_allclose(np.exp(tg.log_softmax(given)), expected, atol=1e-3)
        np.testing.assert_allclose(tg.logsumexp(given), tg.logsumexp(x.astype(float)), rtol=1e-2)


def test_the_gradient_of_a_product_of_three_takes_the_best_order(monkeypatch):
    """From left to right it would take n⁴ steps, for matrices of n × n, where n³ do."""
    orders, einsum = [], np.einsum

    def noted(*operands, **settings):
        orders.append(settings["optimize"])
        return einsum(*operands, **settings)

    monkeypatch.setattr(np, "einsum", noted)
    x = tg.Tensor(np.ones((2, 2)), requires_grad=True)
    tg.einsum("ij,jk,kl->il", x, x, x).sum().backward()
    assert orders == [True] * 4
    assert (x.grad == 12).all()
