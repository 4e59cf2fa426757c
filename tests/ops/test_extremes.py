"""The functions that saturate stay right where exp overflows, and never warn."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.check import gradcheck

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


def test_variance_of_large_numbers_does_not_cancel():
    x = tg.Tensor(np.array([1.0, 2, 3]) + 1e9, requires_grad=True)
    np.testing.assert_allclose(tg.var(x).data, 2 / 3)


@pytest.mark.promise(7)
def test_the_gradient_through_a_masked_root_is_nan_unless_its_input_is_masked():
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
