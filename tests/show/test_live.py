"""The player computes a graph anew in the browser: what it finds is what Python finds."""

import itertools
import json
import math
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import tinygrad_edu as tg
from tinygrad_edu import nn, optim
from tinygrad_edu.show.player import play as player
from tinygrad_edu.watch.digits import numbers

playwright = pytest.importorskip("playwright.sync_api", reason="pip install playwright")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on the PATH"),
]
FOLDER = Path(player.__file__).parent
SCRIPT = "".join((FOLDER / f"{name}.js").read_text("utf-8") for name in ("digits", "rules", "live"))


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def run(browser):
    """A function that runs the page's own script, and then a function of what is given."""
    page = browser.new_page()
    yield lambda function, given: page.evaluate(f"(given) => {{{SCRIPT} return {function}}}", given)
    page.close()


# --- numbers ----------------------------------------------------------------------------------

FLOATS = st.one_of(
    st.floats(width=64),
    st.floats(-10, 10),
    st.integers(-2000, 2000).map(lambda k: k / 8),  # halves, which are rounded to even
    st.integers(-9999, 9999).map(lambda k: k / 1000),
    st.sampled_from([-0.0, 1e-3, 1e5, 125000.0, 1e-16, math.inf, -math.inf, math.nan]),
    st.integers(-5, 6).map(lambda k: math.nextafter(10.0**k, 0)),
    st.integers(-320, 308).map(lambda k: float(f"1.25e{k}")),
)


@given(st.lists(st.lists(FLOATS, max_size=6), min_size=40, max_size=40))
def test_numbers_are_printed_as_python_prints_them(run, arrays):
    given = [[str(x).replace("inf", "Infinity") for x in array] for array in arrays]
    shown = run("given.map((texts) => numbers(texts.map(Number)))", given)
    assert shown == [numbers(np.array(array, np.float64)) for array in arrays]


# --- graphs -----------------------------------------------------------------------------------

SHAPES = [(), (3,), (2, 1), (2, 3), (1, 3), (3, 2), (2, 2, 2)]
CURVES = {
    "exp": lambda x: tg.exp(x / 4),
    "log": lambda x: tg.log(x * x + 0.5),
    "sqrt": lambda x: tg.sqrt(tg.square(x) + 0.5),
    "tanh": tg.tanh,
    "sigmoid": tg.sigmoid,
    "relu": lambda x: tg.relu(x + 0.01),  # away from the kink
    "abs": lambda x: tg.abs(x + 0.01),
    "negative": lambda x: -x,
    "square": tg.square,
    "cube": lambda x: x**3,
    "fraction": lambda x: (x * x + 0.5) ** -1.5,
    "reciprocal": lambda x: tg.reciprocal(x * x + 0.5),
    "exponent": lambda x: (x * x + 0.5) ** x,
    "sin": lambda x: tg.sin(x) + tg.cos(x),
    "divided": lambda x: 2 / (x * x + 1),
}
JOINS = {
    "add": lambda x, y: x + y,
    "subtract": lambda x, y: x - y,
    "multiply": lambda x, y: x * y,
    "divide": lambda x, y: x / (y * y + 0.5),
}


def result(kind, draw, pool):
    """A function from the tensors so far to a new one, for one kind of op."""
    i, j = draw(st.integers(0, len(pool) - 1)), draw(st.integers(0, len(pool) - 1))
    shape, other = pool[i].shape, pool[j].shape
    axes = draw(st.sets(st.integers(-len(shape), -1))) if shape else set()
    if kind in CURVES:
        return lambda pool: CURVES[kind](pool[i])
    if kind in JOINS:
        assume(all(1 in pair or len({*pair}) == 1 for pair in zip(shape[::-1], other[::-1])))
        return lambda pool: JOINS[kind](pool[i], pool[j])
    if kind in ("sum", "mean"):
        axis = draw(st.sampled_from([None, tuple(axes)]))
        keepdims = draw(st.booleans())
        return lambda pool: getattr(tg, kind)(pool[i], axis=axis, keepdims=keepdims)
    if kind == "transpose":
        order = draw(st.permutations(range(len(shape))))
        return lambda pool: tg.transpose(pool[i], tuple(order))
    if kind == "reshape":
        return lambda pool: tg.reshape(pool[i], (*shape[1:], *shape[:1]))
    if kind == "matmul":
        assume(0 < len(shape) < 3 and 0 < len(other) < 3 and shape[-1] == other[-2:][0])
        return lambda pool: pool[i] @ pool[j]
    if kind == "linear":
        assume(len(shape) == len(other) == 2 and shape[1] == other[1])
        return lambda pool: tg.linear(pool[i], pool[j], pool[j].sum(axis=1))
    assume(shape == other)
    loss = nn.MSE(reduction=draw(st.sampled_from(["mean", "sum"])))
    return lambda pool: loss(pool[i], pool[j])


KINDS = [*CURVES, *JOINS, "sum", "mean", "transpose", "reshape", "matmul", "linear", "error"]


@st.composite
def graphs(draw):
    """A function from the values of leaves to the graph's root, and two sets of values."""
    shapes = draw(st.lists(st.sampled_from(SHAPES), min_size=1, max_size=4))
    needs = [True, *draw(st.lists(st.booleans(), min_size=3, max_size=3))]
    makers = []

    def make(values):
        pool = [
            tg.Tensor(value, requires_grad=need, name=f"t{k}")
            for k, (value, need) in enumerate(zip(values, needs, strict=False))
        ]
        pool = [x if x.requires_grad else x + pool[0].mean() for x in pool]
        for maker in makers:
            pool.append(maker(pool))
        return pool

    rng = np.random.default_rng(draw(st.integers(0, 999)))
    before, after = ([rng.uniform(-1.5, 1.5, shape) for shape in shapes] for _ in range(2))
    for kind in draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=6)):
        makers.append(result(kind, draw, make(before)))

    def root(values):
        pool = make(values)
        used = [pool[0], *pool[-3:]]
        return sum(x.sum() for x in used)

    return root, before, after


RECOMPUTE = """(() => {
  const [page, values] = given;
  const why = whyStill(page);
  if (why) return why;
  page.live.tensors.filter((t) => t.name in values).forEach((t) => { t.value = values[t.name]; });
  recompute(page);
  return page;
})()"""


def page_data(root, **more):
    """What the script reads, through JSON."""
    return json.loads(json.dumps(tg.play(root, **more).data))


def sums(data):
    """What the cards say that was added up."""
    return [state.get("sum") for node in data["nodes"].values() for state in node["slots"][0:1]]


@given(graphs())
def test_a_graph_with_other_values_is_computed_as_in_python(run, graph):
    make, before, after = graph
    values = {f"t{k}": value.reshape(-1).tolist() for k, value in enumerate(after)}
    data, true = page_data(make(before)), page_data(make(after))
    found = run(RECOMPUTE, [data, values])
    if isinstance(found, str):
        assert found == data["live"].get("still")
        return
    for mine, other in zip(found["arrays"], true["arrays"], strict=True):
        exact = np.array(other["exact"], float)
        off = np.abs(np.array(mine["exact"], float) - exact)
        assert (off <= 1e-9 * max(1, np.abs(exact).max())).all()
        assert list(itertools.chain(*mine["rows"])) == numbers(np.array(mine["exact"]))
        assert [len(row) for row in mine["rows"]] == [len(row) for row in other["rows"]]
