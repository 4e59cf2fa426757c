"""The first use of a custom op finds a wrong derivative, and lets all right ones pass."""

import itertools
import math
import re

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.watch.referee import first_use
from tinygrad_edu.watch.referee.first_use import ENTRIES, check_first_use, check_new_ops

X = np.random.default_rng(0).uniform(0.5, 2, (4, 4))


def look(op, *arrays, **settings):
    """What happens when the op is first used on tensors of these arrays."""
    check_first_use(recorded(op, *arrays, **settings))


def recorded(op, *arrays, **settings):
    """The op's result; that the check may be registered already must not matter here."""
    check_new_ops(False)
    try:
        with np.errstate(all="ignore"):
            return op(*[tg.Tensor(a, requires_grad=True) for a in arrays], **settings)
    finally:
        check_new_ops(True)


def local(f, slope):
    @tg.elementwise
    def mine(x, /):
        return f(x), lambda: slope(x)

    return mine


def general(f, pull):
    @tg.differentiable
    def mine(x, /):
        return f(x), lambda g: pull(x, g)

    return mine


def linear(f, pull):
    @tg.linear_map
    def mine(x, /):
        return f(x), lambda g: pull(x, g)

    return mine


# --- wrong rules --------------------------------------------------------------------------------

WRONG = {
    "sign": (local(np.exp, lambda x: -np.exp(x)), "the sign"),
    "factor": (local(np.exp, lambda x: 3 * np.exp(x)), "a factor 3"),
    "zero": (local(np.exp, lambda x: 0 * x), "a derivative of 0"),
    "no change": (local(np.round, lambda x: 1), "none is due"),
    "term": (local(lambda x: x * np.exp(x), np.exp), r"a missing term, \+1 \* g \* y"),
    "another term": (local(lambda x: x * np.exp(x), lambda x: np.exp(2 * x)), "a term"),
    "ignored": (general(np.exp, lambda x, g: np.exp(x)), "the incoming gradient is ignored"),
    "twice": (
        general(np.exp, lambda x, g: g * g * np.exp(x)),
        "the incoming gradient is multiplied in twice",
    ),
    "transpose": (general(np.exp, lambda x, g: (g * np.exp(x)).mT), "a transpose"),
    "softmax": (
        general(
            lambda x: np.exp(x) / np.exp(x).sum(), lambda x, g: g * np.exp(x) / np.exp(x).sum()
        ),
        "a term",
    ),
    "mean": (linear(np.mean, lambda x, g: g + 0 * x), "a factor 16"),
    "linear sign": (linear(lambda x: x[::-1], lambda x, g: -g[::-1]), "the sign"),
    "linear axis": (linear(lambda x: x.cumsum(0), lambda x, g: g.cumsum(0)), "a term"),
    "not elementwise": (local(lambda x: np.cumsum(x, 0), lambda x: 1), "a term"),
}


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_derivative_is_an_error_that_names_the_likely_cause(name, dtype):
    op, cause = WRONG[name]
    with pytest.raises(tg.GradientError, match=f"Likely cause: {cause}"):
        look(op, X.astype(dtype))


def test_the_error_names_op_input_entry_and_both_numbers():
    @tg.elementwise
    def scaled(x, weight, /):
        return x * weight, lambda: weight, lambda: -x

    with pytest.raises(tg.GradientError) as caught:
        look(scaled, [2.0], [3.0])
    said = str(caught.value)
    assert said.startswith("scaled: the derivative for input 1 (weight) of shape (1,) looks wrong")
    assert "at [0]" in said
    given, wanted = re.search(
        r"the rule gives (\S+), a difference quotient (\S+)\. ", said
    ).groups()
    assert (float(given), float(wanted)) == (-2, 2)
    assert "gradcheck" in said
    assert "check_new_ops(False)" in said


def test_a_wrong_derivative_of_one_of_many_inputs_is_found():
    @tg.differentiable
    def total(*inputs):
        return sum(inputs), *[lambda g, k=k: g if k != 2 else 2 * g for k in range(len(inputs))]

    with pytest.raises(tg.GradientError, match=r"total: the derivative for input 2 of shape \(4"):
        look(total, X, X, X, X)


def test_the_numbers_of_a_general_op_are_for_a_random_incoming_gradient():
    with pytest.raises(tg.GradientError, match=r"quotient -?[\d.]+, for a random g\. Likely"):
        look(WRONG["twice"][0], X)


def test_a_broadcast_input_is_checked():
    @tg.elementwise
    def product(x, y, /):
        return x * y, lambda: y, lambda: 2 * x

    with pytest.raises(tg.GradientError, match=r"input 1 \(y\).*a factor 2"):
        look(product, X, X[0])


def test_a_mistake_at_the_few_entries_that_count_is_found_in_a_large_array():
    worst = general(np.max, lambda x, g: -g * (x == np.max(x)))
    with pytest.raises(tg.GradientError, match="the sign"):
        look(worst, np.random.default_rng(0).normal(size=200_000))


def test_settings_are_kept():
    @tg.elementwise
    def scaled(x, /, factor=1.0):
        return factor * x, lambda: 2.0

    look(scaled, X, factor=2.0)
    with pytest.raises(tg.GradientError):
        look(scaled, X, factor=3.0)


def test_a_derivative_that_returns_nothing_is_told_at_once():
    @tg.elementwise
    def square(x, /):
        def slope():
            _ = 2 * x

        return x * x, slope

    with pytest.raises(
        tg.GradientError, match=r"input 0 \(x\) returned None; does it end with ret"
    ):
        look(square, X)


@pytest.mark.parametrize("x", [X, np.zeros(3)], ids=["numbers", "zeros"])
def test_a_rule_that_keeps_its_input_outside_is_told_at_once(x):
    cache = {}

    @tg.differentiable
    def cube(x, /):
        cache["x"] = x
        return x**3, lambda g: 3 * g * cache["x"] ** 2

    with pytest.raises(tg.GradientError, match="nothing kept outside of the rule"):
        look(cube, x)


def test_a_rule_that_uses_an_outside_tensor_should_take_it_as_an_input():
    w = tg.Tensor(np.ones(3), requires_grad=True)

    @tg.elementwise
    def scaled(x, /):
        return x * w, lambda: w

    with pytest.raises(tg.GradientError, match=r"a tensor that is not an input.*before the `/`"):
        scaled(tg.Tensor(np.ones(3), requires_grad=True))

    @tg.elementwise
    def fixed(x, /):
        return x * w.data, lambda: w.data

    assert tg.gradcheck(fixed, np.ones(3))


# --- right rules --------------------------------------------------------------------------------


RIGHT = {
    "elementwise": local(np.exp, np.exp),
    "constant slope": local(lambda x: -x, lambda x: -1),
    "steep": local(lambda x: np.exp(20 * x), lambda x: 20 * np.exp(20 * x)),
    "softmax": tg.softmax,
    "linear map": linear(lambda x: x.sum(0), lambda x, g: np.broadcast_to(g, x.shape)),
    "nan": local(lambda x: x * np.nan, lambda x: 1),
    "inf": local(lambda x: x, lambda x: np.inf),
    "overflow": local(lambda x: np.exp(x + 1000), lambda x: 1),
    "coarse": local(lambda x: np.sin(x.astype(np.float32)).astype(float), np.cos),
}


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", RIGHT)
def test_a_right_rule_and_one_that_cannot_be_judged_pass(name, dtype):
    look(RIGHT[name], X.astype(dtype))


@pytest.mark.parametrize("point", [0.0, 1e-300, 3e-6, -3e-6, 2e-5])
@pytest.mark.parametrize(
    "op",
    [
        tg.relu,
        local(np.abs, np.sign),
        local(np.sign, lambda x: 0 * x),
        local(np.floor, lambda x: 0 * x),
        local(np.sqrt, lambda x: 0.5 / np.sqrt(x)),
        local(lambda x: 1 / x, lambda x: -1 / x / x),
        local(np.cbrt, lambda x: np.cbrt(x) / (3 * x)),
        local(lambda x: x * x, lambda x: 2 * x),
    ],
    ids="relu abs sign floor sqrt reciprocal cbrt square".split(),
)
def test_a_kink_a_jump_and_a_pole_are_not_reported(op, point):
    look(op, np.full(3, point))


def test_a_tie_is_not_reported():
    look(tg.maximum, np.ones(3), np.ones(3))
    look(general(np.max, lambda x, g: g * (np.arange(3) == np.argmax(x))), np.ones(3))


def test_a_rule_that_refuses_float64_passes():
    @tg.elementwise
    def only32(x, /):
        if x.dtype != np.float32:
            raise TypeError("float32 only")
        return x * 2, lambda: 7

    look(only32, X.astype(np.float32))


def test_shapes_are_left_to_the_walk():
    look(general(np.exp, lambda x, g: g.sum()), X)
    look(general(np.exp, lambda x, g: 1 / 0), X)


@pytest.mark.parametrize("shape", [(), (0,), (1,), (3, 0, 2), (2, 1, 3, 2)])
def test_every_shape_can_be_looked_at(shape):
    look(RIGHT["elementwise"], np.full(shape, 0.5))
    if math.prod(shape):
        with pytest.raises(tg.GradientError, match="the sign"):
            look(WRONG["sign"][0], np.full(shape, 0.5))


def test_only_inputs_that_need_a_gradient_are_looked_at():
    @tg.elementwise
    def scaled(x, y, /):
        return x * y, lambda: y, lambda: 1 / 0

    check_first_use(scaled(tg.Tensor(X, requires_grad=True), X))
    check_first_use(scaled(tg.Tensor(X, requires_grad=True), np.array(3)))


# --- manners ------------------------------------------------------------------------------------


def test_a_look_costs_a_few_evaluations_however_large_the_input():
    counts = {"value": 0, "derivative": 0}

    @tg.elementwise
    def counted(x, /):
        counts["value"] += 1

        def slope():
            counts["derivative"] += 1
            return 2 * x

        return x * x, slope

    for size, seed in itertools.product((1, 100, 200_000), range(5)):
        node = recorded(counted, np.random.default_rng(seed).normal(size=size))
        counts.update(value=0, derivative=0)
        check_first_use(node)
        points = 5
        assert counts["value"] <= points * (3 + 4 * ENTRIES) + 1
        assert counts["derivative"] <= points + 3


def test_nothing_is_changed_by_a_look():
    x = tg.Tensor(X, requires_grad=True)
    y = tg.exp(x)
    check_first_use(y)
    y.sum().backward()
    np.testing.assert_array_equal(x.data, X)
    np.testing.assert_array_equal(x.grad, np.exp(X))


def test_it_can_be_switched_off():
    node = recorded(WRONG["sign"][0], X)
    check_new_ops(False)
    try:
        check_first_use(node)
        assert not first_use.enabled
    finally:
        check_new_ops(True)
    with pytest.raises(tg.GradientError):
        check_first_use(node)


def test_a_leaf_has_nothing_to_look_at():
    check_first_use(tg.Tensor(X, requires_grad=True))


# --- a mistake in a rule is told at once, in words that say what to write ------------------------


def leaf(values):
    return tg.Tensor(values, requires_grad=True)


def general_of_two(f, first, second):
    @tg.differentiable
    def mine(x, y, /):
        return f(x, y), lambda g: first(x, y, g), lambda g: second(x, y, g)

    return mine


def elementwise_of(result):
    @tg.elementwise
    def mine(x, /):
        return result(x)

    return mine


def differentiable_of(result):
    @tg.differentiable
    def mine(x, /):
        return result(x)

    return mine


def positive_part(x):
    x[x < 0] = 0
    return x, lambda: 1.0 * (x > 0)


def squared_in_place(x):
    x *= x
    return x, lambda: 2 * x


def writes_into_g(x):
    def derivative(g):
        g *= 2 * x
        return g

    return x * x, derivative


def writes_into_its_result(x):
    y = np.exp(x)

    def derivative(g):
        return np.multiply(y, g, out=y)

    return y, derivative


def writes_into_x_later(x):
    def derivative(g):
        x[...] = 2 * x
        return g * x

    return x * x, derivative


NEWEST = np.random.default_rng(1)
MALFORMED = {
    "a value alone": (elementwise_of(lambda x: x / (1 + abs(x))), r"no derivatives.*lambda: …"),
    "nothing": (elementwise_of(lambda x: None), "does it end with return"),
    "a list": (elementwise_of(lambda x: [x, lambda: 1]), "a list, and no derivatives"),
    "an array for a function": (
        elementwise_of(lambda x: (x * x, 2 * x)), "is (an array|a number), not a.*`lambda: `",
    ),
    "an array for a function of g": (
        differentiable_of(lambda x: (x * x, 2 * x)), "not a function; write `lambda g: `",
    ),
    "a number for a function": (elementwise_of(lambda x: (x, 1)), "is a number, not a function"),
    "None for a function": (elementwise_of(lambda x: (x, None)), r"input 0 \(x\) is None"),
    "a function of g where it is local": (
        elementwise_of(lambda x: (x * x, lambda g: 2 * x * g)), "an argument.*`lambda: ∂y/∂x`",
    ),
    "a local function where it is of g": (
        differentiable_of(lambda x: (x * x, lambda: 2 * x)), "no argument.*`lambda g: ∂L/∂x`",
    ),
    "the derivative first": (elementwise_of(lambda x: (lambda: 2, 2 * x)), "the value comes first"),
    "two results": (
        elementwise_of(lambda x: ((np.sin(x), np.cos(x)), lambda: np.cos(x))),
        "a tuple of 2, but an op has one result",
    ),
    "two results without brackets": (
        elementwise_of(lambda x: (np.sin(x), np.cos(x), lambda: np.cos(x))),
        "2 derivatives for 1 inputs.*an op has one result",
    ),
    "a value of None": (elementwise_of(lambda x: (None, lambda: 1)), "value is None"),
    "text": (elementwise_of(lambda x: ("y", lambda: 1)), "value is a str"),
    "complex numbers": (elementwise_of(lambda x: (x * 1j, lambda: 1)), r"complex.*np\.abs"),
    "integers": (elementwise_of(lambda x: ((x > 0) * 1, lambda: 0 * x)), r"int64.*\.astype"),
    "truths": (elementwise_of(lambda x: (x > 0, lambda: 0 * x)), r"bool.*astype\(x\.dtype"),
    "written into": (elementwise_of(positive_part), r"writes into input 0 \(x\).*np\.where"),
    "squared in place": (elementwise_of(squared_in_place), r"writes into input 0 \(x\)"),
    "g written into": (differentiable_of(writes_into_g), "writes into its g"),
    "its result written into": (differentiable_of(writes_into_its_result), "into its result"),
    "written into later": (differentiable_of(writes_into_x_later), r"writes into input 0 \(x\)"),
    "random": (
        elementwise_of(lambda x: (x * NEWEST.random(x.shape), lambda: 1)),
        "two runs .* different values; draw random numbers outside",
    ),
}  # fmt: skip


@pytest.mark.parametrize("values", [[-1.0, 2.0], [[1.0, -2.0, 3.0, 4.0], [5.0, 6.0, -7.0, 8.0]]])
@pytest.mark.parametrize(("op", "words"), MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_rule_is_told_at_its_first_use_and_spoils_nothing(op, words, values):
    x = leaf(values)
    with pytest.raises(tg.GradientError, match=f"mine: .*{words}"):
        op(x)
    np.testing.assert_array_equal(x.data, values)


ALWAYS_LOOKED_AT = (
    "a value alone", "nothing", "an array for a function", "the derivative first", "two results",
    "a value of None", "complex numbers", "integers",
)  # fmt: skip


@pytest.mark.parametrize("name", ALWAYS_LOOKED_AT)
def test_what_a_rule_returns_is_checked_without_a_gradient_too(name):
    op, words = MALFORMED[name]
    with pytest.raises(tg.GradientError, match=words):
        op(np.array([1.0, 2.0]))
    with pytest.raises(tg.GradientError, match=words), tg.no_grad():
        op(leaf([1.0, 2.0]))
    tg.check_new_ops(False)
    with pytest.raises(tg.GradientError, match=words):
        op(leaf([1.0, 2.0]))
    with pytest.raises(tg.GradientError, match=words):
        op(leaf(1.0))


def test_a_rule_that_returns_something_else_later_is_told_then():
    @tg.elementwise
    def forgetful(x, /):
        return (x * 2, lambda: 2) if x.ndim else x * 2

    forgetful(leaf([1.0]))
    with pytest.raises(tg.GradientError, match="no derivatives"):
        forgetful(leaf(1.0))


def test_an_input_that_needs_no_gradient_needs_no_derivative():
    @tg.elementwise
    def scaled(x, y, /):
        return x * y, lambda: y, None

    assert scaled(leaf([1.0, 2.0]), 3.0).data.tolist() == [3, 6]
    with pytest.raises(tg.GradientError, match=r"input 1 \(y\) is None"):
        scaled(leaf([1.0, 2.0]), leaf(3.0))


def test_a_rule_of_integers_may_return_integers():
    @tg.elementwise
    def doubled(x, /):
        return 2 * x, lambda: 2

    assert doubled(np.array([1, 2])).tolist() == [2, 4]
    assert doubled(tg.Tensor(np.array([1, 2]))).data.tolist() == [2, 4]


# --- other numbers than the given ones, and new settings -----------------------------------------

HIDDEN = {  # a wrong rule, and an input that hides it
    "zeros": (lambda x: x**3, lambda x: 2 * x, [0.0, 0.0]),
    "one branch": (lambda x: np.where(x > 0, x, 0.1 * x), lambda x: 1.0 * (x > 0), [1.0, 2.0]),
    "the other branch": (lambda x: np.where(x > 0, x, 0.1 * x), lambda x: 0.1 + 0 * x, [-1.0]),
    "a few of many": (
        lambda x: np.where(x > 0, x, 0.1 * x), lambda x: 1.0 * (x > 0),
        np.random.default_rng(0).normal(size=512),
    ),
    "few of very many": (
        lambda x: np.where(x > 4, 2 * x, x), lambda x: 1 + 0 * x,
        np.random.default_rng(0).normal(size=200_000),
    ),
    "kinks": (lambda x: 2 * abs(x), np.sign, [0.0, 0.0]),
    "one number": (lambda x: x**3, lambda x: 3 * x, [1.0]),
    "a saturated place": (np.tanh, lambda x: 0 * x, [50.0]),
    "small numbers": (np.sin, lambda x: 1 + 0 * x, [1e-9, -1e-9]),
    "where nothing can be judged": (np.log, lambda x: 2 / x, [-1.0, -2.0]),
}  # fmt: skip


@pytest.mark.parametrize(("f", "slope", "values"), HIDDEN.values(), ids=HIDDEN)
def test_a_mistake_that_the_given_input_hides_is_found(f, slope, values):
    with pytest.raises(tg.GradientError, match="looks wrong"), np.errstate(all="ignore"):
        local(f, slope)(leaf(values))


def test_numbers_that_were_drawn_are_said_to_be():
    with pytest.raises(
        tg.GradientError, match=r"with other numbers than yours.*where it is -?[\d.]"
    ):
        local(lambda x: x**3, lambda x: 2 * x)(leaf([0.0, 0.0]))


HALF_LINES = {  # right rules, whose domain is not all of the numbers
    "log": (np.log, lambda x: 1 / x, [0.5, 2.0]),
    "log of small numbers": (np.log, lambda x: 1 / x, [1e-9, 1e-3]),
    "sqrt": (np.sqrt, lambda x: 0.5 / np.sqrt(x), [1e-12, 4.0]),
    "arcsin": (np.arcsin, lambda x: 1 / np.sqrt(1 - x * x), [0.1, 0.999]),
    "arccosh": (np.arccosh, lambda x: 1 / np.sqrt(x * x - 1), [1.5, 20.0]),
    "a pole": (lambda x: 1 / x, lambda x: -1 / x**2, [1e-3, 1e6]),
    "large numbers": (np.sin, np.cos, [1e6, -1e6]),
    "an overflow": (np.exp, np.exp, [600.0, 1.0]),
    "years": (lambda x: np.tanh(x - 500), lambda x: 1 - np.tanh(x - 500) ** 2, [500.5]),
    "steps": (lambda x: np.floor(1000 * x) / 1000, lambda x: 0 * x, [0.7777]),
    "a kink": (np.abs, np.sign, [0.0, 1e-9]),
    "noise": (lambda x: x + 1e-3 * np.sin(1e7 * x), lambda x: 1 + 0 * x, [1.0]),
}


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize(("f", "slope", "values"), HALF_LINES.values(), ids=HALF_LINES)
def test_a_right_rule_passes_where_its_domain_ends(f, slope, values, dtype):
    with np.errstate(all="ignore"):
        local(f, slope)(leaf(np.asarray(values, dtype)))


@pytest.mark.parametrize("given", [1.0, 1.01, 1.005])
def test_a_kink_whose_slopes_differ_by_little_passes(given):
    def slope(x):
        return np.where(x == 0, given, np.where(x > 0, 1.01, 1))

    look(local(lambda x: np.maximum(x, 1.01 * x), slope), [0.0])


def test_a_rule_that_refuses_other_numbers_is_held_against_the_given_ones():
    @tg.elementwise
    def only_large(x, /):
        if (x < 100).any():
            raise ValueError("too small")
        return x * x, lambda: 3 * x

    with pytest.raises(tg.GradientError, match=r"at \[\d\] the rule gives"):
        only_large(leaf([200.0, 300.0]))


@pytest.mark.parametrize("values", [[0.5, 3.0], [0.0, 0.0]])
def test_a_new_setting_is_tried_too(values):
    @tg.elementwise
    def huber(x, /, delta=1.0):
        a = np.abs(x)
        return np.where(a <= delta, x * x / 2, delta * (a - delta / 2)), lambda: np.clip(x, -1, 1)

    huber(leaf(values))
    huber(leaf(values), delta=1.0)
    with pytest.raises(tg.GradientError, match="looks wrong"):
        huber(leaf(values), delta=2.0)
    with pytest.raises(tg.GradientError, match="looks wrong"):
        huber(leaf(values), 2.0)


def test_only_a_few_settings_are_tried_and_none_twice():
    calls = []

    @tg.elementwise
    def scaled(x, /, by=1.0, mask=None):
        calls.append(by)
        return by * x, lambda: by

    def count(**settings):
        calls.clear()
        scaled(leaf([1.0, 2.0]), **settings)
        return len(calls)

    assert count(by=2.0) > 10
    assert count(by=2.0) == 1
    assert count(mask=np.ones(2)) > 10
    assert count(mask=np.zeros(2)) == 1  # another array is no new setting
    counts = [count(by=float(k)) for k in range(10, 30)]
    assert counts[-10:] == [1] * 10


def test_an_op_that_was_first_used_unchecked_stays_unchecked():
    @tg.elementwise
    def rounded(x, /, digits=0):
        return np.round(x, digits), lambda: 1

    tg.check_new_ops(False)
    rounded(leaf([0.3, 0.7]))
    tg.check_new_ops(True)
    rounded(leaf([0.3, 0.7]))
    rounded(leaf([0.3, 0.7]), digits=1)


# --- a diagnosis explains the numbers ------------------------------------------------------------


def test_exchanged_derivatives_are_named():
    words = r"derivatives for this input and for input 1 \(y\) are exchanged"
    product = general_of_two(
        lambda x, y: x**2 * y, lambda x, y, g: g * x**2, lambda x, y, g: 2 * g * x * y
    )
    with pytest.raises(tg.GradientError, match=words):
        product(leaf(X), leaf(X + 1))
    matmul = general_of_two(np.matmul, lambda x, y, g: x.T @ g, lambda x, y, g: g @ y.T)
    with pytest.raises(tg.GradientError, match=words):
        matmul(leaf(X), leaf(X + 1))


def test_the_direction_of_a_factor_is_said():
    words = r"the rule gives 0\.5 times the right derivative; multiply it by 2\."
    with pytest.raises(tg.GradientError, match=words):
        local(lambda x: 2 * x * x, lambda x: 2 * x)(leaf([1.0, 2.0]))


def test_one_number_is_never_transposed():
    for values in (2.0, [2.0], [[2.0]]):
        with pytest.raises(tg.GradientError) as caught:
            general(np.exp, lambda x, g: g * np.exp(x) ** 3)(leaf(values))
        assert "transpose" not in str(caught.value)
        assert "missing or wrong" in str(caught.value)


# --- settings, numbers taken out, docstrings -----------------------------------------------------


def test_a_setting_that_requires_a_gradient_goes_before_the_slash():
    @tg.elementwise
    def swish(x, /, beta=1.0):
        s = 1 / (1 + np.exp(-beta * x))
        return x * s, lambda: s + beta * x * s * (1 - s)

    with pytest.raises(TypeError, match=r"swish: beta requires a gradient.*put it before the `/`"):
        swish(leaf([1.0, 2.0]), beta=leaf(1.0))
    with pytest.raises(TypeError, match=r"def swish\(x, beta, /\)"):
        swish(leaf([1.0, 2.0]), leaf(1.0))
    swish(leaf([1.0, 2.0]), beta=tg.Tensor(2.0)).sum().backward()


def gauss_by(exp):
    @tg.elementwise
    def gauss(x, /):
        y = exp(-x * x)
        return y, lambda: -2 * x * y

    return gauss


NUMBERS = {
    "math.exp": lambda x: math.exp(x),
    "float": lambda x: np.exp(float(x)),
    "item": lambda x: np.exp(x.item()),
    "a loop": lambda x: np.array([math.exp(v) for v in x.ravel()]).reshape(x.shape),
}


@pytest.mark.parametrize("exp", NUMBERS.values(), ids=NUMBERS)
def test_a_rule_that_makes_a_number_of_its_input_has_one_derivative(exp):
    gauss, x = gauss_by(exp), leaf(0.5)
    with pytest.warns(UserWarning, match=r"(?s)gauss.*float.*np\.exp.*check_new_ops") as caught:
        y = gauss(x)
    assert caught[0].filename == __file__
    with pytest.raises(RuntimeError, match=r"gauss.*np\.exp"):
        tg.grad(y, x, create_graph=True)
    first = tg.grad(gauss(x), x)
    np.testing.assert_allclose(first.data, -0.7788, atol=1e-4)


def test_a_derivative_that_makes_a_number_of_its_input_has_no_second_one():
    @tg.elementwise
    def square(x, /):
        return x * x, lambda: 2 * float(x)

    x = leaf(0.5)
    with pytest.warns(UserWarning, match=r"square.*np\.exp"):
        y = square(x)
    with pytest.raises(RuntimeError, match=r"square.*np\.exp"):
        tg.grad(y, x, create_graph=True)


def test_outside_of_a_rule_a_number_is_taken_in_silence():
    x = leaf(0.5)
    assert float(x) == x.item() == 0.5
    assert math.exp(x * 2) == math.exp(1)
    y = gauss_by(np.exp)(x)
    slope = tg.grad(y, x, create_graph=True)
    np.testing.assert_allclose(float(slope), -0.7788, atol=1e-4)
    np.testing.assert_allclose(tg.grad(slope, x).data, -0.7788, atol=1e-4)


def test_math_on_an_array_says_numpys_function():
    with pytest.raises(TypeError, match=r"gauss: .*\(3,\).*np\.exp for math\.exp"):
        gauss_by(NUMBERS["math.exp"])(leaf([1.0, 2.0, 3.0]))


def test_if_on_an_array_says_where():
    @tg.elementwise
    def huber(x, /, delta=1.0):
        if abs(x) <= delta:
            return x * x / 2, lambda: x
        return delta * abs(x), lambda: delta * np.sign(x)

    with pytest.raises(ValueError, match=r"huber: .*ambiguous.*np\.where\(condition, a, b\)"):
        huber(leaf([1.0, 2.0]))


def documented(text, decorator, derivative):
    def mine(x, /):
        return x * x, derivative(x)

    mine.__doc__ = text
    return decorator(mine)


DOCSTRINGS = {
    "a local derivative": (tg.elementwise, "x * x\n\n∂/∂x = 3 * x", lambda x: lambda: 2 * x),
    "a general derivative": (
        tg.differentiable, "x * x\n\n∂L/∂x = 2 * x + g", lambda x: lambda g: 2 * x * g,
    ),
    "the formula": (tg.elementwise, "x ** 3", lambda x: lambda: 2 * x),
    "a name of NumPy": (tg.elementwise, "x * x\n\n∂/∂x = sqrt(y)", lambda x: lambda: 2 * x),
}  # fmt: skip


@pytest.mark.parametrize("values", [[0.0, 0.0], [1.0, 2.0]])
@pytest.mark.parametrize(("decorator", "text", "derivative"), DOCSTRINGS.values(), ids=DOCSTRINGS)
def test_a_docstring_that_disagrees_with_its_code_is_told(decorator, text, derivative, values):
    line = re.escape(text.splitlines()[-1])
    with pytest.raises(tg.GradientError, match=f"mine: the docstring says {line}.*the code gives"):
        documented(text, decorator, derivative)(leaf(values))


@pytest.mark.parametrize(
    "text",
    [
        "x * x\n\n∂/∂x = 2 * x",
        "The square of x.\n\n∂/∂x = 2 * x",
        "The square.\n\n∂/∂x = twice the number",
        "",
        None,
        "A square\n\n∂/∂x = undefined_name * x",
        "x² of each entry",
        "exit()",
        "x * x\n\n∂/∂x = open('of_a_docstring', 'w') and x",
    ],
)
def test_a_docstring_that_agrees_or_is_prose_passes(text):
    documented(text, tg.elementwise, lambda x: lambda: 2 * x)(leaf([1.0, 2.0]))


def test_a_docstring_may_use_settings_and_the_names_of_its_file():
    @tg.elementwise
    def power(x, /, n=3):
        """x ** n

        ∂/∂x = n * tg.power(x, n - 1)
        """
        return x**n, lambda: n * x ** (n - 1)

    power(leaf([1.0, 2.0]))
    power(leaf([1.0, 2.0]), n=2)


# --- cost ---------------------------------------------------------------------------------------


def test_a_large_elementwise_op_is_tried_on_some_of_its_entries():
    sizes = []

    @tg.elementwise
    def counted(x, /):
        sizes.append(x.size)
        return x * x, lambda: 2 * x

    counted(leaf(np.random.default_rng(0).normal(size=1_000_000)))
    assert sum(size > 2000 for size in sizes) <= 4


def test_a_large_op_of_another_kind_is_run_a_limited_number_of_times():
    calls = []

    @tg.differentiable
    def total(x, /):
        calls.append(1)
        return (x * x).sum(), lambda g: 2 * g * x

    total(leaf(np.random.default_rng(0).normal(size=200_000)))
    assert len(calls) <= 40
