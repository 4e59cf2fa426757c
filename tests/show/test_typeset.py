"""Every op's formula and rules come out as one writes them, and mean what the engine computes."""

import inspect
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tinygrad_edu as tg
from tests.ops.op_registry import ENTRIES
from tinygrad_edu.engine.graph import Node
from tinygrad_edu.engine.saved import ELEMENTWISE
from tinygrad_edu.show.record.story import tell
from tinygrad_edu.show.words.formulas import formula_of, rule_of
from tinygrad_edu.show.words.steps import slope_of

# what would betray an expression that was left as it stands in the docstring
RAW = re.compile(
    r"np\.|lambda|where\(|keepdims|\*|==|restore|sum_to|<class|inputs|[^v]-|\bg\.\w+\(axis=\)"
)


def story_of(entry, case):
    """The story of one op on one case, or None if nothing was recorded."""
    tensors = [
        tg.Tensor(x, requires_grad=True, name=n) for x, n in zip(case.inputs, "abcd", strict=False)
    ]
    y = entry.call(*tensors, **case.settings)
    if not isinstance(y, Node):
        return None
    return tell(y, seed=np.random.default_rng(0).normal(size=y.shape))


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
@settings(max_examples=max(settings.default.max_examples // 3, 3))
@given(st.data())
def test_each_op_is_printed_as_on_paper_and_means_what_the_engine_computes(entry, data):
    story = story_of(entry, data.draw(entry.cases))
    for x in story.entries if story else ():
        for text in [x.formula, *(use.rule for use in x.inputs)] if x.op else ():
            assert text
            assert text.count("(") == text.count(")")
            assert not RAW.search(text), text
    for use in story.uses if story else ():
        slope = slope_of(use)
        if use.contribution is None:
            continue
        assert (slope is None) == (use.result.node.op.kind is not ELEMENTWISE)
        if slope is not None:  # g times the local derivative that is shown
            product = np.asarray(use.result.gradient * slope)
            summed = product.sum(axis=use.summed_axes).reshape(use.source.value.shape)
            np.testing.assert_allclose(summed, use.contribution, rtol=1e-12, atol=1e-14)


def shown(f, *values):
    """The formula and the rules of the last op."""
    xs = [tg.Tensor(v, requires_grad=True, name=n) for v, n in zip(values, "abcd", strict=False)]
    node = f(*xs)
    names = {**tell(node, gradients=False).wording.names, node: "y"}
    rules = [rule_of(node, i, names) for i, x in enumerate(node.inputs) if x.requires_grad]
    return [formula_of(node, names), *rules]


M, V, N = np.ones((2, 3)), np.array([1.0, 2, 3]), np.arange(6.0).reshape(2, 3)
PRINTED = {
    "add": (lambda a, b: a + b, [M, V], ["a + b", "g", "g summed over axis 0"]),
    "subtract": (lambda a, b: a - b, [V, V], ["a − b", "g", "−g"]),
    "multiply": (lambda a, b: a * b, [V, V], ["a × b", "g · b", "g · a"]),
    "times a number": (lambda a: a * 0.5, [V], ["a × 0.5", "g · 0.5"]),
    "minus a negative number": (lambda a: a - (-2.0), [V], ["a − (−2)", "g"]),
    "divide": (lambda a, b: a / b, [V, V], ["a / b", "g / b", "−g · y / b"]),
    "divide by a number": (lambda a: a / 3, [V], ["a / 3", "g / 3"]),
    "square": (lambda a: a**2, [V], ["a²", "g · 2a"]),
    "a cube": (lambda a: a**3, [V], ["a³", "g · 3a²"]),
    "a root": (lambda a: a**0.5, [V], ["a^0.5", "g · 0.5 × a^(−0.5)"]),
    "to the 1": (lambda a: a**1, [V], ["a¹", "g"]),
    "to the 0": (lambda a: a**0, [V], ["a⁰", "0"]),
    "to the −1": (lambda a: a**-1, [V], ["a⁻¹", "−g · a⁻²"]),
    "power": (lambda a, b: a**b, [V, V], ["a^b", "g · b × a^(b − 1)", "g · y × log(a)"]),
    "exp": (tg.exp, [V], ["exp(a)", "g · y"]),
    "sqrt": (tg.sqrt, [V], ["√a", "g / (2y)"]),
    "reciprocal": (tg.reciprocal, [V], ["1 / a", "−g · y²"]),
    "cos": (tg.cos, [V], ["cos(a)", "−g · sin(a)"]),
    "tanh": (tg.tanh, [V], ["tanh(a)", "g · (1 − y²)"]),
    "sigmoid": (tg.sigmoid, [V], ["1 / (1 + exp(−a))", "g · y × (1 − y)"]),
    "abs": (tg.abs, [V], ["|a|", "g · sign(a)"]),
    "relu": (tg.relu, [V], ["maximum(a, 0)", "g where a > 0, else 0"]),
    "leaky_relu": (
        tg.leaky_relu, [V], ["a where a > 0, else 0.01 × a", "g where a > 0, else g · 0.01"],
    ),
    "clip": (lambda a: tg.clip(a, None, 2), [V], ["clip(a, None, 2)", "g where a = y, else 0"]),
    "maximum": (
        lambda a, b: tg.maximum(a, b), [V, V + 1],
        ["maximum(a, b)", "g where a > b, else 0", "g where b > a, else 0"],
    ),
    "maximum with a tie": (
        lambda a: tg.maximum(a, 2), [V],
        ["maximum(a, 2)", "g / 2 where a = 2, else g where a > 2, else 0"],
    ),
    "where": (
        lambda a, b: tg.where([True, False, True], a, b), [V, 1.0],
        [
            "a where condition, else b", "g where condition, else 0",
            "(g where not condition, else 0) summed over axis 0",
        ],
    ),
    "sum": (lambda a: a.sum(), [V], ["a.sum()", "g to each entry"]),
    "mean over an axis": (lambda a: a.mean(axis=0), [M], ["a.mean(axis=0)", "g / 2 to each entry"]),
    "max": (lambda a: a.max(), [V], ["a.max()", "g where a = y, else 0"]),
    "max with a tie": (
        lambda a: a.max(), [M], ["a.max()", "g where a = y, a tie shared evenly, else 0"],
    ),
    "prod": (lambda a: a.prod(), [V], ["a.prod()", "g · product of the others"]),
    "cumsum": (
        lambda a: a.cumsum(axis=-1), [M],
        ["a.cumsum(axis=−1)", "g summed from each entry to the last along axis −1"],
    ),
    "norm": (tg.norm, [V], ["√sum(a²)", "g · a / y"]),
    "norm of 0": (tg.norm, [V * 0], ["√sum(a²)", "g · a"]),
    "softmax": (
        tg.softmax, [V],
        ["exp(a) / exp(a).sum(axis=−1)", "y × (g − sum(g · y, axis=−1))"],
    ),
    "matmul": (lambda a, b: a @ b, [M, M.T], ["a @ b", "g @ b.T", "a.T @ g"]),
    "matmul of stacks": (
        lambda a, b: a @ b, [np.ones((4, 2, 3)), M.T],
        ["a @ b", "g @ b.mT", "a.mT @ g summed over axis 0"],
    ),
    "linear": (
        lambda a, b, c: tg.linear(a, b, c), [M, N, np.ones(2)],
        ["a @ b.T + c", "g @ b", "g.T @ a", "g summed over axis 0"],
    ),
    "inv": (tg.inv, [np.eye(2)], ["inv(a)", "−y.T @ g @ y.T"]),
    "det": (tg.det, [np.eye(2)], ["det(a)", "g · y × inv(a).T"]),
    "reshape": (lambda a: a.reshape(3, 2), [M], ["a.reshape(3, 2)", "g.reshape(2, 3)"]),
    "transpose": (lambda a: a.T, [M], ["a.T", "g.T"]),
    "getitem": (lambda a: a[0, 1:], [M], ["a[0, 1:]", "g at [0, 1:], 0 elsewhere"]),
    "an entry twice": (
        lambda a: a[[0, 1, 0]], [V], ["a[[0, 1, 0]]", "g added up at [[0, 1, 0]], 0 elsewhere"],
    ),
    "a long index": (
        lambda a: a[np.arange(2).repeat(5)], [V],
        ["a[indices]", "g added up at [indices], 0 elsewhere"],
    ),
    "a long mask": (
        lambda a: a[np.arange(6) > 2], [np.ones(6)], ["a[mask]", "g at [mask], 0 elsewhere"],
    ),
    "concatenate": (
        lambda a, b: tg.concatenate([a, b], axis=1), [M, M],
        ["concatenate([a, b], axis=1)", "g[:, 0:3]", "g[:, 3:6]"],
    ),
    "broadcast_to": (
        lambda a: tg.broadcast_to(a, (2, 3)), [V],
        ["broadcast_to(a, (2, 3))", "g summed over axis 0"],
    ),
    "max_pool2d": (
        lambda a: tg.max_pool2d(a, 2), [np.ones((1, 1, 4, 4))],
        ["max_pool2d(a, 2 × 2)", "g at the largest of each window, 0 elsewhere"],
    ),
    "squared_error": (
        lambda a, b: tg.squared_error(a, b, scale=1 / 3), [V, V],
        ["sum((a − b)²) / 3", "g · 2(a − b) / 3", "g · 2(b − a) / 3"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("f", "values", "expected"), PRINTED.values(), ids=PRINTED)
def test_it_is_printed_as_on_paper(f, values, expected):
    assert shown(f, *values) == expected


def test_einsum_names_what_each_operand_gets():
    a, b = (tg.Tensor(x, requires_grad=True, name=n) for x, n in ((M, "a"), (M.T.copy(), "b")))
    use, other = tell(tg.einsum("ij,jk->ik", a, b).sum()).steps[1].inputs
    assert use.rule == f'einsum("ik,jk→ij", g, {other.source.name})'
    assert other.rule == f'einsum("ik,ij→jk", g, {use.source.name})'


# --- what users write -------------------------------------------------------------------------


def own(doc, local=True, settings=None):
    """A user's op with this docstring."""

    def op(x, /, k=2.0):
        return x * k, (lambda: k) if local else (lambda g: g * k)

    op.__doc__ = doc
    return (tg.elementwise if local else tg.differentiable)(op)


STRANGE = {
    "nothing": ("", ["op(a)", "g · ∂y/∂a"]),
    "words": ("twice what comes in", ["twice what comes in", "g · ∂y/∂a"]),
    "a formula alone": ("x * k", ["a × 2", "g · ∂y/∂a"]),
    "a condition": ("x * k\n\n∂/∂x = k if k > 0 else x", ["a × 2", "g · 2"]),
    "a comprehension": (
        "[x for _ in np.arange(k)]\n\n∂/∂x = k",
        ["[a for _ in arange(k)]", "g · 2"],
    ),
    "an unknown function": (
        "x * k\n\n∂/∂x = k * np.pi + mine(x, 3)",
        ["a × 2", "g · (2π + mine(a, 3))"],
    ),
    "a division by zero": ("x * k\n\n∂/∂x = k / 0 * x", ["a × 2", "g · (2 / 0) × a"]),
    "nonsense in shapes": ("x.shape[k] + x.nope\n\n∂/∂x = x.shape + 1", None),
    "an empty call": ("where() + sqrt() + abs() + x.sum(1, 2)(3)\n\n∂/∂x = restore()", None),
    "no python": ("x ⊙ k\n\n∂/∂x = x ⊙", ["x ⊙ k", "g · (x ⊙)"]),
    "nested too deeply": ("(" * 300 + "x" + ")" * 300, None),
    "a name of ours": ("scatter(x, index) + inputs[0]\n\n∂/∂x = inputs[i] + unfold(x)", None),
    "a power of letters": ("x ** (k + x)\n\n∂/∂x = x ** -x", ["a^(2 + a)", "g · a^(−a)"]),
    "a string": ("f'{x}' + 'x'\n\n∂/∂x = 'k'", None),
}


@pytest.mark.parametrize(("doc", "expected"), STRANGE.values(), ids=STRANGE)
def test_a_strange_docstring_is_shown_and_stops_nothing(doc, expected):
    found = shown(own(doc), V)
    assert all(found)
    if expected:
        assert found == expected


@given(st.recursive(
    st.sampled_from(["x", "y", "k", "1", "-2.5", "0", "g", "np.pi", "x.shape", "axis"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "@", "**", "==", "<", ">="]), inner)
        .map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        st.tuples(st.sampled_from([
            "where", "restore", "sum_to", "np.sqrt", "abs", "scatter", "flip", "shared", "np.exp",
            "broadcast_to", "product_of_others", "einsum", "count", "fold", "x.sum", "x.reshape",
        ]), st.lists(inner, max_size=3)).map(lambda t: f"{t[0]}({', '.join(t[1])})"),
        inner.map(lambda e: f"-{e}"),
        st.tuples(inner, inner).map(lambda t: f"({t[0]})[{t[1]}]"),
    ), max_leaves=12,
))  # fmt: skip
@settings(max_examples=150)
def test_any_expression_can_be_printed(line):
    formula, rule = shown(own(f"{line}\n\n∂/∂x = {line}"), V)
    assert formula
    assert rule


MISUSED = {
    "window": ("unfold(x, *window)", {"window": 3}),
    "a window of pairs of pairs": ("fold(x, window)", {"window": ((1, 2), (3,), 4)}),
    "terms": ('np.einsum(",".join(terms) + output, *inputs)', {"terms": 5, "output": None}),
    "others": ("contraction_with_others(i, x, terms)", {"terms": ("a",), "output": 3}),
    "axis": ("np.split(x, 2, axis=axis)[i] + shared(x, x == y, axis)", {"axis": 7}),
    "no axis": ("np.split(x, 2)[i] + flip(flip(x, 0).cumsum(), 0)", {}),
    "shape": ("scatter(x, index, shape) + x[index]", {"shape": "round", "index": object}),
    "a clash": ("x ** n + n * x + -n", {"n": np.arange(3)}),
}


@pytest.mark.parametrize(("line", "given"), MISUSED.values(), ids=MISUSED)
def test_settings_that_only_have_the_name_of_ours_stop_nothing(line, given):
    def one(x, /, **settings):
        return x * 2, lambda g: g * 2

    def many(*inputs, **settings):
        return inputs[0] * 2, *(lambda g: g * 2 for _ in inputs)

    for rule, doc in ((one, "∂L/∂x"), (many, "∂L/∂inputs[i]")):
        rule.__doc__ = f"{line}\n\n{doc} = {line}"
        parameters = list(inspect.signature(rule).parameters.values())[:1]
        parameters += [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=value)
            for name, value in given.items()
        ]
        rule.__signature__ = inspect.Signature(parameters)
        op = tg.differentiable(rule)
        assert all(shown(lambda x, op=op: op(x), V))
        assert all(shown(lambda x, op=op: op(x), 2.0))
    assert all(shown(lambda x, y: op(x, y), V, N))
