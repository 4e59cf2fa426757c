"""The player computes a graph anew in the browser: what it finds is what Python finds."""

import itertools
import json
import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import tinygrad_edu as tg
from tinygrad_edu import nn, optim
from tinygrad_edu.show.player import play as player
from tinygrad_edu.watch.digits import numbers

pytestmark = pytest.mark.browser
SCRIPT = "".join(map(player.source, (*player.COMPUTES, "live.js")))


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
        assume(
            all(
                1 in pair or len({*pair}) == 1
                for pair in zip(shape[::-1], other[::-1], strict=False)
            )
        )
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
        assume(shape and len(other) == 2 and shape[-1] == other[1])
        if draw(st.booleans()):
            return lambda pool: tg.linear(pool[i], pool[j])
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


def check(run, make, before, after):
    """The page made with some values, and then given others, is the page made with these."""
    values = {f"t{k}": value.reshape(-1).tolist() for k, value in enumerate(after)}
    data, true = page_data(make(before)), page_data(make(after))
    found = run(RECOMPUTE, [data, values])
    if isinstance(found, str):
        assert found == data["live"].get("still")
        return
    for mine, other in zip(found["arrays"], true["arrays"], strict=True):
        exact, computed = (np.array(x["exact"], float) for x in (other, mine))
        off = np.abs(computed - exact)
        assert (off <= 1e-9 * max(1, np.abs(exact).max())).all()
        assert list(itertools.chain(*mine["rows"])) == numbers(computed)
        assert [len(row) for row in mine["rows"]] == [len(row) for row in other["rows"]]


@given(graphs())
def test_a_graph_with_other_values_is_computed_as_in_python(run, graph):
    check(run, *graph)


PRODUCTS = [((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 2)), ((2, 3), (3, 4))]


@pytest.mark.parametrize(("left", "right"), PRODUCTS, ids=str)
def test_products_are_computed_as_in_python(run, left, right):
    def make(values):
        x, y = (tg.Tensor(v, requires_grad=True, name=f"t{k}") for k, v in enumerate(values))
        bias = y.sum(axis=0)
        z = x @ y if len(right) == 1 else tg.linear(x, y.T) + tg.linear(x, y.T, bias) * (x @ y)
        return (z * z).sum()

    rng = np.random.default_rng(0)
    before, after = ([rng.normal(size=left), rng.normal(size=right)] for _ in range(2))
    assert "still" not in tg.play(make(before)).data["live"]
    check(run, make, before, after)


@pytest.mark.parametrize("needed", [True, False])
def test_layers_with_numbers_of_their_own_are_computed_as_in_python(run, needed):
    """The 1e-5 of a LayerNorm has no card; of data it is not recorded how it was standardised."""

    def make(values):
        x, w = (
            tg.Tensor(values[0], requires_grad=needed, name="t0"),
            tg.Tensor(values[1], requires_grad=True, name="t1"),
        )
        return (nn.LayerNorm(3)(x) * w + (x if needed else 0)).sum()

    rng = np.random.default_rng(0)
    before, after = ([rng.normal(size=(4, 3)), rng.normal(size=3)] for _ in range(2))
    if not needed:
        after[0] = before[0]
    data = tg.play(make(before)).data["live"]
    assert "still" not in data
    changing = {t["name"] for t in data["tensors"] if t.get("changes")}
    assert ("t0" in changing) == needed
    assert "t1" in changing
    check(run, make, before, after)


# --- the page ---------------------------------------------------------------------------------

SEEN = """() => {
  document.getElementById("all").open = true;
  const kinds = "#graph text, #what, #says p, #blocks b, #blocks td, #all p, #all td td";
  return [...document.querySelectorAll(kinds)].filter((e) => e.checkVisibility())
    .map((e) => e.textContent).filter((text) => !text.includes(" means: "));
}"""
WIDTHS = """() => [...document.querySelectorAll("#graph g.edge path:not(.ahead)")]
  .map((e) => Number(e.getAttribute("stroke-width")))"""


def loss(x=3.0, w=0.5, b=0.25):
    x = tg.Tensor(x, requires_grad=True, name="x")
    w, b = tg.Tensor(w, requires_grad=True, name="w"), tg.Tensor(b, name="b")
    root = tg.tanh(w * x + b) ** 2 + x * x
    return root, [x, w]


def play(*given, **more):
    root, parameters = loss(*given, **more)
    return tg.play(root, optimizer=optim.SGD(parameters, lr=0.1))


def give(page, name, value):
    """Type a value for a number of a leaf."""
    if page.locator("#values").is_hidden():
        page.click("#change")
    page.select_option("#which", label=name)
    page.fill("#amount", str(value))


def seen(page):
    """All texts of all steps, but for the meaning that holds for recorded numbers only."""
    found = []
    for k in range(int(page.locator("#slider").get_attribute("max"))):
        page.locator("#slider").fill(str(k + 1))
        found.append(page.evaluate(SEEN))
    return found


def test_a_page_with_a_typed_value_is_the_page_made_with_it(visit):
    page, other = visit(play()), visit(play(x=-0.7, b=1.25))
    give(page, "x", "−0.7")
    give(page, "b", 1.25)
    for mine, true in zip(seen(page), seen(other), strict=True):
        assert mine == true
    assert page.evaluate(WIDTHS) == other.evaluate(WIDTHS)


def test_reset_brings_back_what_was_recorded(visit):
    page = visit(play())
    before = page.evaluate(SEEN)
    give(page, "w", 7)
    assert page.evaluate(SEEN) != before
    page.click("#reset")
    assert page.evaluate(SEEN) == before
    assert page.locator("#reset").is_disabled()


def test_it_says_what_the_gradient_promised_and_what_happened(visit):
    page = visit(play())
    give(page, "w", 0.6)
    root, (_, w) = loss()
    root.backward()
    there = loss(w=0.6)[0].item() - root.item()
    promised, happened = numbers(np.array([0.1 * w.grad.item(), there]), root.item())
    says = f"w + 0.1: the gradient promised L +{promised}; L moved by +{happened}."
    assert page.inner_text("#promise") == says
    give(page, "b", 0.15)
    assert page.inner_text("#promise").startswith(
        "b − 0.1: no gradient was computed for it; L moved"
    )


def test_a_number_is_dragged_in_its_card(visit):
    page = visit(play())
    card = page.locator("#graph text.changes").first
    box = card.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 12, y)
    assert page.locator("#amount").input_value() == "0.7"
    page.mouse.move(x - 30, y)
    page.mouse.up()
    assert (page.locator("#amount").input_value(), card.text_content()) == ("0", "0")
    assert page.locator("#slider").input_value() == "1"  # and no card was pressed


def test_keys_change_the_value_and_escape_takes_it_back(visit):
    page = visit(play())
    give(page, "x", 3)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.locator("#amount").input_value() == "3.2"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("End")
    assert page.locator("#amount").input_value() == "3.1"
    assert page.locator("#slider").input_value() == "1"  # the keys of the field are its own
    page.keyboard.press("Escape")
    assert page.locator("#amount").input_value() == "3"
    page.keyboard.press("Escape")
    assert page.locator("#values").is_hidden()


def test_what_is_no_number_changes_nothing(visit):
    page = visit(play())
    before = page.evaluate(SEEN)
    give(page, "x", "three")
    assert page.evaluate(SEEN) == before
    page.locator("#amount").blur()
    assert page.locator("#amount").input_value() == "3"


def test_another_optimiser_leaves_its_step_as_it_was_recorded(visit):
    root, parameters = loss()
    page = visit(tg.play(root, optimizer=optim.Adam(parameters)))
    page.keyboard.press("End")
    moved = page.locator(".block.result").all_text_contents()
    give(page, "x", 1)
    assert page.locator(".block.result").all_text_contents() == moved
    assert "plain SGD only" in page.inner_text("#says")


def single(x):
    return tg.Tensor(x, requires_grad=True, name="x")


def deep():
    x = single(1.0)
    y = x
    for _ in range(41):
        y = -y
    return tg.play(y, modules="off")


@tg.elementwise
def square(x, /):
    """x * x + 1

    ∂/∂x = 2 * x
    """
    return x * x + 1, lambda: 2 * x


STILL = {
    "softmax has no rule in this page": lambda: tg.play(tg.softmax(single([1.0, 2.0])).sum()),
    "square has no rule in this page": lambda: tg.play(square(single(3.0))),
    "the graph has 42 tensors, more than 40": deep,
    "x is float32, and the page computes in float64": lambda: tg.play(
        tg.tanh(single(np.float32(1)))
    ),
    "x has 30 entries, and not all of them are shown": lambda: tg.play(single(np.ones(30)).sum()),
    "x or its gradient is not finite": lambda: tg.play(single(np.inf) - np.inf),
    "matmul of stacks of matrices has no rule in this page": lambda: tg.play(
        (single(np.ones((1, 2, 2))) @ np.ones((2, 2))).sum()
    ),
    "a collapsed module does not show its numbers": lambda: tg.play(
        nn.Linear(2, 1)(np.ones((1, 2))).sum(), modules="collapsed"
    ),
}


@pytest.mark.parametrize("reason", STILL)
def test_a_page_that_stays_still_says_why(visit, reason):
    with np.errstate(all="ignore"):
        page = visit(STILL[reason]())
    page.click("#change")
    assert page.inner_text("#promise") == f"Values stay still here: {reason}."
    assert page.locator("#amount").is_hidden()
    assert page.locator("text.changes").count() == 0
    page.keyboard.press("Escape")
    page.click("#away")
    assert page.locator("#values").is_hidden()
