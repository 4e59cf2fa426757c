"""The referee is right about right rules, and names what is wrong with wrong ones."""

import hypothesis
import numpy as np
import pytest
from hypothesis import strategies as st

import tinygrad_edu as tg
from tests.ops.op_registry import ENTRIES
from tinygrad_edu._gradcheck import gradcheck, numerical_gradient

RNG = np.random.default_rng(0)
X = RNG.uniform(0.5, 2, (4, 3))
Y = RNG.uniform(0.5, 2, (4, 3))
SQUARE = RNG.uniform(0.5, 2, (3, 3))


# --- numerical gradients ------------------------------------------------------------------------


def test_the_numerical_gradient_of_arrays_tensors_and_numbers():
    expected = 3 * X**2
    for given in (X, tg.Tensor(X), tg.Tensor(X, requires_grad=True), np.asfortranarray(X)):
        gradient = numerical_gradient(lambda x: (x**3).sum(), given)
        assert type(gradient) is np.ndarray
        np.testing.assert_allclose(gradient, expected, rtol=1e-9)
    assert numerical_gradient(lambda x: x * x, 3.0).shape == ()
    np.testing.assert_allclose(numerical_gradient(lambda x: float(x) ** 2, 3.0), 6)


def test_several_inputs_give_a_tuple():
    a, b = numerical_gradient(lambda x, y: x * y, X, Y)
    np.testing.assert_allclose(a, Y)
    np.testing.assert_allclose(b, X)


def test_grad_output_weighs_the_outputs():
    g = np.random.default_rng(1).normal(size=X.shape)
    np.testing.assert_allclose(numerical_gradient(np.exp, X, grad_output=g), g * np.exp(X))
    with pytest.raises(ValueError, match=r"\(2,\).*\(4, 3\)"):
        numerical_gradient(np.exp, X, grad_output=[1.0, 2.0])


def test_inputs_are_never_changed():
    x = X.copy()
    x.flags.writeable = False
    leaf = tg.from_numpy(x, requires_grad=True)
    numerical_gradient(lambda x: (x * x).sum(), leaf)
    gradcheck(lambda x: x * x, leaf)
    assert leaf.grad is None
    np.testing.assert_array_equal(x, X)


@pytest.mark.parametrize("f", [lambda x: "text", lambda x: (x, x), lambda x: x > 0, lambda x: None])
def test_a_result_without_a_derivative_is_a_type_error(f):
    with pytest.raises(TypeError, match="float"):
        numerical_gradient(f, X)


# --- right rules pass ---------------------------------------------------------------------------

RIGHT = {
    "elementwise": (lambda x: tg.exp(x) * tg.sin(x), [X]),
    "two inputs": (lambda x, y: x / y + x**y, [X, Y]),
    "broadcasting": (lambda x, y: x * y, [X, Y[0]]),
    "matmul": (lambda x, y: x @ y.T, [X, Y]),
    "a scalar": (lambda x: tg.softmax(x).max(), [X]),
    "one number": (lambda x: x * x, [3.0]),
    "nothing": (lambda x: x * x, [np.zeros((0, 3))]),
    "an identity": (lambda x: x, [X]),
    "a sum": (lambda x: x.sum(axis=0), [X]),
    "a constant": (lambda x: x * 0 + 3.0, [X]),
    "indices": (lambda x: x[[0, 0, 1]], [X]),
    "a large value": (lambda x: x + 1e6, [X]),
    "a small gradient": (lambda x: x * 1e-9, [X]),
    "labels": (lambda x, n: x[np.arange(4), n.data], [X, np.array([0, 2, 1, 1])]),
    "a network": (
        lambda w, b, x: -tg.log_softmax(tg.sigmoid(tg.linear(x, w, b)))[:, 0].mean(),
        [SQUARE, Y[0], X],
    ),
}


@pytest.mark.promise(1)
@pytest.mark.parametrize(("f", "inputs"), RIGHT.values(), ids=RIGHT)
def test_right_rules_pass(f, inputs):
    assert gradcheck(f, *inputs) is True
    assert gradcheck(f, *inputs, order=2) is True


def test_float32_inputs_are_checked_in_float64():
    assert gradcheck(tg.exp, tg.Tensor(X, dtype=np.float32, requires_grad=True))


def test_only_inputs_that_require_a_gradient_are_checked():
    wrong_for_y = rule(lambda x, y: (x * y, lambda g: g * y, lambda g: -g * x), 2)
    assert gradcheck(wrong_for_y, tg.Tensor(X, requires_grad=True), tg.Tensor(Y))
    with pytest.raises(tg.GradientError, match="input 1"):
        gradcheck(wrong_for_y, X, Y)


def test_third_derivatives_can_be_asked_for():
    assert gradcheck(lambda x: tg.exp(x) * x, X[0], order=3)


# --- wrong rules are found, and the mistake is named ---------------------------------------------


def rule(f, inputs=1):
    """A differentiable op of one or two inputs, from what returns value and derivatives."""
    if inputs == 1:

        @tg.differentiable
        def planted(x, /):
            return f(x)
    else:

        @tg.differentiable
        def planted(x, y, /):
            return f(x, y)

    return planted


def bias_of(pick):
    return rule(lambda x, y: (x + y, lambda g: g, pick), 2)


def gather(x):
    """x[[0, 1, 0]], whose derivative overwrites where it must add."""

    def derivative(g):
        d = np.zeros(x.shape)
        d[[0, 1, 0]] = g
        return d

    return x[[0, 1, 0]], derivative


def softmax_without_its_sum(x):
    y = np.exp(x) / np.exp(x).sum(axis=-1, keepdims=True)
    return y, lambda g: g * y


def mean_of_rows(x):
    return x.mean(axis=0), lambda g: np.broadcast_to(g, x.shape).copy()


def total_as_mean(x):
    return x.sum(axis=0), lambda g: np.broadcast_to(g / len(x), x.shape).copy()


WRONG = {
    "sign": (rule(lambda x: (np.cos(x), lambda g: g * np.sin(x))), [X], "the sign"),
    "sign of one of two": (
        rule(lambda x, y: (x - y, lambda g: g, lambda g: g), 2), [X, Y], "input 1.*the sign",
    ),
    "factor 2": (rule(lambda x: (x**3, lambda g: 6 * g * x**2)), [X], "a factor 2"),
    "factor -2": (rule(lambda x: (x**3, lambda g: -6 * g * x**2)), [X], "a factor -2"),
    "one half of x * x": (rule(lambda x: (x * x, lambda g: g * x)), [X], r"0.5.*one is missing"),
    "an odd factor": (rule(lambda x: (np.exp(x), lambda g: 1.7 * g * np.exp(x))), [X], "1.7"),
    "factor of one number": (rule(lambda x: (x * 5, lambda g: g * 10)), [1.5], "a factor 2"),
    "a sum for a mean": (rule(mean_of_rows), [X], "a factor 4.*batch"),
    "a mean for a sum": (rule(total_as_mean), [X], "a factor 0.25.*batch"),
    "number of entries": (
        rule(lambda x: (x.mean(), lambda g: g * np.ones_like(x))), [X], "12.*number of entries",
    ),
    "bias averaged": (bias_of(lambda g: g.mean(axis=0)), [X, Y[0]], "input 1.*factor 0.25.*batch"),
    "missing sum, first row": (bias_of(lambda g: g[0] + 0), [X, Y[0]], "missing sum.*batch.*first"),
    "missing sum, last row": (bias_of(lambda g: g[-1] + 0), [X, Y[0]], "missing sum.*batch.*last"),
    "wrong axis summed": (
        bias_of(lambda g: g.sum(axis=1)), [SQUARE, Y[0]], "wrong axis",
    ),
    "overwritten": (rule(gather), [X], "missing sum.*several times"),
    "transpose": (
        rule(lambda x, y: (x @ y, lambda g: g @ y.T, lambda g: g.T @ x), 2),
        [SQUARE, SQUARE + 1], "input 1.*a transpose",
    ),
    "transpose, reshaped": (
        rule(lambda x: (x * Y, lambda g: (g * Y).T.reshape(x.shape))), [X], "a transpose",
    ),
    "ignored incoming gradient": (
        rule(lambda x: (np.exp(x), lambda g: np.exp(x))), [X], "incoming gradient is ignored",
    ),
    "ignored for a scalar": (
        rule(lambda x: ((x * x).sum(), lambda g: 2 * x)), [X], "incoming gradient is ignored",
    ),
    "incoming gradient twice": (
        rule(lambda x: (np.exp(x), lambda g: g * g * np.exp(x))), [X], "multiplied in twice",
    ),
    "missing term of tanh": (
        rule(lambda x: (np.tanh(x), lambda g: g)), [X], r"missing term.*g \* y \* y",
    ),
    "missing term of the product rule": (
        rule(lambda x: (x * np.exp(x), lambda g: g * np.exp(x))), [X], r"missing term.*g \* y",
    ),
    "missing sum in softmax": (
        rule(softmax_without_its_sum), [X], r"missing term, -1 \* y \* \(g \* y\).sum",
    ),
    "no gradient": (rule(lambda x: (np.exp(x), lambda g: 0 * g)), [X], "a derivative of 0"),
    "detached": (lambda x: tg.Tensor(np.exp(x.data)), [X], "left the graph"),
    "half detached": (lambda x: x * x.detach(), [X], "one is missing"),
    "a derivative of something else": (
        rule(lambda x: (np.exp(x), lambda g: g * np.sqrt(x) ** 3)), [X], "line by line",
    ),
    "nan": (rule(lambda x: (x * 2, lambda g: g * np.nan)), [X], "nan"),
}  # fmt: skip


@pytest.mark.promise(1)
@pytest.mark.parametrize(("f", "inputs", "cause"), WRONG.values(), ids=WRONG)
def test_a_planted_mistake_is_found_and_named(f, inputs, cause):
    with pytest.raises(tg.GradientError, match=f"(?s){cause}") as caught:
        gradcheck(f, *inputs)
    assert str(caught.value).count("Likely cause") == 1


def test_the_report_says_where_and_what():
    wrong = rule(lambda x: (x * 2, lambda g: np.where(x == X[2, 1], -2 * g, 2 * g)))
    with pytest.raises(tg.GradientError) as caught:
        gradcheck(wrong, tg.Tensor(X, requires_grad=True, name="weights"))
    text = str(caught.value)
    for fact in ("input 0 (weights)", "(4, 3)", "1 of 12 entries", "[2, 1]"):
        assert fact in text
    numbers = [
        float(word.strip(",."))
        for word in text.split()
        if word.strip(",.-").replace(".", "").isdigit()
    ]
    assert any(np.isclose(a, -b) for a in numbers for b in numbers if a)


@pytest.mark.parametrize(
    ("f", "at"),
    [
        (tg.relu, [0.0, 1.0]),
        (lambda x: tg.maximum(x, x * 2 - 1) * 1.0, [1.0, 3.0]),
        (lambda x: tg.maximum(x, x * 1.001 - 0.001), [1.0, 3.0]),
        (lambda x: tg.abs(x) * tg.exp(x) + x, [0.0, 3.0]),
    ],
)
def test_a_kink_cannot_be_judged(f, at):
    with pytest.raises(tg.GradientError, match=r"cannot judge.*1 of 2.*at \[0\].*a kink"):
        gradcheck(f, at)


def test_an_op_that_computes_in_float32_is_named():
    with pytest.raises(tg.GradientError, match=r"float32.*float64"):
        gradcheck(lambda x: tg.exp(x.astype(np.float32)), X)
    with pytest.raises(tg.GradientError, match=r"float32.*float64"):
        gradcheck(lambda x: tg.exp(x.astype(np.float32)).astype(np.float64), X)


def test_a_rule_that_is_only_right_to_first_order_is_found():
    @tg.differentiable
    def frozen(x, /):
        slope = np.cos(np.array(x.value if isinstance(x, tg.Tensor) else x))
        return np.sin(x), lambda g: g * slope

    assert gradcheck(frozen, X, order=1)
    with pytest.raises(tg.GradientError, match=r"second derivative.*left the graph"):
        gradcheck(frozen, X)


def test_a_rule_for_arrays_only_is_checked_to_first_order():
    @tg.differentiable
    def accumulated(x, /):
        return np.add.accumulate(x), lambda g: np.add.accumulate(g[::-1])[::-1]

    assert gradcheck(accumulated, X[0])
    with pytest.raises(RuntimeError, match=r"no second one.*accumulate"):
        gradcheck(accumulated, X[0], order=2)


def test_a_function_that_is_random_is_named():
    rng = np.random.default_rng(0)
    with pytest.raises(tg.GradientError, match=r"different values.*seed"):
        gradcheck(lambda x: x * rng.random(3), X)


def test_a_gradient_of_wrong_shape_is_an_error_with_both_shapes():
    with pytest.raises(tg.GradientError, match=r"\(4, 3\).*\(3,\)"):
        gradcheck(rule(lambda x: (x + X, lambda g: g)), Y[0])


def test_gradcheck_of_a_wrong_object_says_why():
    with pytest.raises(ValueError, match="float"):
        gradcheck(lambda n: n, np.array([1, 2]))
    with pytest.raises(TypeError, match="Tensor"):
        gradcheck(lambda x: x.data, X)


# --- right gradients at difficult points ----------------------------------------------------------

MIXED = [1e-6, 1.0, 1e6]
HARD = {
    "log near 0": (tg.log, [1e-9]),
    "log of small numbers": (tg.log, [0.003, 1e-30]),
    "sqrt near 0": (tg.sqrt, [1e-12]),
    "a quotient near its pole": (lambda x: 1 / x, [1e-3, -1e-5]),
    "a power near its pole": (lambda x: x**-2, [0.007]),
    "arcsin near 1": (tg.arcsin, [0.999]),
    "exp of large numbers": (tg.exp, [600.0]),
    "sin far out": (tg.sin, [1e3, 1e6, 1e9]),
    "tanh of years": (lambda x: tg.tanh(x - 500), [500.5]),
    "softmax of large numbers": (tg.softmax, [1000.0, 1001.0, 999.0]),
    "a fast wave": (lambda x: tg.sin(1000 * x), [1.0, 2.0]),
    "beside a kink": (tg.abs, [1.0, 2e-6, -1e-12]),
    "a flat place": (lambda x: x**3, [0.0, 1.0]),
    "a small part of a large value": (lambda x: x + 1e9, [1.0]),
    "a length along one axis": (tg.norm, [1e9, 1e-9]),
    "a norm along one axis": (lambda x: tg.norm(x, 3), [1e9, 1e-9]),
    "hypot along one axis": (lambda x: tg.hypot(x[0], x[1]), [1e6, 1e-6]),
    "logsumexp of a winner": (tg.logsumexp, [40.0, 0.0]),
    "gelu far out": (tg.gelu, [-9.0, 9.0, 40.0]),
    "a saturated sigmoid": (tg.sigmoid, [-40.0, 15.0, 40.0]),
    **{
        f"{name} of mixed numbers": (getattr(tg, name), MIXED)
        for name in (
            "square sqrt log log1p reciprocal sin tanh arcsinh silu softplus softmax log_softmax "
            "logsumexp sum mean var std norm prod cumsum cumprod"
        ).split()
    },
    "a sum of squares of mixed numbers": (lambda x: (x * x).sum(), MIXED),
}


@pytest.mark.promise(1)
@pytest.mark.parametrize("order", [1, 2])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize(("f", "at"), HARD.values(), ids=HARD)
def test_right_gradients_pass_at_difficult_points(f, at, dtype, order):
    with np.errstate(all="ignore"):
        x = tg.Tensor(np.asarray(at, dtype), requires_grad=True)
        assert gradcheck(f, x, order=order)


@pytest.mark.parametrize("name", ["log near 0", "sin far out", "tanh of years", "sqrt near 0"])
def test_a_factor_of_one_part_in_ten_thousand_is_seen_at_difficult_points(name):
    f, at = HARD[name]
    with pytest.raises(tg.GradientError, match="wrong in"):
        gradcheck(lambda x: nearly(f(x)), at)


@tg.linear_map
def nearly(x, /):
    """The identity, whose derivative is wrong by one part in ten thousand."""
    return x * 1, lambda g: g * 1.0001


@tg.linear_map
def nearly_back(x, /):
    """The identity, whose derivative is wrong by one part in ten thousand, the other way."""
    return x * 1, lambda g: g * 0.9999


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
@hypothesis.settings(max_examples=4)
@hypothesis.given(data=st.data())
def test_a_mistake_of_one_part_in_ten_thousand_is_seen_in_each_op(entry, data):
    case = data.draw(entry.cases)

    def f(*xs):
        return entry.call(*xs, **case.settings)

    assert gradcheck(f, *case.inputs, order=1)
    leaves = [tg.Tensor(x, requires_grad=True) for x in case.inputs]
    y = f(*leaves)
    if y.size:
        y.backward(np.ones(y.shape))
        if any(x.grad is not None and np.abs(x.grad).max(initial=0) > 1e-3 for x in leaves):
            for mistake in (nearly, nearly_back):
                with pytest.raises(tg.GradientError):
                    gradcheck(lambda *xs, m=mistake: m(f(*xs)), *case.inputs, order=1)


def test_a_gradient_in_noise_cannot_be_judged():
    rough = rule(lambda x: (x + 1e-3 * np.sin(1e7 * x), lambda g: g * 1.3))
    with pytest.raises(tg.GradientError, match=r"cannot judge.*steps or .* disagree.*noise"):
        gradcheck(rough, [1.0])


@pytest.mark.parametrize("given", [1.0, 1.001])
def test_a_kink_whose_slopes_differ_by_little_cannot_be_judged(given):
    bent = rule(lambda x: (np.maximum(x, 1.001 * x), lambda g: g * given))
    with pytest.raises(tg.GradientError, match="cannot judge"):
        gradcheck(bent, [0.0])


@pytest.mark.parametrize("given", [0.99, 1.01, -1.0])
def test_what_is_the_slope_on_neither_side_of_a_kink_is_wrong(given):
    bent = rule(lambda x: (np.maximum(x, 1.001 * x), lambda g: g * given))
    with pytest.raises(tg.GradientError, match="wrong in"):
        gradcheck(bent, [0.0])


# --- a diagnosis explains the numbers ------------------------------------------------------------


@pytest.mark.parametrize("shape", [(), (1,), (1, 1), (1, 3), (3, 1)])
def test_a_transposition_that_changes_nothing_is_never_named(shape):
    wrong = rule(lambda x: (np.exp(x), lambda g: g * np.exp(x) * (1 + 0.3 * np.sin(7 * x))))
    with pytest.raises(tg.GradientError) as caught:
        gradcheck(wrong, np.random.default_rng(1).uniform(0.5, 2, shape))
    assert "transpose" not in str(caught.value)
    assert "a term of the derivative is missing or wrong" in str(caught.value)


def test_the_direction_of_a_factor_is_said():
    with pytest.raises(tg.GradientError, match=r"gives 0\.5 times the right .* multiply it by 2"):
        gradcheck(rule(lambda x: (x * x, lambda g: g * x)), X)
    with pytest.raises(tg.GradientError, match=r"gives 4 times the right .* multiply it by 0\.25"):
        gradcheck(rule(mean_of_rows), X)


@pytest.mark.parametrize("factor", [1.0001, 0.9999, 1.001])
def test_a_factor_near_one_is_written_with_its_digits(factor):
    wrong = rule(lambda x: (x * x, lambda g: g * x * 2 * factor))
    with pytest.raises(tg.GradientError, match=rf"gives {factor}0* times the right"):
        gradcheck(wrong, X)


def test_a_mistake_in_a_small_entry_beside_a_large_one_is_seen():
    wrong = rule(lambda x: (x * x, lambda g: g * x))
    for at in ([1e9, 1e-9], [1e-12, 1.0], [1e-15]):
        with pytest.raises(tg.GradientError, match="wrong in"):
            gradcheck(wrong, at)


def test_a_softmax_with_one_winner_is_not_called_wrong():
    assert gradcheck(tg.softmax, [40.0, 0.0], order=1)
    with pytest.raises(tg.GradientError, match="cannot judge the second derivative"):
        gradcheck(tg.softmax, [40.0, 0.0])


def test_exchanged_derivatives_are_named():
    exchanged = rule(lambda x, y: (x**2 * y, lambda g: g * x**2, lambda g: g * 2 * x * y), 2)
    with pytest.raises(tg.GradientError, match=r"this input and for input 1 are exchanged"):
        gradcheck(exchanged, X, Y)


# --- functions that do more than compute ---------------------------------------------------------


def test_a_rule_that_writes_into_its_input_is_found():
    def positive_part(x):
        x[x < 0] = 0
        return x * 1, lambda g: g * (x > 0)

    x = np.array([-1.0, 2.0])
    with pytest.raises(tg.GradientError, match=r"writes into its input 0.*np\.where"):
        gradcheck(rule(positive_part), x)
    np.testing.assert_array_equal(x, [-1, 2])


def test_a_derivative_that_is_random_is_found():
    rng = np.random.default_rng(0)
    with pytest.raises(tg.GradientError, match="different values or gradients"):
        gradcheck(rule(lambda x: (x * 2, lambda g: 2 * g * rng.random())), X)


class Scaled(tg.nn.Module):
    def __init__(self, wrong=1.0):
        self.scale = tg.Tensor(np.float32([1.5, 0.5, -1.0]), requires_grad=True)
        self.product = rule(lambda x, y: (x * y, lambda g: g * y, lambda g: wrong * (g * x)), 2)

    def forward(self, x):
        return self.product(x, self.scale)


def test_a_layers_parameters_are_checked_and_stay_as_they_are():
    layer = Scaled()
    before, gradient = layer.scale.data.copy(), np.ones(3, np.float32)
    layer.scale.grad = gradient
    assert gradcheck(layer, X)
    with pytest.raises(tg.GradientError, match=r"input 1 \(scale\) of shape \(3,\).*a factor 2"):
        gradcheck(Scaled(2.0), X)
    assert layer.scale.dtype == np.float32
    assert layer.scale.data.tobytes() == before.tobytes()
    np.testing.assert_array_equal(layer.scale.grad, gradient)


def test_layers_with_a_state_can_be_checked_and_keep_it():
    norm = tg.nn.BatchNorm1d(3)
    before = {name: array.copy() for name, array in norm.state_dict().items()}
    assert gradcheck(norm, X)
    for name, array in norm.state_dict().items():
        np.testing.assert_array_equal(array, before[name])
    network = tg.nn.Sequential(tg.nn.Linear(3, 2), tg.nn.Tanh(), tg.nn.Linear(2, 1))
    assert gradcheck(network, X)
    assert gradcheck(tg.nn.Embedding(4, 2), np.array([0, 2, 0]))
    with pytest.raises(tg.GradientError, match="different values"):
        gradcheck(tg.nn.Dropout(0.5, rng=np.random.default_rng(0)), X)


def test_a_small_error_is_no_transposition_that_changes_nothing():
    with pytest.raises(tg.GradientError) as caught:
        gradcheck(rule(lambda x: (np.exp(x), lambda g: 1.00001 * g * np.exp(x))), [[1.5]])
    assert "transpose" not in str(caught.value)


def test_two_steps_together_give_more_digits_than_either():
    for f, slope in ((np.exp, np.exp), (np.sin, np.cos), (np.tanh, lambda x: 1 - np.tanh(x) ** 2)):
        x = np.array([0.3, 1.7])
        np.testing.assert_allclose(numerical_gradient(f, x), slope(x), rtol=2e-11)


def test_a_right_rule_that_fills_an_array_in_a_loop_passes():
    """It has no second derivative, and that is no fault."""

    @tg.differentiable
    def discounted(x, /):
        def backwards(g):
            d, carried = np.empty_like(x), 0.0
            for k in reversed(range(len(x))):
                d[k] = carried = 0.9 * carried + g[k]
            return d

        y, carried = np.empty_like(x), 0.0
        for k in range(len(x)):
            y[k] = carried = 0.9 * carried + x[k]
        return y, backwards

    @tg.differentiable
    def summed(x, /):
        def backwards(g):
            d = np.zeros(x.shape)
            for k in range(len(x)):
                d[k] = g[0]
            return d

        return x.sum(keepdims=True), backwards

    x = tg.Tensor([1.0, -2.0, 0.5], requires_grad=True)
    for op in (discounted, summed):
        assert tg.gradcheck(op, x)
        with pytest.raises(RuntimeError, match=f"{op.__name__}: its rule does not run on tensors"):
            tg.grad((op(x) ** 2).sum(), x, create_graph=True)
