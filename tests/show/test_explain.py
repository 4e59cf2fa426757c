"""The backward pass in words, read as a beginner reads it."""

import re

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.show.words.explain import Explanation, explain
from tinygrad_edu.watch.digits import numbers


def parameter(value, name=None):
    return tg.Tensor(np.array(value, float), requires_grad=True, name=name)


def test_one_neuron_is_explained_from_the_loss_to_the_weight():
    w, b, x = parameter(2), parameter(0), tg.Tensor(1.5)
    a = tg.sigmoid(w * x + b)
    loss = (a - 1) ** 2
    lines = explain(loss, names={"w": w, "b": b, "x": x, "a": a, "loss": loss}).splitlines()
    assert lines[0] == "The backward pass of loss = (a − 1)²"
    assert [line for line in lines if line.startswith("Step")] == [
        "Step 1 of 6: start",
        "Step 2 of 6: square   loss = v₃²",
        "Step 3 of 6: subtract   v₃ = a − 1",
        "Step 4 of 6: sigmoid   a = 1 / (1 + exp(−v₂))",
        "Step 5 of 6: add   v₂ = v₁ + b",
        "Step 6 of 6: multiply   v₁ = w × x",
    ]
    loss.backward()
    assert lines[-6:-2] == [
        "What arrives at the leaves:",
        f"  ∂L/∂w  {numbers(w.grad)[0]}",
        f"  ∂L/∂b  {numbers(b.grad)[0]}",
        "",
    ]
    assert lines[-2].startswith(
        "∂L/∂w = −0.0064 means: raise w by 0.01, and L falls by about 6.4e−5."
    )
    assert lines[-1] == "optimiser goes against the gradient: it raises w."


def test_a_step_shows_what_came_in_the_local_derivative_and_what_goes_out():
    x = parameter([1, 2], "x")
    step = explain((x * x).sum()).split("\n\n")[3].splitlines()
    assert step[0] == "Step 3 of 3: multiply   v₁ = x × x"
    assert (
        step[1] == "  x gets g times the local derivative ∂v₁/∂x, entry by entry: the chain rule."
    )
    assert step[-6:] == [
        "    g = ∂L/∂v₁             1  1",
        "    ∂v₁/∂x, for the 1st x  1  2",
        "    to ∂L/∂x = g · x       1  2",
        "    ∂v₁/∂x, for the 2nd x  1  2",
        "    to ∂L/∂x = g · x       1  2",
        "    ∂L/∂x, all 2 added up  2  4",
    ]


def network(rng, sizes=(784, 16, 16, 10)):
    layers = []
    for n_in, n_out in zip(sizes, sizes[1:], strict=False):
        layers += [tg.nn.Linear(n_in, n_out, rng=rng), tg.nn.Sigmoid()]
    return tg.nn.Sequential(*layers)


def test_a_network_for_digits_fits_on_two_screens():
    rng = np.random.default_rng(0)
    model = network(rng)
    loss = tg.nn.MSE()(model(rng.random((32, 784))), np.zeros((32, 10)))
    text = explain(loss, names={"model": model})
    assert len(text.splitlines()) <= 100
    assert max(map(len, text.splitlines())) <= 96
    assert "linear, in 0: Linear(784 → 16)   v₁ = x @ weight.T + bias" in text
    assert "    ∂L/∂weight = g.T @ x" in text
    assert "  ∂L/∂model.0.weight  (16, 784)" in text
    assert "(16, 784): mean" in text


def test_a_module_with_a_name_is_named_where_it_works():
    model = network(np.random.default_rng(0), (3, 2))
    text = explain(model(np.ones((1, 3))).sum(), names={"model": model})
    assert "Step 4 of 4: linear, in 0: Linear(3 → 2)" in text


SMALL = {
    "softmax": (lambda x: -tg.log(tg.softmax(x)[1]), "v₁ × (g − sum(g · "),
    "convolution": (
        lambda x: tg.conv2d(x.reshape(1, 1, 1, 3), np.ones((1, 1, 1, 2))).sum(),
        "a pixel is in several windows",
    ),
    "pooling": (
        lambda x: tg.max_pool2d(x.reshape(1, 1, 1, 3), (1, 3)).sum(),
        "only the largest entry of a window changes the result",
    ),
    "an index": (lambda x: x[[0, 1, 0]].sum(), "x gets g added up at [[0, 1, 0]], 0 elsewhere"),
    "joining": (lambda x: tg.concatenate([x, x]).sum(), "each input gets its own part back"),
    "a kink": (lambda x: tg.relu(x - 2).sum(), "= g where v₁ > 0, else 0  0  0  1"),
    "a choice": (
        lambda x: tg.where([True, False, True], x, 0).sum(),
        "= g where condition, else 0  1  0  1",
    ),
    "the mean": (lambda x: x.mean(), "Each entry of x gets g / 3"),
}


@pytest.mark.parametrize(("f", "expected"), SMALL.values(), ids=SMALL)
def test_the_explanation_contains(f, expected):
    text = explain(f(parameter([1, 2, 3], "x")))
    assert " ".join(expected.split()) in " ".join(text.split())


def test_second_derivatives_are_explained_like_any_other():
    x = parameter(2, "x")
    slope = tg.grad(x**3, x, create_graph=True)
    text = explain(slope, names={"slope": slope})
    assert "power   v₁ = x²" in text
    assert "∂L/∂x  12\n\n∂L/∂x = 12 means: raise x by 0.01, and L rises by about 0.12." in text


def promise(loss, **options):
    """What explain says of the largest gradient, at its end."""
    return " ".join(explain(loss, **options).split("\n\n")[-1].split())


def test_the_end_says_what_the_largest_gradient_is_good_for():
    w, v = parameter([[1, -2], [0.5, 3]], "w"), parameter(1, "v")
    loss = ((w * v) ** 2).sum()
    assert promise(loss, names={"loss": loss}) == (
        "∂L/∂v = 28.5 means: raise v by 0.01, and L rises by about 0.285. "
        "To make L smaller, an optimiser goes against the gradient: it lowers v."
    )
    assert promise((w * w).sum()).startswith("∂L/∂w[1, 1] = 6 means: raise w[1, 1] by 0.01, and ")


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_the_promise_comes_true(scale):
    w = parameter([0.3, -0.7], "w")
    loss = scale * tg.exp(w * [2.0, 1.0]).sum()
    said = promise(loss).replace("−", "-")
    by, change = map(
        float, re.search(r"by ([\d.e-]+), and L rises by about (.+?)\. ", said).groups()
    )
    moved = scale * tg.exp((w + np.array([by, 0])) * [2.0, 1.0]).sum()
    assert moved.item() - loss.item() == pytest.approx(change, rel=0.05)


def test_an_output_that_is_no_loss_is_not_made_smaller():
    x = parameter(2, "x")
    y = x**3
    text = promise(y, names={"height": y})
    assert text == "∂L/∂x = 12 means: raise x by 0.01, and L rises by about 0.12."


def test_gradients_that_promise_nothing():
    x = parameter([-1, -2], "x")
    assert promise(tg.relu(x).sum()) == (
        "Every gradient is 0: whichever parameter moves a little, L hardly moves."
    )
    with np.errstate(all="ignore"):
        assert "nan or ∞ says nothing" in promise(tg.log(x).sum() * x.sum())
        assert promise(tg.sqrt(x + 1).sum()).startswith("nan or ∞")
    assert "means" not in explain(x * x, seed=[1, 1])
    assert "means" not in explain((x * x).sum(), seed=3)
    assert "means" not in explain(tg.abs(parameter(-1e-9, "x")))  # a kink close by


# --- a user's ops -----------------------------------------------------------------------------


@tg.elementwise
def gaussian(x, /):
    """exp(-x * x)

    ∂/∂x = -2 * x * y
    """
    y = np.exp(-x * x)
    return y, lambda: -2 * x * y


@tg.linear_map
def halves(x, /, n=2):
    """x / n

    ∂L/∂x = g / n
    """
    return x / n, lambda g: g / n


@tg.differentiable
def commutator(x, y, /):
    """x @ y - y @ x

    ∂L/∂x = g @ y.mT - y.mT @ g
    ∂L/∂y = x.mT @ g - g @ x.mT
    """
    return x @ y - y @ x, lambda g: g @ y.mT - y.mT @ g, lambda g: x.mT @ g - g @ x.mT


@tg.elementwise
def untold(x, /):
    return x * 3, lambda: 3


def test_a_users_ops_are_told_like_ours():
    x, y = parameter([[1, 2], [0, 1]], "x"), parameter([[0, 1], [1, 0]], "y")
    text = explain(untold(halves(commutator(gaussian(x), y))).sum())
    for words in (
        "gaussian   v₁ = exp(−x²)",
        "∂L/∂x = −g · 2x × v₁",
        "commutator   v₂ = v₁ @ y − y @ v₁",
        "∂L/∂v₁ = g @ y.T − y.T @ g",
        "halves   v₃ = v₂ / 2",
        "∂L/∂v₂ = g / 2",
        "untold   v₄ = untold(v₃)",
        "∂v₄/∂v₃",
    ):
        assert words in text


# --- graphs that say why not ------------------------------------------------------------------


def test_a_leaf_has_no_story():
    assert explain(parameter(1, "w")) == (
        "w is a leaf: no op made it, and so no step leads back from it."
    )


def test_without_a_parameter_nothing_was_recorded():
    text = explain(tg.Tensor(2.0) * 3)
    assert "nothing that it came from needed a gradient" in text
    assert "requires_grad=True" in text


def test_a_root_of_many_entries_asks_for_one_number():
    x = parameter([1, 2], "x")
    assert ".sum() or" in explain(x * x)
    assert "seed=" in explain(x * x)
    assert "∂v₁/∂x, all 2 added up       2  0" in explain(x * x, seed=[1, 0])


def test_after_a_step_it_says_what_changed():
    x = parameter([1, 2], "x")
    loss = (x * x).sum()
    loss.backward()
    told = explain(loss)
    x.data -= 0.1 * x.grad
    assert "∂L/∂x, all 2 added up" in told
    assert "multiply needs the value that x of shape (2,) had in the forward pass" in " ".join(
        explain(loss).split()
    )
    assert "but it has changed since" in " ".join(explain(loss, of=x).split())


def test_a_freed_graph_is_told_as_before():
    x = parameter([1, 2], "x")
    loss = (tg.exp(x) * x).sum()
    before = str(explain(loss))
    loss.backward()
    assert explain(loss) == before


def test_what_is_not_finite_is_shown():
    x = parameter([0, 1], "x")
    with np.errstate(all="ignore"):
        loss = (tg.log(x) * x).sum()
    assert "−∞" in explain(loss)
    assert "nan" in explain(loss)


def test_long_stories_are_cut_and_say_so():
    y = parameter(1, "x")
    for _ in range(300):
        y = tg.sin(y)
    assert "… and 201 more steps; most=301 tells all." in explain(y)
    assert "… and 1 more step; most=301" in explain(y, most=300)
    assert "more step" not in explain(y, most=301)


# --- ops --------------------------------------------------------------------------------------


def test_an_op_is_explained_by_its_table():
    assert explain(tg.multiply).splitlines() == [
        "multiply(x, y):   z = x × y",
        "",
        "    ∂z/∂x = y",
        "    ∂z/∂y = x",
        "",
        "By the chain rule, ∂L/∂x = g · ∂z/∂x, entry by entry, where g = ∂L/∂z comes in.",
    ]
    assert "∂L/∂y = x.T @ g" in explain(tg.matmul)
    assert "∂y/∂x = −2x × y" in explain(gaussian)


TABLE = {
    "sum": ["∂L/∂x = g to each entry"],
    "mean": ["∂L/∂x = g / n to each entry"],
    "max": ["∂L/∂x = g where x = y, else 0"],
    "relu": ["∂y/∂x = 1 where x > 0, else 0"],
    "maximum": [
        "∂z/∂x = 0.5 where x = y, else 1 where x > y, else 0",
        "∂z/∂y = 0.5 where x = y, else 1 where y > x, else 0",
    ],
    "where": ["∂z/∂x = 1 where condition, else 0", "∂z/∂y = 1 where not condition, else 0"],
    "getitem": ["∂L/∂x = g at [index], 0 elsewhere"],
    "concatenate": ["∂L/∂inputs[i] = its part of g"],
    "transpose": ["∂L/∂x = g.transpose(argsort(axes))"],
}


@pytest.mark.parametrize("name", TABLE)
def test_an_ops_derivatives_without_any_arrays(name):
    lines = explain(getattr(tg, name)).splitlines()
    assert [line.strip() for line in lines if line.startswith("    ")] == TABLE[name]


EVERY_OP = [name for name in tg.__all__ if hasattr(getattr(tg, name), "rule")]


@pytest.mark.parametrize("name", EVERY_OP)
def test_each_op_has_a_formula_and_a_derivative(name):
    text = explain(getattr(tg, name))
    assert text.startswith(f"{name}(")
    assert "∂" in text.partition("=")[2]


def test_a_function_composed_of_ops_says_so():
    text = explain(tg.std)
    assert text.startswith("std(x, axis, ddof, keepdims):")
    assert "composed of other ops" in text


WRONG = {
    "a number": (3.5, "this is a float; give explain a Tensor"),
    "an array": (np.ones(3), r"this is an array \(ndarray\).*give explain the result"),
    "a list": ([1], "one Tensor after the other"),
    "a layer": (tg.nn.Linear(2, 3), r"explain\(Linear\(\.\.\.\)\(x\)\)"),
    "a function": (len, "len is no op"),
    "a ufunc": (np.exp, r"explain\(tg\.exp\)"),
    "a NumPy function": (np.concatenate, r"explain\(tg\.concatenate\)"),
}


@pytest.mark.parametrize(("thing", "message"), WRONG.values(), ids=WRONG)
def test_explain_of_a_wrong_object_says_what_it_can_explain(thing, message):
    with pytest.raises(TypeError, match=message):
        explain(thing)


def test_nothing_cannot_be_told():
    with pytest.raises(ValueError, match="at least one"):
        explain(parameter(1) * 2, most=0)


def test_it_prints_as_it_is():
    text = explain(parameter(1) * 2)
    assert isinstance(text, Explanation)
    assert repr(text) == str(text)
