"""Every op, held against NumPy, against difference quotients and against its own docstring."""

import inspect
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tinygrad_edu as tg
from tests.ops.op_registry import ENTRIES, MODULES, Case, Entry
from tinygrad_edu.engine import graph
from tinygrad_edu.engine import saved as guards

STEP = 6e-6
every_op = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)


def leaves(case: Case, dtype=np.float64):
    """The inputs as they lie in memory, read-only: whoever writes to them raises."""
    arrays = [x if x.dtype == dtype else read_only(x.astype(dtype)) for x in case.inputs]
    return [tg.from_numpy(x, requires_grad=True) for x in arrays]


def read_only(array):
    array = np.array(array)
    array.flags.writeable = False
    return array


def signed(rng, shape, dtype=np.float64):
    """Random numbers of either sign, none near 0."""
    return (rng.uniform(0.5, 1.5, shape) * rng.choice([-1, 1], shape)).astype(dtype)


def slopes(y, xs, g):
    """∂(y · g)/∂x for each x, to be differentiated again."""
    found = graph.walk(y, g, set(xs), create_graph=True, retain_graph=True)
    return [found[x] for x in xs]


def assert_slope(function, points, weights, gradients, rng):
    """The gradients of Σ weights · function agree with a central difference in one direction."""
    steps = [STEP * np.maximum(1, np.abs(x)) * signed(rng, x.shape) for x in points]
    ahead = function(*(x + step for x, step in zip(points, steps, strict=True)))
    behind = function(*(x - step for x, step in zip(points, steps, strict=True)))
    difference = sum(
        (w * (a - b)).sum() / 2 for w, a, b in zip(weights, ahead, behind, strict=True)
    )
    parts = [g * step for g, step in zip(gradients, steps, strict=True)]
    scale = sum(np.abs(part).sum() for part in parts)
    noise = 1e-14 * sum(np.abs(w * a).sum() for w, a in zip(weights, ahead, strict=True))
    np.testing.assert_allclose(
        sum(part.sum() for part in parts), difference, rtol=1e-6, atol=1e-6 * scale + noise
    )


# --- completeness -----------------------------------------------------------------------------


def rules_of_the_package():
    found = {}
    for module in MODULES:
        for name, value in vars(module).items():
            if hasattr(value, "rule") and value.__module__ == module.__name__:
                found[f"{module.__name__}.{name}"] = value
    return found


def test_every_rule_has_an_entry():
    missing = set(rules_of_the_package().values()) - {entry.rule for entry in ENTRIES}
    assert not missing


def test_every_public_op_has_an_entry():
    listed = {id(entry.op) for entry in ENTRIES}
    public = {
        name: value
        for name, value in vars(tg).items()
        if callable(value)
        and getattr(value, "__module__", "").startswith("tinygrad_edu.ops.")
        and not value.__module__.endswith(".rules")  # the decorators
    }
    assert not [name for name, value in public.items() if id(value) not in listed]


# --- values -----------------------------------------------------------------------------------


@every_op
@given(data=st.data())
def test_the_value_is_numpys(entry: Entry, data):
    case = data.draw(entry.cases)
    before = [x.copy() for x in case.inputs]
    expected = np.asarray(entry.reference(*case.inputs, **case.settings))
    y = entry.call(*leaves(case), **case.settings)
    assert type(y) is tg.Tensor
    assert type(y.data) is np.ndarray
    assert y.shape == expected.shape
    assert y.dtype == expected.dtype == np.float64
    np.testing.assert_allclose(y.data, expected, rtol=1e-11, atol=1e-12)
    for x, values in zip(case.inputs, before, strict=True):
        np.testing.assert_array_equal(x, values)


@every_op
@given(data=st.data())
def test_plain_arrays_give_a_plain_array(entry: Entry, data):
    case = data.draw(entry.cases)
    expected = entry.reference(*case.inputs, **case.settings)
    y = entry.call(*case.inputs, **case.settings)
    assert not isinstance(y, tg.Tensor)
    np.testing.assert_allclose(y, expected, rtol=1e-11, atol=1e-12)


# --- derivatives ------------------------------------------------------------------------------


@pytest.mark.promise(1, 13, 15)
@every_op
@given(data=st.data())
def test_the_gradient_is_the_difference_quotient(entry: Entry, data):
    case = data.draw(entry.cases)
    rng = np.random.default_rng(0)
    xs = leaves(case)
    y = entry.call(*xs, **case.settings)
    g = read_only(signed(rng, y.shape))
    y.backward(g)
    for x in xs:
        assert type(x.grad) is np.ndarray
        assert (x.grad.shape, x.grad.dtype) == (x.shape, x.dtype)
        assert x.grad.flags.writeable
        assert not np.shares_memory(x.grad, g)
        assert not any(np.shares_memory(x.grad, other.data) for other in xs)
    gradients = [x.grad for x in xs]

    def value(*arrays):
        return [entry.call(*map(tg.Tensor, arrays), **case.settings).data]

    assert_slope(value, case.inputs, [g], gradients, rng)


@pytest.mark.promise(1)
@every_op
@given(data=st.data())
def test_the_second_derivative_is_the_difference_quotient_of_the_first(entry: Entry, data):
    """By the inputs, and by the gradient that comes in."""
    case = data.draw(entry.cases)
    rng = np.random.default_rng(0)
    xs = leaves(case)
    y = entry.call(*xs, **case.settings)
    g = tg.Tensor(signed(rng, y.shape), requires_grad=True)
    if not entry.twice:
        with pytest.raises(RuntimeError, match="it has a first derivative and no second one"):
            slopes(y, xs, g)
        return
    first = slopes(y, xs, g)
    weights = [read_only(signed(rng, x.shape)) for x in xs]

    def value(*arrays):
        *points, seed = (tg.Tensor(a, requires_grad=True) for a in arrays)
        y = entry.call(*points, **case.settings)
        found = graph.walk(y, seed.data, set(points))
        return [found[x] for x in points]

    for d, expected in zip(first, value(*case.inputs, g.data), strict=True):
        assert (d.shape, d.dtype) == (expected.shape, expected.dtype)
        np.testing.assert_allclose(d.data, expected, rtol=1e-9, atol=1e-12)
    root = sum((d * w).sum() for d, w in zip(first, weights, strict=True))
    targets = [*xs, g]
    found = graph.walk(root, np.ones(()), set(targets))
    second = [found.get(x, np.zeros(x.shape)) for x in targets]
    assert_slope(value, [*case.inputs, g.data], weights, second, rng)


# --- dtypes -----------------------------------------------------------------------------------


@pytest.mark.promise(8)
@every_op
@given(data=st.data())
def test_float32_stays_float32_in_value_and_gradients(entry: Entry, data):
    """In the rule itself, before the engine could cast; and in second derivatives."""
    case = data.draw(entry.cases)
    settings = {k: np.float32 if k == "dtype" else v for k, v in case.settings.items()}
    xs = leaves(case, np.float32)
    y = entry.call(*xs, **settings)
    assert y.dtype == np.float32
    g = tg.Tensor(np.ones(y.shape, np.float32), requires_grad=True)
    root = sum((d * d).sum() for d in slopes(y, xs, g)) if entry.twice else y.sum()
    for node in [*graph.route(y), *graph.route(root)]:
        assert node.value.dtype == np.float32, node.op.__name__
        for i in differentiated(node):
            slope = derivative(node, i, np.ones(node.shape, np.float32))
            assert slope.dtype == np.float32, node.op.__name__
    for x, d in graph.walk(root, np.ones((), np.float32), set(xs)).items():
        assert d.dtype == np.float32, x


def differentiated(node):
    """Which inputs need a gradient; of a constant a rule need not have a derivative."""
    return [i for i, x in enumerate(node.inputs) if x.needs_gradient]


def derivative(node, i, g):
    """What the rule itself says for input i, of arrays: ∂L/∂x, before broadcasting is undone."""
    rule = node.op.rule(*(x.data for x in node.inputs), **node.settings)[i + 1]
    if node.op.kind != guards.ELEMENTWISE:
        return rule(g)
    slope = rule()
    return g * slope


# --- docstrings -------------------------------------------------------------------------------

LINE = re.compile(r"∂(L?)/∂(\w+)(\[i\])? = (.+)")


@every_op
@given(data=st.data())
def test_the_docstring_is_what_the_code_computes(entry: Entry, data):
    case = data.draw(entry.cases)
    y = entry.call(*leaves(case), **case.settings)
    nodes = graph.route(y)
    if entry.rule is not None:
        assert entry.rule in {node.op for node in nodes}
    for node in nodes:
        assert_documented(node)


def assert_documented(node):
    formula, _, *lines = inspect.getdoc(node.op).splitlines()
    signature = inspect.signature(node.op.rule).parameters.values()
    names = [p.name for p in signature if p.kind is p.POSITIONAL_ONLY]
    values = [x.data for x in node.inputs]
    result = "z" if "y" in names else "y"
    space = {name: value for name, value in vars(tg).items() if callable(value)}
    space |= node.op.rule.__globals__
    space |= {p.name: p.default for p in signature if p.kind is p.POSITIONAL_OR_KEYWORD}
    space |= node.settings
    space |= dict(zip(names, values, strict=True)) if names else {"inputs": values}
    agrees(node, formula, eval(formula, space), node.value)
    space[result] = node.value
    space["g"] = g = signed(np.random.default_rng(0), node.shape)
    seen = []
    for line in lines:
        incoming, name, variadic, expression = LINE.fullmatch(line).groups()
        assert bool(incoming) == (node.op.kind != guards.ELEMENTWISE), f"{node.op.__name__}: {line}"
        for i in range(len(values)) if variadic else [names.index(name)]:
            seen.append(i)
            if i not in differentiated(node):
                continue
            space["i"] = i
            said = eval(expression, space)
            agrees(node, line, said if incoming else g * said, derivative(node, i, g))
    assert seen == list(range(len(values))), f"{node.op.__name__}: one line per derivative"


def agrees(node, line, said, done):
    message = f"{node.op.__name__}: {line}"
    assert not isinstance(said, tg.Tensor), message
    assert np.shape(said) == done.shape, message
    np.testing.assert_allclose(said, done, rtol=1e-10, atol=1e-12, err_msg=message)


# --- linear maps ------------------------------------------------------------------------------


@every_op
@given(data=st.data())
def test_a_linear_map_is_additive(entry: Entry, data):
    case = data.draw(entry.cases)
    rng = np.random.default_rng(0)
    for node in graph.route(entry.call(*leaves(case), **case.settings)):
        if node.op.kind == guards.LINEAR_MAP:
            a = [x.data for x in node.inputs]
            b = [rng.uniform(-2, 2, x.shape) for x in a]
            both = [2 * x + y for x, y in zip(a, b, strict=True)]
            f, settings = node.op.rule, node.settings
            np.testing.assert_allclose(
                f(*both, **settings)[0],
                2 * f(*a, **settings)[0] + f(*b, **settings)[0],
                rtol=1e-10,
                atol=1e-12,
            )
