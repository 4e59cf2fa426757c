"""The first use of an op of one's own finds a wrong derivative, and lets all right ones pass."""

import math
import re

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import first_use
from tinygrad_edu.first_use import ENTRIES, check_first_use, check_new_ops

RNG = np.random.default_rng(0)
X = RNG.uniform(0.5, 2, (4, 4))


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
        look(worst, RNG.normal(size=200_000))


def test_settings_are_kept():
    @tg.elementwise
    def scaled(x, /, factor=1.0):
        return factor * x, lambda: 2.0

    look(scaled, X, factor=2.0)
    with pytest.raises(tg.GradientError):
        look(scaled, X, factor=3.0)


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


def test_a_look_costs_a_few_evaluations_and_few_derivatives_however_large_the_input():
    counts = {"value": 0, "derivative": 0}

    @tg.elementwise
    def counted(x, /):
        counts["value"] += 1

        def slope():
            counts["derivative"] += 1
            return 2 * x

        return x * x, slope

    for size in (1, 100, 200_000):
        node = recorded(counted, RNG.normal(size=size))
        counts.update(value=0, derivative=0)
        check_first_use(node)
        points = 3
        assert counts["value"] <= points * (3 + 4 * ENTRIES) + 1
        assert counts["derivative"] <= points + 1


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
