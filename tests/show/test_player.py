"""The player's page: its data is the recorded walk bit for bit, and nothing in it can do harm."""

import base64
import hashlib
import json
import re
import subprocess
import sys
from html.parser import HTMLParser

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tinygrad_edu as tg
from tinygrad_edu import nn, optim
from tinygrad_edu.engine.graph import walk
from tinygrad_edu.show.picture import cards
from tinygrad_edu.show.picture import picture as drawing
from tinygrad_edu.show.player.play import MOST_STEPS

pytestmark = pytest.mark.drawn

SHAPES = [(), (3,), (2, 1), (2, 3), (1, 3), (6, 5)]
JOINS = {"add": tg.add, "subtract": tg.subtract, "multiply": tg.multiply, "maximum": tg.maximum}
TURNS = {"tanh": tg.tanh, "square": tg.square, "sum": tg.sum, "transpose": tg.transpose}


def parameter(value, name, dtype=float):
    return tg.Tensor(np.asarray(value, dtype), requires_grad=True, name=name)


def accumulate():
    x = parameter(3.0, "x")
    return x * x + x


def network(rng=None):
    """Two layers, and their loss on three examples."""
    rng = rng or np.random.default_rng(0)
    model = nn.Sequential(
        nn.Linear(2, 3, rng=rng), nn.Tanh(), nn.Linear(3, 1, rng=rng), nn.Sigmoid()
    )
    x, y = tg.Tensor([[0.0, 1], [1, 0], [1, 1]]), tg.Tensor([[1.0], [1], [0]])
    return model, nn.MSE()(model(x), y)


@st.composite
def graphs(draw):
    """A root of one element, and all tensors behind it that need a gradient, each with a name."""
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    dtype = draw(st.sampled_from([np.float64, np.float32]))
    pool = [parameter(rng.normal(size=draw(st.sampled_from(SHAPES))), "t0", dtype)]
    for k in range(draw(st.integers(0, 2))):
        value = rng.normal(size=draw(st.sampled_from(SHAPES)))
        pool.append(tg.Tensor(value, dtype=dtype, name=f"c{k}", requires_grad=draw(st.booleans())))
    for _ in range(draw(st.integers(1, 7))):
        x = draw(st.sampled_from(pool))
        if draw(st.booleans()):
            new = TURNS[draw(st.sampled_from(sorted(TURNS)))](x)
        else:
            y = draw(st.sampled_from(pool))
            try:
                np.broadcast_shapes(x.shape, y.shape)
            except ValueError:
                continue
            new = JOINS[draw(st.sampled_from(sorted(JOINS)))](x, y)
        new.name = f"r{len(pool)}"
        pool.append(new)
    root = pool[0] * 1
    for x in pool:
        root = root.sum() + x.sum()
    root.name = "root"
    return root, pool


def data_of(page):
    """What the script reads, through JSON."""
    return json.loads(re.search(r'<script id="data"[^>]*>(.*?)</script>', page.html, re.S)[1])


def part(data, name):
    """The steps of a part: forward, backward or step."""
    return [step for step in data["steps"] if step["part"] == name]


def numbers(array):
    """The exact numbers of an array on a page."""
    return np.array([float(x) for x in array["exact"]])


def same_bits(array, true):
    """Whether the numbers on a page are those of an array: all of them, or the facts of many."""
    true = np.asarray(true, np.float64).reshape(-1)
    if array["kind"] == "facts":
        facts = [true.mean(), true.std(), true.min(), true.max()]
        return [float(x) for x in array["facts"]] == facts
    return numbers(array).tobytes() == true.tobytes()


# --- one walk ---------------------------------------------------------------------------------


@given(graphs())
def test_the_gradients_on_the_page_are_those_that_backward_leaves(graph):
    root, pool = graph
    data = tg.play(root).data
    ends = {
        node["name"]: data["arrays"][states[-1]["array"]]
        for node in data["nodes"].values()
        for states in node["slots"]
    }
    needing = [x for x in pool if x.requires_grad]
    for x in needing:
        if not x.is_leaf:
            x.retain_grad()
    root.backward()
    for x in needing:
        assert same_bits(ends[x.name], x.grad)


@given(graphs())
def test_the_steps_are_those_of_the_walk(graph):
    root, _ = graph
    data = tg.play(root).data
    steps = []
    walk(
        root,
        np.ones(root.shape, root.dtype),
        retain_graph=True,
        watch=lambda node, g, contributions: steps.append((g, contributions)),
    )
    back = part(data, "backward")
    assert len(back) == len(steps) + 1
    for step, (g, contributions) in zip(back[1:], steps, strict=True):
        blocks = [block for row in step["rows"] for block in row]
        assert same_bits(data["arrays"][blocks[0]["array"]], g)
        results = [block["array"] for block in blocks if block["kind"] == "result"]
        assert len(results) == len(step["uses"]) == len(contributions)
        for k, (_, d) in zip(results, contributions, strict=True):
            assert same_bits(data["arrays"][k], d)


@given(graphs())
def test_each_arrow_has_its_step_once(graph):
    root, _ = graph
    page = tg.play(root)
    uses = [use for step in part(page.data, "backward") for use in step["uses"]]
    assert len(uses) == len(set(uses))
    assert page.data["edges"] == {
        use: k
        for k, step in enumerate(page.data["steps"])
        if step["part"] == "backward"
        for use in step["uses"]
    }
    red = re.findall(r'id="(e\d+)" class="edge">(?:(?!</g>).)*?class="back"', page.html, re.S)
    assert sorted(red) == sorted(uses)


@given(graphs())
def test_each_result_appears_in_a_step_forward_after_its_inputs(graph):
    root, pool = graph
    data = tg.play(root).data
    forward = part(data, "forward")
    assert data["steps"][: len(forward)] == forward
    made = {node["name"]: node["value"][0] for node in data["nodes"].values()}
    for k, step in enumerate(forward):
        (row,) = step["rows"]
        (card,) = step["into"]
        assert data["nodes"][card]["value"][0] == {"step": k, "array": row[-1]["array"]}
        assert all(data["nodes"][other]["value"][0]["step"] <= k for other in step["from"])
        for block in row[:-1]:
            if block["kind"] == "value":
                assert made[block["label"]]["array"] == block["array"]
    for x in filter(lambda x: x.requires_grad, pool):
        assert same_bits(data["arrays"][made[x.name]["array"]], x.data)
        assert x.is_leaf or forward[made[x.name]["step"]]["rows"][0][-1]["label"] == x.name


def test_the_parts_follow_each_other_and_are_counted():
    x = parameter(3.0, "x")
    data = tg.play(x * x + x, optimizer=optim.SGD([x], lr=0.1)).data
    assert [step["place"] for step in data["steps"]] == [
        *("Forward 1 of 2", "Forward 2 of 2"),
        *("Backward 1 of 3", "Backward 2 of 3", "Backward 3 of 3"),
        "The step",
    ]


def test_a_collapsed_module_has_one_step_forward():
    rng = np.random.default_rng(0)
    x = tg.Tensor(rng.random((4, 3)), name="x")
    data = tg.play(nn.LayerNorm(3)(x).sum(), modules="collapsed").data
    first, second = part(data, "forward")
    assert first["title"].endswith(" ops, in LayerNorm(3)")
    assert data["nodes"][first["into"][0]]["value"] == [{"step": 0}]
    assert second["title"] == "sum"


def test_a_sum_grows_from_step_to_step():
    data = tg.play(accumulate()).data
    (x,) = (node for node in data["nodes"].values() if node["name"] == "x")
    (states,) = x["slots"]
    assert [state["sum"] for state in states] == ["? + ? + 1", "3 + 3 + 1"]
    assert [numbers(data["arrays"][state["array"]]).item() for state in states] == [1, 7]
    sums = [
        numbers(data["arrays"][block["array"]]).item()
        for step in data["steps"]
        for row in step["rows"]
        for block in row
        if block["kind"] == "sum"
    ]
    assert sums == [4, 7]


def test_playing_leaves_graph_and_gradients_as_they_are():
    root = accumulate()
    x = root.inputs[1]
    x.grad = 5.0
    tg.play(root)
    assert x.grad == 5
    root.backward()
    assert x.grad == 12


def test_a_graph_can_be_played_before_and_after_backward():
    root = accumulate()
    before = tg.play(root).html
    root.backward()
    assert tg.play(root).html == before


def test_a_page_shows_the_numbers_of_when_it_was_made():
    x = parameter([1.0, 2.0], "x")
    page, other = tg.play((x * x).sum()), tg.play((x * x).sum())
    expected = other.html
    x.data -= 10
    assert page.html == expected


def test_a_seed_starts_the_walk():
    x = parameter([1.0, 2.0], "x")
    data = tg.play(x * x, seed=[1.0, 10.0]).data
    assert numbers(data["arrays"][data["steps"][-1]["rows"][-1][-1]["array"]]).tolist() == [2, 40]


def test_what_json_has_no_numbers_for_arrives():
    x = parameter([np.nan, np.inf, -np.inf, 1e-320], "x")
    data = data_of(tg.play((x * 1.0).sum()))
    values = tg.play((x * x).sum()).data["arrays"]
    assert any("inf" in array.get("exact", ()) for array in values)
    assert data["steps"]


@pytest.mark.parametrize(
    ("values", "kind"),
    [(3.0, "number"), ([3.0], "number"), ([3.0, 4.0], "matrix"), ([0.0] * 999, "facts")],
)
def test_an_array_is_written_as_a_number_a_matrix_or_facts(values, kind):
    data = tg.play((parameter(values, "x") * 2.0).sum()).data
    ((gradient,),) = data["nodes"]["n0"]["slots"]
    assert data["arrays"][gradient["array"]]["kind"] == kind


# --- the last step: what the optimiser does ---------------------------------------------------

OPTIMIZERS = {
    "sgd": lambda p: optim.SGD(p, lr=0.3),
    "groups": lambda p: optim.SGD([{"params": p[:1], "lr": 0.1}, {"params": p[1:]}], lr=0.3),
    "momentum": lambda p: optim.SGD(p, lr=0.3, momentum=0.9),
    "nesterov": lambda p: optim.SGD(p, lr=0.3, momentum=0.9, nesterov=True),
    "decay": lambda p: optim.SGD(p, lr=0.3, weight_decay=0.1),
    "adam": lambda p: optim.Adam(p, lr=0.01),
    "adamw": lambda p: optim.AdamW(p, lr=0.01, weight_decay=0.1),
}


def after(page):
    """The values in the last step of a page, by the names that stand before them."""
    data = page.data
    return [numbers(data["arrays"][row[-1]["array"]]) for row in data["steps"][-1]["rows"]]


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_the_last_step_is_the_optimisers_own(kind):
    model, loss = network()
    parameters = list(model.parameters())
    optimizer = OPTIMIZERS[kind](parameters)
    for _ in range(3):  # so that it has something to remember
        optimizer.zero_grad()
        loss = network_loss(model)
        loss.backward()
        optimizer.step()
    optimizer.zero_grad()
    loss = network_loss(model)
    shown = after(tg.play(loss, optimizer=optimizer))
    loss.backward()
    optimizer.step()
    for values, p in zip(shown, parameters, strict=True):
        assert values.tobytes() == p.data.reshape(-1).tobytes()


def network_loss(model):
    x, y = tg.Tensor([[0.0, 1], [1, 0], [1, 1]]), tg.Tensor([[1.0], [1], [0]])
    return nn.MSE()(model(x), y)


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_showing_the_last_step_changes_nothing(kind):
    model, loss = network()
    optimizer = OPTIMIZERS[kind](list(model.parameters()))
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    loss = network_loss(model)
    optimizer.params[0].grad = np.ones((3, 2))
    values = [p.data.copy() for p in optimizer.params]
    state = json.dumps(optimizer.state_dict(), default=np.ndarray.tolist)
    tg.play(loss, optimizer=optimizer)
    assert all(np.array_equal(p.data, v) for p, v in zip(optimizer.params, values, strict=True))
    assert json.dumps(optimizer.state_dict(), default=np.ndarray.tolist) == state
    assert [p.grad is None for p in optimizer.params] == [False, True, True, True]
    assert np.all(optimizer.params[0].grad == 1)
    loss.backward()  # which a parameter that changed would not let pass


def test_gradient_descent_is_explained_with_its_numbers():
    x = parameter(3.0, "x")
    last = tg.play(x * x + x, optimizer=optim.SGD([x], lr=0.1)).data["steps"][-1]
    assert last["formula"] == "x ← x − 0.1 · ∂L/∂x"
    assert "downhill" in json.dumps(last["says"])


def test_another_optimiser_is_explained_in_its_own_words():
    class Signs(optim.Optimizer):
        """p ← p − lr · sign(g): each entry moves by lr."""

        def change(self, p, g, rate):
            return rate * np.sign(g)

    x = parameter([3.0, -3.0], "x")
    page = tg.play((x * x).sum(), optimizer=Signs([x], lr=0.5, weight_decay=0))
    last = page.data["steps"][-1]
    assert last["formula"] == "Signs(lr=0.5)"
    assert last["says"] == [["p ← p − lr · sign(g): each entry moves by lr."]]
    assert after(page)[0].tolist() == [2.5, -2.5]


def test_a_parameter_outside_of_the_graph_stays_out_of_the_last_step():
    x, other = parameter(3.0, "x"), parameter(1.0, "other")
    other.grad = 1.0
    page = tg.play(x * x, optimizer=optim.SGD([other, x], lr=0.1))
    assert [row[0]["label"] for row in page.data["steps"][-1]["rows"]] == ["x"]


# --- forward, in words ------------------------------------------------------------------------


def told(root, names=None):
    """The sentences of the steps forward, but for the last one of the first step."""
    steps = part(tg.play(root.sum(), names=names).data, "forward")[:-1]
    assert "remembers" in steps[0]["says"].pop()[0]
    return ["".join(p for x in step["says"] for t in x for p in t) for step in steps]


def test_a_step_forward_calculates_with_numbers():
    x, b = parameter([[0.0, 1.0], [2.0, 3.0]], "x"), parameter([-2.0, 1.0], "b")
    assert told(tg.exp(parameter(-1.0, "x")) * 2) == ["exp(−1) = 0.368.", "0.368 × 2 = 0.736."]
    assert told(x + b) == [
        "Entry by entry; the first: 0 + (−2) = −2. b is broadcast over the 2 rows."
    ]


def test_a_step_forward_says_how_matrices_are_multiplied():
    x, w = parameter(np.ones((2, 3)), "x"), parameter(np.ones((3, 2)), "w")
    layer = nn.Linear(3, 2, rng=np.random.default_rng(0))
    assert told(x @ w) == ["Each entry is a row of x times a column of w, added up."]
    assert told(layer(x)) == [
        "Each entry is a row of x times a column of weight.T, added up, plus an entry of bias."
    ]


def test_a_step_forward_says_what_becomes_of_shapes():
    x = parameter(np.ones((2, 3)), "x")
    assert told(x.mean()) == ["x becomes one number."]
    assert told(tg.concatenate([x, x.T.reshape(2, 3)]))[-1] == (
        "x and v₂ become an array of shape (4, 3)."
    )


def test_a_leaf_that_changed_since_is_not_calculated_with():
    x = parameter([1.0, 2.0], "x")
    total = x + 1
    x.data += 5
    assert told(total) == ["root was computed before x changed."]


# --- matrix products --------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["matmul", "linear", "linear without bias"])
def test_the_factors_of_a_product_are_shown_beside_it(kind):
    rng = np.random.default_rng(0)
    x, w = parameter(rng.normal(size=(4, 2)), "x"), parameter(rng.normal(size=(2, 3)), "w")
    layer = nn.Linear(2, 3, rng=rng, bias=kind == "linear")
    y = x @ w if kind == "matmul" else layer(x)
    data = tg.play((y * y).sum()).data
    labels = []
    for step in data["steps"]:
        for row in step["rows"]:
            blocks = {block["kind"]: block for block in row}
            if "left" not in blocks:
                continue
            arrays = {kind: data["arrays"][block["array"]] for kind, block in blocks.items()}
            columns = {kind: len(array["rows"][0]) for kind, array in arrays.items()}
            of = {k: numbers(array).reshape(-1, columns[k]) for k, array in arrays.items()}
            product = of["left"] @ of["right"] + of.get("plus", 0)
            assert np.allclose(product, of.get("made", of.get("result")), rtol=1e-12)
            labels.append(f"{blocks['left']['label']} @ {blocks['right']['label']}")
    back = ["g @ w.T", "x.T @ g"]
    if kind == "linear":
        back = ["g @ weight", "g.T @ x"]
    assert labels[1:] == back or kind == "linear without bias"
    assert len(labels) == 3


def test_of_large_matrices_no_factors_are_shown():
    x, w = parameter(np.ones((30, 20)), "x"), parameter(np.ones((20, 2)), "w")
    kinds = {b["kind"] for s in tg.play((x @ w).sum()).data["steps"] for r in s["rows"] for b in r}
    assert "left" not in kinds


# --- one file, and harmless -------------------------------------------------------------------


class Parts(HTMLParser):
    """The tags of a page with their attributes, and the texts in scripts and styles."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.insides, self.texts = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        self.tags.append(("/" + tag, {}))

    def handle_data(self, data):
        if self.tags and self.tags[-1][0] in ("script", "style"):
            self.insides.append((*self.tags[-1], data))
        self.texts.append(data)


HOSTILE = [
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'; alert(1); //",
    "a\nb\r\u2028c",
    "🐍 ünïcödé ∂",
    "<!-- ]]> --> <svg onload=alert(1)>",
    "\\u003c/script>$svg ${data}",
    "\x00\x1b\ud800",
    "&lt;b&gt;&amp;",
    "x" * 500,
    "",
    "]",
]


def test_the_page_allows_its_own_script_and_style_and_nothing_else():
    parts = Parts(tg.play(accumulate()).html)
    (policy,) = (a["content"] for tag, a in parts.tags if "Policy" in a.get("http-equiv", ""))
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules.pop("default-src") == "'none'"
    for name, kind in (("script-src", "script"), ("style-src", "style")):
        (text,) = (t for tag, a, t in parts.insides if tag == kind and "id" not in a)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert rules.pop(name) == f"'sha256-{digest}'"
    assert rules.pop("img-src") == "data:"  # the maps in the cards
    assert set(rules.values()) == {"'none'"}


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_name_stays_text(name):
    def played(name):
        x = parameter(3.0, name)
        loss = tg.sigmoid(x) * x
        loss.name = name + "!"
        return tg.play(loss, optimizer=optim.SGD([x], lr=0.1))

    page, plain = played(name), played("x")
    page.html.encode()
    tags = [(tag, sorted(attrs)) for tag, attrs in Parts(page.html).tags]
    assert tags == [(tag, sorted(attrs)) for tag, attrs in Parts(plain.html).tags]
    shown = "".join(c if c.isprintable() else "�" for c in " ".join(name.split()))
    assert shown in [node["name"] for node in data_of(page)["nodes"].values()] or not shown


def test_nothing_is_fetched():
    html = tg.play(accumulate()).html
    assert not re.search(r"""(?:src|href)\s*=\s*["'](?!data:)|@import|url\(|fetch\(""", html)
    addresses = set(re.findall(r"https?://[^\s\"'<)]*", html))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


def test_the_script_never_reads_text_as_html():
    html = tg.play(accumulate()).html
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(", html)


@pytest.mark.usefixtures("graphviz")
def test_the_same_graph_gives_the_same_page_in_another_process():
    code = (
        "import sys, hashlib, tinygrad_edu as tg; x = tg.Tensor(3.0, requires_grad=True, name='x');"
        "print(hashlib.sha256(tg.play(x * x + x).html.encode()).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    own = hashlib.sha256(tg.play(accumulate()).html.encode()).hexdigest()
    assert done.stdout.strip() == own


def test_a_two_layer_network_takes_at_most_200_kb():
    model, loss = network()
    html = tg.play(loss, optimizer=optim.Adam(model.parameters())).html
    assert len(html.encode()) <= 200_000


def test_a_network_for_digits_takes_at_most_200_kb():
    rng = np.random.default_rng(0)
    model = nn.Sequential(
        *(nn.Linear(784, 16, rng=rng), nn.Sigmoid(), nn.Linear(16, 16, rng=rng), nn.Sigmoid()),
        *(nn.Linear(16, 10, rng=rng), nn.Sigmoid()),
    )
    loss = nn.MSE()(model(tg.Tensor(rng.random((32, 784)))), np.eye(10)[rng.integers(10, size=32)])
    html = tg.play(loss, optimizer=optim.SGD(model.parameters(), lr=1)).html
    assert len(html.encode()) <= 200_000


# --- cards and modules ------------------------------------------------------------------------


def deep(layers):
    rng = np.random.default_rng(0)
    parts = [part for _ in range(layers) for part in (nn.Linear(3, 3, rng=rng), nn.Tanh())]
    return (nn.Sequential(*parts)(tg.Tensor(np.ones((2, 3)))) ** 2).sum()


def test_above_40_cards_modules_collapse():
    assert not any(node.startswith("m") for node in tg.play(deep(8)).data["nodes"])
    data = tg.play(deep(12)).data
    assert sum(node.startswith("m") for node in data["nodes"]) >= 24
    assert len(data["nodes"]) < 40


def shared():
    layer, x = nn.Linear(3, 3, rng=np.random.default_rng(0)), tg.Tensor(np.ones((2, 3)))
    return tg.play((layer(tg.tanh(layer(x))) ** 2).sum(), modules="collapsed")


def frozen():
    model, _ = network()
    next(model.parameters()).requires_grad = False
    return tg.play(network_loss(model), modules="collapsed")


PAGES = {
    "open": lambda: tg.play(network()[1], modules="open"),
    "collapsed": lambda: tg.play(network()[1], modules="collapsed"),
    "off": lambda: tg.play(network()[1], modules="off"),
    "shared": shared,
    "frozen": frozen,
    "leaf": lambda: tg.play(parameter(2.0, "x")),
    "accumulate": lambda: tg.play(accumulate()),
    "large sum": lambda: tg.play((lambda x: (x * x + x).sum())(parameter(np.ones((5, 6)), "x"))),
    "three axes": lambda: tg.play((parameter(np.ones((2, 2, 2)), "x") * 2).sum()),
    "odd numbers": lambda: tg.play((parameter([np.nan, np.inf, -1e-300], "x") * 1e9).sum()),
    "odd and many": lambda: tg.play((parameter([np.nan, np.inf, 1, 2, 3, 4], "x") * 1e9).sum()),
    "integers": lambda: tg.play((parameter([1.0, 2], "x") * np.array([1, 2])).sum()),
}


def places_of(page):
    """In the picture: the texts for each gradient of each card, and those of other kinds."""
    groups = re.findall(r'id="([nm]\d+)" class="node">(.*?)class="frame"', page.html, re.S)
    texts = r'<text[^>]*class="gradient {kind}" data-slot="(\d+)"[^>]*>([^<]*)<'
    return {
        kind: {key: re.findall(texts.format(kind=kind), group) for key, group in groups}
        for kind in ("number", "sum")
    }


@pytest.mark.parametrize("name", PAGES)
def test_the_picture_has_a_place_for_each_number_that_the_script_writes(name):
    page = PAGES[name]()
    places = places_of(page)
    assert places["number"].keys() == page.data["nodes"].keys()
    for key, card in page.data["nodes"].items():
        numbers, sums = [], []
        for k, states in enumerate(card["slots"]):
            last = states[-1]
            rows = (
                [[last["text"]]] if "text" in last else page.data["arrays"][last["array"]]["rows"]
            )
            numbers += [(str(k), cell) for row in rows for cell in row]
            sums += [(str(k), last["sum"])] if "sum" in last else []
        assert places["number"][key] == numbers
        assert places["sum"][key] == sums


def test_a_tensor_without_entries_can_be_played():
    page = tg.play((parameter(np.ones((0, 3)), "x") * 2).sum())
    assert "no entries" in page.html


def test_a_step_in_a_module_says_so():
    data = tg.play(network()[1], modules="collapsed").data
    titles = [step["title"] for step in part(data, "backward")]
    assert "linear, in 2: Linear(3 → 1)" in titles


# --- files and notebooks ----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["backprop.html", "a b.HTM", "ü.html"])
def test_save_writes_the_page_and_nothing_else(tmp_path, name):
    page = tg.play(accumulate())
    assert page.save(tmp_path / name) == tmp_path / name
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text("utf-8") == page.html


def test_a_save_that_fails_leaves_the_old_page(tmp_path, monkeypatch):
    path = tmp_path / "backprop.html"
    path.write_text("old", "utf-8")
    page = tg.play(accumulate())
    monkeypatch.setenv("PATH", "")
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    with pytest.raises(RuntimeError, match="apt-get install graphviz"):
        page.save(path)
    assert path.read_text("utf-8") == "old"
    assert len(list(tmp_path.iterdir())) == 1


def test_another_suffix_is_explained(tmp_path):
    with pytest.raises(ValueError, match=r"'page.png'.*\.html.*tg\.draw"):
        tg.play(accumulate()).save(tmp_path / "page.png")


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="no folder"):
        tg.play(accumulate()).save(tmp_path / "nowhere" / "page.html")


@pytest.mark.usefixtures("graphviz")
def test_a_notebook_shows_the_page_in_a_frame():
    page = tg.play(accumulate())
    bundle = page._repr_mimebundle_()
    (frame,) = (attrs for tag, attrs in Parts(bundle["text/html"]).tags if tag == "iframe")
    assert frame["srcdoc"] == page.html
    assert frame["sandbox"] == "allow-scripts allow-forms"
    assert bundle["text/plain"].startswith("A graph of 3 tensors")
    assert bundle["text/plain"].endswith(
        'play(...).save("backprop.html") writes the page on which one plays it.'
    )


@pytest.mark.usefixtures("graphviz")
def test_a_notebook_that_is_not_trusted_shows_the_finished_picture(monkeypatch):
    x = parameter(3.0, "x")
    monkeypatch.setattr(drawing, "has_fonts", lambda: True)
    bundle = tg.play(x * x + x)._repr_mimebundle_()
    assert bundle["image/png"] == tg.draw(x * x + x)._repr_mimebundle_()["image/png"]


def test_without_graphviz_a_notebook_shows_text(monkeypatch):
    page = tg.play(accumulate())
    monkeypatch.setenv("PATH", "")
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    assert list(page._repr_mimebundle_()) == ["text/plain"]


def test_a_page_says_what_it_is():
    assert repr(tg.play(accumulate())).startswith("<Page: the forward and backward pass of L")


# --- errors -----------------------------------------------------------------------------------


def test_an_array_is_refused():
    with pytest.raises(TypeError, match=r"ndarray.*play\(loss\)"):
        tg.play(np.ones(3))


def test_several_numbers_ask_for_a_seed():
    with pytest.raises(ValueError, match=r"no backward pass to play.*\(2,\).*seed"):
        tg.play(parameter([1.0, 2.0], "x") * 2)


def test_a_graph_without_parameters_has_no_backward_pass():
    with pytest.raises(ValueError, match="nothing here needs a gradient"):
        tg.play(tg.Tensor(1.0) * 2)


def test_a_wrong_setting_is_named():
    with pytest.raises(ValueError, match=r"modules='closed'.*'collapsed'"):
        tg.play(accumulate(), modules="closed")
    with pytest.raises(ValueError, match="depth=0"):
        tg.play(accumulate(), depth=0)


def test_an_object_that_is_not_an_optimiser_is_refused():
    with pytest.raises(TypeError, match=r"optimizer is str.*tg\.optim\.SGD"):
        tg.play(accumulate(), optimizer="sgd")


def test_the_optimiser_of_other_parameters_is_refused():
    with pytest.raises(ValueError, match=r"L depends on no parameter of this SGD"):
        tg.play(accumulate(), optimizer=optim.SGD([parameter(1.0, "other")], lr=1))


def test_a_graph_too_long_to_follow_is_refused_kindly():
    x = parameter(1.0, "x")
    y = x
    for _ in range(2 * MOST_STEPS):
        y = y * x
    with pytest.raises(
        ValueError, match=r"1,001 tensors, 2,001 steps.*Play a smaller part.*tg\.draw"
    ):
        tg.play(y)


def test_a_row_that_the_player_does_not_know_stays_as_it_is_drawn(monkeypatch):
    known = cards.part

    def part(label, array, theme, *others):
        return [*known(label, array, theme, *others), cards.cell(cards.font("rms 9", theme["ink"]))]

    monkeypatch.setattr(cards, "part", part)
    page = tg.play(accumulate())
    assert re.search(r'<text[^>]*fill="var\(--ink\)">rms 9<', page.html)
    assert not re.search(r'<text[^>]*class="[^>]*>rms 9<', page.html)


@pytest.mark.parametrize("name", PAGES)
def test_every_number_of_a_value_is_marked_as_one(name):
    page = PAGES[name]()
    for entry_id, card in re.findall(
        r'id="(n\d+)" class="node">(.*?)class="frame"', page.html, re.S
    ):
        value = re.findall(r'class="value"[^>]*>([^<]*)<', card)
        assert value, entry_id
