"""Where mathematics leaves a choice, or a shortcut goes wrong: ties, kinks, zeros, repetition."""

import itertools

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.ops import linalg, reduce


def gradient(f, *values):
    xs = [tg.Tensor(value, requires_grad=True) for value in values]
    f(*xs).sum().backward()
    return xs[0].grad.tolist() if len(xs) == 1 else [x.grad.tolist() for x in xs]


# --- ties and kinks: one row each in the documentation's table ----------------------------------

CHOICES = {
    "max splits a tie evenly": (lambda x: x.max(), [2.0, 1, 2], [0.5, 0, 0.5]),
    "min splits a tie evenly": (lambda x: x.min(), [1.0, 1, 1, 2], [1 / 3, 1 / 3, 1 / 3, 0]),
    "max splits ties in each row": (
        lambda x: x.max(axis=1), [[1.0, 1], [3, 2]], [[0.5, 0.5], [1, 0]],
    ),
    "max splits ties over two axes": (
        lambda x: x.max(axis=(0, 1)), [[1.0, 1], [1, 1]], [[0.25, 0.25], [0.25, 0.25]],
    ),
    "maximum splits a tie evenly": (lambda x: tg.maximum(x, 1), [0.0, 1, 2], [0, 0.5, 1]),
    "minimum splits a tie evenly": (lambda x: tg.minimum(x, 1), [0.0, 1, 2], [1, 0.5, 0]),
    "maximum of a thing with itself": (lambda x: tg.maximum(x, x), [1.0, 2], [1, 1]),
    "relu' is 0 at 0": (tg.relu, [-1.0, 0, 1], [0, 0, 1]),
    "leaky_relu' at 0 is its slope": (tg.leaky_relu, [-1.0, 0, 1], [0.01, 0.01, 1]),
    "elu' is 1 at 0 for alpha 1": (tg.elu, [0.0], [1]),
    "abs' is 0 at 0": (abs, [-2.0, 0, 2], [-1, 0, 1]),
    "clip' is 1 at its bounds": (
        lambda x: x.clip(-1, 1), [-2.0, -1, 0, 1, 2], [0, 1, 1, 1, 0],
    ),
    "norm' is 0 at 0": (tg.norm, [0.0, 0], [0, 0]),
    "norm' of another order is 0 at 0": (lambda x: tg.norm(x, 3), [0.0, 0], [0, 0]),
    "norm' of another order where one entry is 0": (lambda x: tg.norm(x, 3), [0.0, -2], [0, -1]),
    "sign' is 0": (tg.sign, [-2.0, 0, 2], [0, 0, 0]),
    "floor' is 0": (tg.floor, [-0.5, 0, 1], [0, 0, 0]),
    "ceil' is 0": (tg.ceil, [-0.5, 0, 1], [0, 0, 0]),
    "trunc' is 0": (tg.trunc, [-0.5, 0, 1], [0, 0, 0]),
    "round' is 0": (tg.round, [-0.5, 0.3, 1], [0, 0, 0]),
    "what is added to a rounded number keeps its slope": (
        lambda x: x * x + 10 * tg.round(x), [0.3, 1.5], [0.6, 3],
    ),
    "x // y is flat": (lambda x: x // 2, [-3.0, 0, 4], [0, 0, 0]),
    "x % y goes up with x": (lambda x: x % 2, [-3.0, 0, 4], [1, 1, 1]),
    "x % y goes down with y": (lambda y: tg.Tensor([5.0, -5, 4]) % y, [2.0, 2, 2], [-2, 3, -2]),
    "hypot' is 0 at 0": (lambda x: tg.hypot(x, [4.0, 0]), [3.0, 0], [0.6, 0]),
    "arctan2' is 0 at 0": (lambda x: tg.arctan2(x, [0.0, 1]), [0.0, 0], [0, 1]),
    "nan_to_num takes nothing from what is no number": (
        lambda x: tg.nan_to_num(x, posinf=9, neginf=-9) * 2,
        [1.0, np.nan, np.inf, -np.inf],
        [2, 0, 0, 0],
    ),
    "topk takes the last of equals": (
        lambda x: tg.topk(x, 1).values, [1.0, 2, 2], [0, 0, 1],
    ),
    "topk of the smallest takes the first of equals": (
        lambda x: tg.topk(x, 1, largest=False).values, [2.0, 1, 1], [0, 1, 0],
    ),
    "norm' of order ½ is 0 along an entry 0": (lambda x: tg.norm(x, 0.5), [0.0, 4], [0, 1]),
    "std' is 0 where all entries are equal": (lambda x: x.std(), [1.0, 1, 1], [0, 0, 0]),
    "std' of one entry is 0": (lambda x: x.std(), [3.0], [0]),
    "std' of a constant column is 0": (
        lambda x: x.std(axis=0), [[1.0, 2], [1, 4]], [[0, -0.5], [0, 0.5]],
    ),
    "sort keeps the order of equals": (
        lambda x: tg.sort(x) * [1.0, 2, 3], [1.0, 1, 0], [2, 3, 1],
    ),
    "x ** 0 has gradient 0, at 0 too": (lambda x: x**0, [-1.0, 0, 2], [0, 0, 0]),
    "x ** 0.0 too": (lambda x: x**0.0, [0.0, 2], [0, 0]),
    "x ** an array of zeros too": (lambda x: x ** np.zeros(2), [0.0, 2], [0, 0]),
    "x ** 1 has gradient 1 at 0": (lambda x: x**1, [0.0], [1]),
    "x ** 2 has gradient 0 at 0": (lambda x: x**2, [0.0], [0]),
    "0 ** y has gradient 0": (lambda y: tg.power(np.zeros(2), y), [1.0, 2], [0, 0]),
    "prod of no zero": (lambda x: x.prod(), [2.0, 3, 4], [12, 8, 6]),
    "prod with one zero": (lambda x: x.prod(), [2.0, 0, 4], [0, 8, 0]),
    "prod with two zeros": (lambda x: x.prod(), [0.0, 0, 4], [0, 0, 0]),
    "prod with many zeros": (lambda x: x.prod(), [0.0, 0, 0, 0], [0, 0, 0, 0]),
    "prod of rows with zeros": (
        lambda x: x.prod(axis=1), [[2.0, 0], [0, 0], [2, 3]], [[0, 2], [0, 0], [3, 2]],
    ),
    "prod of nothing": (lambda x: x.prod(), [], []),
    "cumprod with a zero": (lambda x: tg.cumprod(x), [2.0, 0, 4], [1, 10, 0]),
    "where takes nothing from the other": (
        lambda x: tg.where(x > 0, x * 2, x * 3), [-1.0, 1], [3, 2],
    ),
    "x * x": (lambda x: x * x, [3.0, -2], [6, -4]),
    "x - x": (lambda x: x - x, [3.0, -2], [0, 0]),
    "x / x": (lambda x: x / x, [3.0, -2], [0, 0]),
    "x * x of one number": (lambda x: x * x, 3.0, 6),
    "x @ x of a vector": (lambda x: x @ x, [1.0, 2], [2, 4]),
    "x @ x.T": (lambda x: x @ x.T, [[1.0, 2], [3, 4]], [[8, 12], [8, 12]]),
    "x @ x": (lambda x: x @ x, [[1.0, 2], [3, 4]], [[7, 11], [9, 13]]),
    "neighbours": (lambda x: x[0:2] * x[1:3], [1.0, 2, 3], [2, 4, 2]),
    "concatenate with itself": (
        lambda x: tg.concatenate([x, x]) * [1.0, 2, 3, 4], [1.0, 2], [4, 6],
    ),
    "stack with itself": (lambda x: tg.stack([x, x, x]), [1.0, 2], [3, 3]),
    "an index twice": (lambda x: x[[0, 1, 0]] * [1.0, 10, 100], [1.0, 2, 3], [101, 10, 0]),
    "take twice": (lambda x: tg.take(x, [0, 1, 0]) * [1.0, 10, 100], [1.0, 2, 3], [101, 10, 0]),
    "einsum with itself": (
        lambda x: tg.einsum("i,i->", x, x), [1.0, 2], [2, 4],
    ),
    "outer with itself": (lambda x: tg.outer(x, x), [1.0, 2], [6, 6]),
}  # fmt: skip


@pytest.mark.promise(3, 6, 7)
@pytest.mark.parametrize(("f", "at", "expected"), CHOICES.values(), ids=CHOICES)
def test_the_convention_holds(f, at, expected):
    with np.errstate(invalid="ignore"):
        found = gradient(f, at)
    np.testing.assert_allclose(found, expected, rtol=1e-15)


def test_a_tie_between_two_tensors_is_split():
    assert gradient(tg.maximum, [1.0, 2.0], [1.0, 1.0]) == [[0.5, 1], [0.5, 0]]
    assert gradient(tg.minimum, [1.0, 2.0], [1.0, 1.0]) == [[0.5, 0], [0.5, 1]]


@pytest.mark.promise(6)
def test_pooling_takes_the_first_maximum():
    from tinygrad_edu.ops.conv import max_pool2d

    assert gradient(lambda x: max_pool2d(x, 2), np.ones((1, 1, 2, 2))) == [[[[1, 0], [0, 0]]]]


@pytest.mark.promise(7)
def test_power_of_two_tensors_at_zero():
    x, y = gradient(lambda x, y: x**y, [0.0, 0.0, 2.0], [0.0, 2.0, 0.0])
    assert x == [0, 0, 0]
    np.testing.assert_allclose(y, [0, 0, np.log(2)])


def test_a_negative_base_has_a_power_with_a_constant_exponent():
    assert gradient(lambda x: x**3, [-2.0, 0]) == [12, 0]
    assert gradient(lambda x: x**-1, [-2.0]) == [-0.25]


def test_second_derivatives_of_powers_are_right_at_zero():
    for n, expected in ((0, 0), (1, 0), (2, 2), (3, 0)):
        x = tg.Tensor(0.0, requires_grad=True)
        (slope,) = tg.grad(x**n, (x,), create_graph=True)
        assert tg.grad(slope, x).item() == expected, n


def test_the_mixed_derivative_of_a_power_is_right_at_the_exponent_zero():
    """∂²(x ** y)/∂x∂y = x ** (y - 1) * (1 + y * log x), which is 1 / x there, in both orders."""
    x = tg.Tensor([0.5, 2.0, 3.0], requires_grad=True)
    y = tg.Tensor([0.0, 0.0, 1.0], requires_grad=True)
    for power in (tg.power, np.power, np.float_power):
        for first, second in ((x, y), (y, x)):
            slope = tg.grad(power(x, y).sum(), first, create_graph=True)
            mixed = tg.grad(slope.sum(), second).data
            np.testing.assert_allclose(mixed, [2, 0.5, 1 + np.log(3)], rtol=1e-14)
    assert tg.gradcheck(lambda x, y: x**y, x, y)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_a_power_has_slopes_where_its_base_is_at_an_end(dtype):
    least = np.finfo(dtype).smallest_subnormal
    x = tg.Tensor(np.array([0, least, np.inf], dtype), requires_grad=True)
    (x**0.0).sum().backward()
    np.testing.assert_array_equal(x.grad, [0, 0, 0])
    y = tg.Tensor(np.array([-1, 0, 1], dtype), requires_grad=True)
    with np.errstate(divide="ignore"):
        (0.0**y).backward(np.ones(3))
    np.testing.assert_array_equal(y.grad, [-np.inf, 0, 0])


def test_an_exponent_of_small_integers_does_not_wrap_around():
    x = tg.Tensor([10.0, 100.0, 0.0], requires_grad=True)
    (x ** np.uint8([0, 0, 1])).sum().backward()
    np.testing.assert_array_equal(x.grad, [0, 0, 1])


def test_float_power_computes_in_float64():
    for x in (np.float32([2, 3]), np.int8([2, 3])):
        y = np.float_power(tg.Tensor(x), tg.Tensor(np.float32(7)))
        assert y.dtype == np.float64
        np.testing.assert_array_equal(y.data, np.float_power(x, np.float32(7)))


@pytest.mark.promise(7)
@pytest.mark.parametrize(
    "at", [[2, 3, 4], [2, 0, 4], [0, 0, 3, 5], [0, 0, 0], [1, 0, 2, 0, 3], [7]]
)
def test_products_with_zeros_are_exact_in_all_derivatives(at):
    """The n² way: each product of the others, or of all others but two, by itself."""
    x, n = np.array(at, float), len(at)

    def product(stop, *without):
        if max(without) >= stop:
            return 0
        return np.delete(x[:stop], without).prod()

    def slope(stop):
        return np.array([product(stop, i) for i in range(n)])

    def curve(stop):
        return [[product(stop, i, j) if i != j else 0 for j in range(n)] for i in range(n)]

    weights = np.arange(1.0, n + 1)
    running = [k * slope(stop) for stop, k in enumerate(weights, 1)]
    bends = [k * np.array(curve(stop)) for stop, k in enumerate(weights, 1)]
    for f, first, second in (
        (lambda x: x.prod(), slope(n), curve(n)),
        (lambda x: (tg.cumprod(x) * weights).sum(), sum(running), sum(bends)),
    ):
        t = tg.Tensor(x, requires_grad=True)
        np.testing.assert_array_equal(tg.grad(f(t), t).data, first)
        np.testing.assert_array_equal(tg.hessian(f, t).data, second)


def test_a_long_product_takes_no_square_of_its_length():
    """50,000² numbers would be 20 GB."""
    for f in (tg.prod, lambda x: tg.cumprod(x)[-1]):
        x = tg.Tensor(np.full(50_000, 1 + 1e-5), requires_grad=True)
        _, product = tg.hvp(f, x, np.ones(50_000))
        whole, n = (1 + 1e-5) ** 50_000, 50_000
        np.testing.assert_allclose(product.data, (n - 1) * whole / (1 + 1e-5) ** 2, rtol=1e-8)


@pytest.mark.parametrize("n", [1024, 1025, 2500])
def test_a_long_running_product_has_the_gradient_of_the_plain_loop(n):
    rng = np.random.default_rng(0)
    x, g = rng.uniform(0.99, 1.01, n) * rng.choice([-1, 1], n), rng.normal(size=n)
    x[[n // 2, n // 2 + 7, n - 3]] = 0
    expected, later = np.empty(n), 0.0
    before = np.cumprod([1, *x[:-1]])
    for k in reversed(range(n)):  # later: the sum of g[j] · x[k + 1] ⋯ x[j]
        later = g[k] + (x[k + 1] * later if k + 1 < n else 0)
        expected[k] = before[k] * later
    t = tg.Tensor(x, requires_grad=True)
    tg.cumprod(t).backward(g)
    np.testing.assert_allclose(t.grad, expected, rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("n", range(1, 8))
def test_pairs_and_rounds_give_a_running_product_the_same_second_derivative(monkeypatch, n):
    x = tg.Tensor([0.5, 0, -2, 3, 0, 1.5, -1][:n], requires_grad=True)
    weights = np.arange(1.0, n + 1)

    def curve():
        return tg.hessian(lambda x: (tg.cumprod(x) * weights).sum(), x).data

    rounds = curve()
    monkeypatch.setattr(reduce, "MANY", 1)  # every row is long
    np.testing.assert_allclose(curve(), rounds, rtol=1e-14)


# --- nan and infinity: one row each in the documentation's two tables -----------------------------

NAN, INF = np.nan, np.inf
NO_NUMBERS = {  # function, at, value, slopes
    "relu": (tg.relu, [NAN, 2], [NAN, 2], [0, 1]),
    "leaky_relu": (tg.leaky_relu, [NAN, 2], [NAN, 2], [0.01, 1]),
    "elu": (tg.elu, [NAN, 2], [NAN, 2], [NAN, 1]),
    "sigmoid": (tg.sigmoid, [NAN], [NAN], [NAN]),
    "tanh": (tg.tanh, [NAN], [NAN], [NAN]),
    "exp": (tg.exp, [NAN], [NAN], [NAN]),
    "maximum": (lambda x: tg.maximum(x, 1), [NAN, 2], [NAN, 2], [0, 1]),
    "maximum, of the other": (lambda x: tg.maximum(x, NAN), [1.0, NAN], [NAN, NAN], [0, 0]),
    "minimum": (lambda x: tg.minimum(x, 1), [NAN, 0], [NAN, 0], [0, 1]),
    "clip": (lambda x: x.clip(0, 1), [NAN, 0.5], [NAN, 0.5], [0, 1]),
    "abs": (tg.abs, [NAN, -2], [NAN, 2], [NAN, -1]),
    "max": (tg.max, [NAN, 2], NAN, [NAN, NAN]),
    "min": (tg.min, [NAN, 2], NAN, [NAN, NAN]),
    "max_pool2d": (
        lambda x: tg.max_pool2d(x.reshape(1, 1, 2, 2), 2), [1, NAN, NAN, 2], [[[[NAN]]]],
        [0, 0, 1, 0],
    ),
    "sort": (tg.sort, [NAN, 2, 1], [1, 2, NAN], [1, 1, 1]),
    "logsumexp of a masked row": (tg.logsumexp, [-INF, -INF], -INF, [NAN, NAN]),
    "logsumexp with infinity": (tg.logsumexp, [INF, 1], INF, [NAN, 0]),
    "logsumexp of both": (tg.logsumexp, [INF, -INF, 1], INF, [NAN, 0, 0]),
    "logsumexp of nothing": (tg.logsumexp, [], -INF, []),
    "softmax of a masked row": (tg.softmax, [-INF, -INF], [NAN, NAN], [NAN, NAN]),
    "log_softmax of a masked row": (tg.log_softmax, [-INF, -INF], [NAN, NAN], [NAN, NAN]),
    "logaddexp": (lambda x: tg.logaddexp(x, -INF), [-INF, 1], [-INF, 1], [NAN, 1]),
    "silu": (tg.silu, [INF, -INF], [INF, NAN], [NAN, NAN]),
    "gelu": (tg.gelu, [INF, -INF], [INF, NAN], [NAN, NAN]),
    "norm": (tg.norm, [INF, 1], INF, [NAN, 0]),
}  # fmt: skip


@pytest.mark.parametrize(("f", "at", "value", "slopes"), NO_NUMBERS.values(), ids=NO_NUMBERS)
def test_a_nan_or_infinity_passes_as_the_tables_say(f, at, value, slopes):
    x = tg.Tensor(at, dtype=float, requires_grad=True)
    with np.errstate(all="ignore"):
        y = f(x)
        slope = tg.grad(y, x, np.ones(y.shape))
    np.testing.assert_array_equal(y.data, value)
    np.testing.assert_array_equal(slope.data, slopes)


def test_a_view_of_a_view_of_a_view():
    assert gradient(lambda x: x.T[::-1][:, None][1:], [[1.0, 2], [3, 4]]) == [[1, 0], [1, 0]]


# --- counts and axes ----------------------------------------------------------------------------

COUNTS = {
    "split": lambda x, n: tg.split(x, n),
    "array_split": lambda x, n: tg.array_split(x, n),
    "split along": lambda x, n: tg.split(x, 2, axis=n - 2),
    "repeat": lambda x, n: tg.repeat(x, n),
    "tile": lambda x, n: tg.tile(x, n),
    "roll": lambda x, n: tg.roll(x, n, axis=0),
    "stack": lambda x, n: tg.stack([x, x], axis=n),
    "concatenate": lambda x, n: tg.concatenate([x, x], axis=n - 1),
    "flatten": lambda x, n: tg.flatten(x, n - 2, n - 1),
    "moveaxis": lambda x, n: tg.moveaxis(x, n - 2, n - 1),
    "swapaxes": lambda x, n: x.swapaxes(n - 2, n - 1),
    "transpose": lambda x, n: x.transpose(n - 1, n - 2),
    "transpose of a vector": lambda x, n: x[0].transpose(n - 2),
    "reshape": lambda x, n: x.reshape(n, 2, -1),
    "broadcast_to": lambda x, n: tg.broadcast_to(x, (n, 4, 4)),
    "expand_dims": lambda x, n: tg.expand_dims(x, n),
    "tensordot": lambda x, n: tg.tensordot(x, x, n),
    "pad": lambda x, n: tg.pad(x, n),
    "tril": lambda x, n: tg.tril(x, n - 1),
    "diag": lambda x, n: tg.diag(x, n),
    "trace": lambda x, n: tg.trace(x, n),
    "topk": lambda x, n: tg.topk(x, n).values,
    "diff": lambda x, n: tg.diff(x, n),
    "sum": lambda x, n: x.sum(axis=n - 1),
    "softmax": lambda x, n: x.softmax(axis=n - 1),
    "max": lambda x, n: x.max(axis=n - 1),
    "var": lambda x, n: x.var(axis=n - 1, ddof=n),
    "cumsum": lambda x, n: x.cumsum(axis=n - 1),
    "take": lambda x, n: tg.take(x, n, axis=0),
    "getitem": lambda x, n: x[n],
    "round": lambda x, n: x.round(n),
    "max_pool2d": lambda x, n: tg.max_pool2d(x[None, None], n, stride=n),
}


@pytest.mark.parametrize(
    "kind",
    [np.int64, np.uint8, np.array, lambda n: tg.Tensor(np.array(n))],
    ids=["int64", "uint8", "0-d array", "0-d tensor"],
)
@pytest.mark.parametrize("call", COUNTS.values(), ids=COUNTS)
def test_numpys_integers_count_as_pythons(call, kind):
    x = tg.Tensor(np.arange(16.0).reshape(4, 4), requires_grad=True)
    found, expected = call(x, kind(2)), call(x, 2)
    if not isinstance(expected, list):
        found, expected = [found], [expected]
    for y, z in zip(found, expected, strict=True):
        assert y.requires_grad
        np.testing.assert_array_equal(y.data, z.data)


# --- dtypes -----------------------------------------------------------------------------------

NUMBERS = [2, 2.0, True, np.float32(0.25), np.float64(0.25), np.int8(3), np.uint64(3), np.bool_(1)]
OPERATIONS = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "**": lambda a, b: a**b,
    "maximum": np.maximum,
    "logaddexp": np.logaddexp,
}


@pytest.mark.promise(8)
@pytest.mark.parametrize("number", NUMBERS, ids=lambda n: f"{type(n).__name__} {n}")
@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_float64_stays_exact_with_every_scalar(operation, number):
    x = tg.Tensor([0.1, 0.7], requires_grad=True)
    for f in (lambda x: operation(x, number), lambda x: operation(number, x)):
        y = f(x)
        assert y.dtype == np.float64
        np.testing.assert_array_equal(y.data, f(x.data) if type(number) is not bool else y.data)
        (slope,) = tg.grad(y.sum(), (x,))
        assert slope.dtype == np.float64


@pytest.mark.parametrize("number", [2, 2.0, True, 0, -1], ids=str)
@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_float32_stays_float32_with_python_numbers(operation, number):
    for f in (lambda x: operation(x, number), lambda x: operation(number, x)):
        if number in (0, -1) and operation in (OPERATIONS["**"], OPERATIONS["/"]):
            continue
        x = tg.Tensor([0.1, 0.7], dtype=np.float32, requires_grad=True)
        y = f(x)
        y.sum().backward()
        assert (y.dtype, x.grad.dtype) == (np.float32, np.float32)


@pytest.mark.promise(8)
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.int8])
@pytest.mark.parametrize(
    "wrap", [np.asarray, tg.Tensor, lambda c: c[0]], ids=["array", "tensor", "scalar"]
)
@pytest.mark.parametrize(
    "operation",
    [*OPERATIONS.values(), np.arctan2, np.hypot],
    ids=[*OPERATIONS, "arctan2", "hypot"],
)
def test_a_narrow_operand_costs_a_derivative_no_digits(operation, wrap, dtype):
    values = np.array([1.3, 2.2, 3.3]).astype(dtype)
    narrow, wide = wrap(values), wrap(values.astype(np.float64))
    x = tg.Tensor([0.7, 1.1, 2.9], requires_grad=True)
    for f in (operation, lambda a, b: operation(b, a)):
        found = [tg.grad(f(x, c).sum(), x, create_graph=True) for c in (narrow, wide)]
        np.testing.assert_array_equal(found[0].data, found[1].data)
        if found[0].requires_grad:
            again = [tg.grad(slope.sum(), x).data for slope in found]
            np.testing.assert_array_equal(*again)


def test_a_narrow_tensor_that_learns_costs_the_other_no_digits():
    x, y = (tg.Tensor(np.array([1.3, 2.7], t), requires_grad=True) for t in (float, np.float32))
    for f in (lambda x, y: x / y, lambda x, y: y**x):
        slope = tg.grad(f(x, y).sum(), x)
        expected = tg.grad(f(x, y.data.astype(float)).sum(), x)
        np.testing.assert_array_equal(slope.data, expected.data)


@pytest.mark.promise(8)
def test_gradients_have_the_dtype_of_their_data_in_mixed_graphs():
    x = tg.Tensor([1.0, 2.0], dtype=np.float32, requires_grad=True)
    y = tg.Tensor([3.0, 4.0], dtype=np.float64, requires_grad=True)
    z = (x * y).sum() + (x @ y) + tg.concatenate([x, y]).sum() + tg.where([True, False], x, y).sum()
    z.backward()
    assert z.dtype == np.float64
    assert (x.grad.dtype, y.grad.dtype) == (np.float32, np.float64)


@pytest.mark.parametrize("dtype", [np.int64, np.uint8, np.bool_])
def test_integers_and_booleans_are_constants(dtype):
    n = np.array([1, 0, 1]).astype(dtype)
    x = tg.Tensor([1.0, 2.0, 3.0], requires_grad=True)
    for f in (
        lambda n: x * n, lambda n: n + x, lambda n: x - tg.Tensor(n), lambda n: n @ x,
        lambda n: tg.maximum(x, n), lambda n: tg.where(n > 0, x, n), lambda n: tg.stack([x, n]),
        lambda n: tg.einsum("i,i->i", x, n), lambda n: x ** tg.Tensor(n),
    ):  # fmt: skip
        y = f(n)
        expected = f(n.astype(float))
        assert y.dtype == np.float64
        np.testing.assert_array_equal(y.data, expected.data)
        np.testing.assert_array_equal(tg.grad(y.sum(), x).data, tg.grad(expected.sum(), x).data)


@pytest.mark.parametrize("dtype", [np.int64, np.uint8])
def test_ops_on_integer_tensors_give_numpys_values(dtype):
    n = tg.Tensor(np.array([[1, 2], [3, 5]], dtype=dtype))
    for op, reference in (
        (tg.sum, np.sum), (tg.mean, np.mean), (tg.max, np.max), (tg.prod, np.prod),
        (tg.var, np.var), (tg.std, np.std), (tg.sqrt, np.sqrt), (tg.exp, np.exp),
        (tg.cumsum, np.cumsum), (tg.sort, np.sort), (tg.trace, np.trace), (tg.norm, np.linalg.norm),
        (tg.square, np.square), (tg.negative, np.negative), (tg.tanh, np.tanh),
        (tg.sigmoid, lambda n: 1 / (1 + np.exp(-n.astype(float)))),
        (tg.softplus, lambda n: np.log1p(np.exp(n))),
        (tg.leaky_relu, lambda n: n), (tg.elu, lambda n: n), (tg.relu, lambda n: n),
    ):  # fmt: skip
        np.testing.assert_allclose(op(n).data, reference(n.data), err_msg=op.__name__, rtol=1e-3)


def test_plain_arrays_give_numbers_and_lists_their_dtype():
    small = np.ones(2, np.float32)
    for y in (
        tg.add(small, 0.1), tg.multiply(2, small), tg.subtract([1.0, 2.0], small),
        tg.maximum(0.1, small[0]), tg.logaddexp(small, [1, 2]),
    ):  # fmt: skip
        assert y.dtype == np.float32
    assert tg.add(np.ones(2, np.int8), 0.5).dtype == np.float64
    assert tg.add(np.ones(2, np.int8), 5).dtype == np.int8


@tg.differentiable
def summed(x, y, z, /):
    """x + y + z"""
    return x + y + z, lambda g: g, lambda g: g, lambda g: g


@pytest.mark.parametrize("wrap", [tg.Tensor, np.asarray], ids=["tensors", "arrays"])
@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1), (1, 0, 2), (2, 1, 0)])
def test_a_number_takes_the_largest_float_beside_it(wrap, order):
    for beside, expected in (
        ((np.float32, np.float64), np.float64),
        ((np.float16, np.float32), np.float32),
        ((np.int64, np.float32), np.float32),
        ((np.bool, np.float32), np.float32),
    ):
        zeros = [wrap(np.zeros(2, dtype)) for dtype in beside]
        inputs = [(*zeros, 0.1)[k] for k in order]
        y = summed(*inputs)
        # The number is rounded to `expected`, and to nothing smaller before.
        assert np.asarray(y).max() == expected(0.1)
    small = summed(*(wrap(np.zeros(2, np.int8)), wrap(np.zeros(2, np.int16)), 3))
    assert small.dtype == np.int16


def test_layers_of_one_dtype_take_inputs_of_another():
    rng = np.random.default_rng(0)
    for dtypes in itertools.product((np.float32, np.float64), repeat=3):
        values = [
            rng.normal(size=shape).astype(dtype)
            for shape, dtype in zip(((4, 3), (2, 3), (2,)), dtypes, strict=True)
        ]
        x, w, b = tensors = [tg.Tensor(v, requires_grad=True) for v in values]
        y = tg.linear(x, w, b)
        expected = values[0] @ values[1].T + values[2]
        assert y.dtype == expected.dtype
        np.testing.assert_allclose(y.data, expected, rtol=1e-5)
        y.sum().backward()
        assert [t.grad.dtype for t in tensors] == list(dtypes)
        np.testing.assert_array_equal(b.grad, [4, 4])


def test_lists_are_taken_as_arrays():
    for f, expected in (
        (lambda: tg.var([1.0, 3.0]), 1), (lambda: tg.pad([2.0], 1, constant_values=1), [1, 2, 1]),
        (lambda: tg.tril([[1.0, 2], [3, 4]]), [[1, 0], [3, 4]]), (lambda: tg.norm([3.0, 4.0]), 5),
        (lambda: tg.linear([[1.0, 2]], [[3.0, 4]]), [[11]]), (lambda: tg.cumprod([2.0, 3]), [2, 6]),
        (lambda: tg.einsum("i,i", [1.0, 2], [3.0, 4]), 11), (lambda: tg.logsumexp([0.0]), 0),
        (lambda: tg.stack([1.0, 2.0]), [1, 2]), (lambda: tg.where([True, False], 1.0, 2), [1, 2]),
    ):  # fmt: skip
        np.testing.assert_array_equal(f(), expected)


# --- what goes in comes out ---------------------------------------------------------------------


@pytest.mark.promise(12)
def test_a_nan_comes_out_again():
    x = tg.Tensor([1.0, np.nan], requires_grad=True)
    y = (tg.sigmoid(x) * tg.relu(x)).sum() + x.max()
    with pytest.warns(tg.TrainingWarning, match="loss not finite"):
        y.backward()
    assert np.isnan(y.item())
    assert np.isnan(x.grad[1])


@pytest.mark.promise(14)
def test_settings_changed_after_the_forward_pass_do_no_harm():
    mask, index, low = np.array([True, False]), np.array([0, 1]), np.array([0.0, 0.0])
    x = tg.Tensor([1.0, 2.0], requires_grad=True)
    y = tg.where(mask, x, 0.0) + x[index] + tg.take(x, index) + x.clip(low, None)
    mask[:], index[:], low[:] = False, 0, 9.0
    y.sum().backward()
    assert x.grad.tolist() == [4, 3]


def test_a_graph_keeps_no_view_of_what_it_is_given_by_the_user():
    a = np.array([2.0, 3.0])
    x = tg.Tensor([1.0, 1.0], requires_grad=True)
    y = (x * a).sum()
    a[:] = 0
    y.backward()
    assert x.grad.tolist() == [2, 3]


# --- where shapes and settings are at an edge -----------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b"), [((3, 4), (2, 4, 5)), ((4,), (2, 4, 5)), ((2, 3, 4), (5, 4, 6)), ((2, 3, 4), (4,))]
)
def test_dot_of_stacks_pairs_each_with_each(a, b):
    x, y = np.arange(np.prod(a)).reshape(a), np.arange(np.prod(b)).reshape(b)
    np.testing.assert_array_equal(tg.dot(tg.Tensor(x), tg.Tensor(y)).data, np.dot(x, y))


def test_a_stack_of_singular_matrices_has_the_slopes_of_its_determinants():
    x = np.array([[2.0, 3.0], [4.0, 6.0]]) * np.arange(6).reshape(2, 3, 1, 1)
    t = tg.Tensor(x, requires_grad=True)
    tg.det(t).sum().backward()
    cofactors = [[x[..., 1, 1], -x[..., 1, 0]], [-x[..., 0, 1], x[..., 0, 0]]]
    np.testing.assert_allclose(t.grad, np.moveaxis(cofactors, (0, 1), (-2, -1)), atol=1e-12)


def test_a_product_of_matrices_is_one_op():
    x = tg.Tensor(np.ones((2, 3)), requires_grad=True)
    assert {(x @ x.data.T).op.__name__, tg.dot(x, x.data.T).op.__name__} == {"matmul"}


def test_a_reduction_drops_no_axis_but_its_own():
    x = tg.Tensor(np.ones((1, 3, 1)))
    assert tg.logsumexp(x, axis=1).shape == (1, 1)
    assert tg.logsumexp(x, axis=1, keepdims=True).shape == (1, 1, 1)
    assert tg.logsumexp(x, axis=0).shape == (3, 1)
    assert tg.norm(x, axis=1).shape == (1, 1)
    for ord in (1, np.inf, -np.inf):
        assert tg.norm(x, ord, axis=1, keepdims=True).shape == (1, 1, 1)


def test_the_kink_of_elu_has_the_slope_of_its_left_side():
    x = tg.Tensor(0.0, requires_grad=True)
    tg.elu(x, alpha=2.0).backward()
    assert x.grad == 2.0


def test_a_frame_may_differ_from_side_to_side():
    x = np.ones((2, 2))
    for values in ((0, 5), ((1, 0), (0, 0)), 7):
        y = tg.pad(tg.Tensor(x), 1, constant_values=values)
        np.testing.assert_array_equal(y.data, np.pad(x, 1, constant_values=values))


def test_equal_entries_are_sorted_in_the_order_in_which_they_stand():
    x = tg.Tensor(np.tile([1.0, 0.0], 40), requires_grad=True)
    (tg.sort(x) * np.arange(80.0)).sum().backward()
    np.testing.assert_array_equal(x.grad[1::2], np.arange(40))
    np.testing.assert_array_equal(x.grad[::2], np.arange(40, 80))


def test_a_number_flattens_to_an_array_of_one():
    assert tg.flatten(tg.Tensor(3.0)).shape == tg.ravel(tg.Tensor(3.0)).shape == (1,)


def test_an_empty_list_is_an_index_of_nothing():
    x = tg.Tensor([1.0, 2.0], requires_grad=True)
    y = x[[]]
    assert y.shape == (0,)
    y.sum().backward()
    np.testing.assert_array_equal(x.grad, [0, 0])


def test_cached_arrays_are_read_only():
    with pytest.raises(ValueError, match="read-only"):
        linalg.ones(3, np.dtype(float))[:] = 2
