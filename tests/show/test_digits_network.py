"""A network as layers, in Python and in JavaScript: both compute what the model computes."""

import base64
import gzip
import json
import re

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn
from tinygrad_edu.show.digits import export, sheet


def network(*hidden, activation=nn.Sigmoid, last=nn.Sigmoid, bias=True, seed=0):
    rng = np.random.default_rng(seed)
    sizes, parts = [784, *hidden, 10], []
    for n, m in zip(sizes, sizes[1:], strict=False):
        parts += [nn.Linear(n, m, bias=bias, dtype=np.float32, rng=rng), activation()]
    return nn.Sequential(*parts[:-1], *([last()] if last else []))


class Own(nn.Module):
    """A module of a learner, with its layers as attributes."""

    def __init__(self, twice=False):
        rng = np.random.default_rng(0)
        self.hidden, self.squash = nn.Linear(784, 6, rng=rng), nn.Tanh()
        self.out, self.sigmoid = nn.Linear(6, 10, rng=rng), nn.Sigmoid()
        self.twice = twice

    def forward(self, x):
        out = self.sigmoid(self.out(self.squash(self.hidden(x))))
        return out * 2 if self.twice else out


shared = nn.ReLU()
rng = np.random.default_rng(3)
MODELS = {
    "video": network(16, 16),
    "tanh and softmax": network(12, activation=nn.Tanh, last=nn.Softmax),
    "relu and scores": network(20, 15, activation=nn.ReLU, last=None),
    "no bias": network(8, bias=False),
    "no hidden layer": network(),
    "nested, in training": nn.Sequential(network(16, last=None), nn.Dropout(0.9), nn.Sigmoid()),
    "one activation, used twice": nn.Sequential(
        nn.Linear(784, 7, rng=rng), shared, nn.Linear(7, 10, rng=rng), shared
    ),
    "activations alone": nn.Sequential(
        nn.Tanh(), nn.Linear(784, 10, rng=rng), nn.ReLU(), nn.Sigmoid()
    ),
    "own": Own(),
    "linear": nn.Linear(784, 10, rng=rng),
}
every_model = pytest.mark.parametrize("name", MODELS)


def images(n=20):
    return np.random.default_rng(1).random((n, 784), np.float32) - np.float32(0.1)


def answers(model, x, softmax):
    out = model.eval()(tg.Tensor(x))
    model.train()
    return (tg.softmax(out, axis=1) if softmax else out).data


@every_model
def test_the_layers_compute_what_the_model_does(name):
    model, x = MODELS[name], images()
    layers = export.layers_of(model, "draw_page")
    scores = name in ("relu and scores", "linear")  # to which a softmax is added
    found = export.activations(layers, x)
    np.testing.assert_allclose(found[-1], answers(model, x, scores), atol=1e-6)
    assert len(found) == len(layers) + 1
    assert model.training  # as it was
    cost = "cross-entropy" if scores or "softmax" in name else "squared error"
    assert export.cost_of(layers) == cost
    assert [x.name for x in layers][-1] == "output layer"


def test_removed_neurons_are_zero():
    layers = export.layers_of(MODELS["video"], "draw_page")
    _, first, second, out = export.activations(layers, images(), [{0, 5}, {3}])
    assert (first[:, [0, 5]] == 0).all()
    assert (second[:, 3] == 0).all()
    weights = layers[2].weight.copy()
    weights[:, 3] = 0
    wanted = tg.sigmoid(tg.Tensor(second @ weights.T + layers[2].bias)).data
    np.testing.assert_allclose(out, wanted, atol=1e-6)


def broken():
    model = network(4)
    model[0].weight.data[0, 0] = np.nan
    return model


WRONG = {
    "a number": (3, TypeError, r"^draw_page: 3 is no network; give a Module of nn\.Linear"),
    "another layer": (
        nn.Sequential(nn.Linear(784, 10), nn.GELU()),
        TypeError,
        r"the page has no rule for a GELU; it can show nn\.Linear layers",
    ),
    "another size": (nn.Linear(64, 10), ValueError, r"is from 64 to 10 numbers, and the page"),
    "other outputs": (nn.Linear(784, 2), ValueError, r"is from 784 to 2 numbers.* 10 outputs"),
    "empty": (nn.Sequential(), ValueError, "the network is empty, and the page draws"),
    "more than its layers": (Own(True), ValueError, "something else than its layers"),
    "nan": (broken(), ValueError, "some weights are nan or infinite; train it again"),
    "too large": (
        nn.Sequential(nn.Linear(784, 1300), nn.Linear(1300, 10)),
        ValueError,
        r"1,033,510 weights and biases would be a page of 6 MB; up to 1,000,000",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_shown_is_refused(name):
    model, kind, words = WRONG[name]
    with pytest.raises(kind, match=words):
        export.layers_of(model, "draw_page")


def test_a_page_allows_only_its_own_script_and_style(tmp_path):
    page = sheet.sheet("1 < 2", "<main></main>", {"a": "</script>"}, ["network.js"], ["page.css"])
    assert "<title>1 &lt; 2</title>" in page.html
    assert page.html.count("</script>") == 2
    assert "default-src 'none'" in page.html
    assert "worker" not in page.html
    assert page.save(tmp_path / "page.html").read_text("utf-8") == page.html
    assert repr(page).startswith("<Sheet: 1 < 2, ")
    assert "<iframe" in page._repr_html_()
    with pytest.raises(ValueError, match="html"):
        page.save(tmp_path / "page.png")


def test_the_drawing_page_holds_what_was_measured():
    rng = np.random.default_rng(5)
    images, mean = np.rint(255 * rng.random((300, 784))).astype(np.float32) / 255, 0.4
    model = network(12, activation=nn.Tanh, seed=2)
    says = answers(model, images - np.float32(mean), False).argmax(1)
    labels = np.where(rng.random(300) < 0.7, says, (says + 1) % 10)  # it misreads the others
    page = tg.show.draw_page(model, mean=mean, digits=(images, labels), settings="2 epochs\nrate 1")
    data = json.loads(re.search(r'<script id="data"[^>]*>(.*?)</script>', page.html)[1])
    assert data["accuracy"] == (says == labels).mean() == data["figures"]["right"]
    assert data["tested"] == 300
    assert data["settings"] == ["2 epochs", "rate 1"]
    pixels = np.frombuffer(gzip.decompress(base64.b64decode(data["kept"]["pixels"])), np.uint8)
    kept = [
        np.flatnonzero((np.rint(255 * images) == row).all(1))[0] for row in pixels.reshape(-1, 784)
    ]
    assert data["kept"]["labels"] == labels[kept].tolist()
    assert len(set(kept)) == 200
    right = (says == labels)[kept]
    assert abs(right.mean() - data["accuracy"]) < 0.005
    assert 0 < (~right[data["samples"]]).sum() < len(data["samples"]) / 2


SCRIPT = re.compile(r'<script(?: id="worker" type="text/plain")?>(.*?)</script>', re.DOTALL)


def test_the_scripts_of_both_pages_are_small():
    digits = np.zeros((12, 784)), np.arange(12) % 10
    pages = tg.show.draw_page(MODELS["video"], digits=digits), tg.show.train_page(digits=digits)
    scripts = [script for page in pages for script in SCRIPT.findall(page.html)]
    assert len(scripts) == 3  # one of them is the worker's
    assert 40_000 < sum(len(script.encode()) for script in scripts) <= 60_000


def test_texts_and_patterns_of_a_script_stay_as_they_are(monkeypatch):
    script = """
// a comment
const words = "a  =  b // c", more = 'd  ,  e'; // what it says
const text = `f  (  ${words.map((x) => ` ${ x }  =  ${ more } `)}  ;  `;
if (a + ++b > 2 * c && words.match(/ [, ]+ "/ )) return a - -b;
const pattern = / [ , ] "/;
"""
    monkeypatch.setattr(sheet, "beside", lambda _: script)
    assert sheet.bare(["one.js"]).strip() == (
        """const words="a  =  b // c",more='d  ,  e';\n"""
        """const text=`f  (  ${words.map((x) => ` ${ x }  =  ${ more } `)}  ;  `;"""
        """if(a + ++b>2*c&&words.match(/ [, ]+ "/))return a - -b;"""
        """const pattern=/ [ , ] "/;"""
    )


# --- in a browser -----------------------------------------------------------------------------

COMPUTE = """([data, x, target, cost, removed]) => {
  %s
  const layers = unpack(data);
  const sets = removed.map((neurons) => new Set(neurons));
  const rows = x.map((row) => {
    const pass = forward(layers, Float32Array.from(row), sets);
    const out = pass.a.at(-1);
    const gradients = backward(layers, pass, slopeOfCost(cost, out, target), sets);
    const nudged = nudges(layers, pass, gradients);
    return { out: [...out], cost: costOf(cost, out, target), x: [...gradients.a[0]],
      nudged: nudged.map(({ weight, bias }) => [weight, bias].map((a) => a && [...a])) };
  });
  const stepped = clone(layers);
  const pass = forward(stepped, Float32Array.from(x[0]), sets);
  const slope = slopeOfCost(cost, pass.a.at(-1), target);
  step(stepped, nudges(stepped, pass, backward(stepped, pass, slope, sets)), 0.5);
  return { rows, answer: argmax(pass.a.at(-1)),
    before: layers.map(({ weight }) => weight && [...weight]),
    after: stepped.map(({ weight, bias }) => [weight, bias].map((a) => a && [...a])) };
}"""


@pytest.mark.browser
@pytest.mark.parametrize("removed", [(), ((1, 2), (0,))], ids=["whole", "neurons removed"])
@every_model
def test_the_page_computes_forward_and_backward_as_the_engine(browser, name, removed):
    layers = export.layers_of(MODELS[name], "draw_page")
    removed = removed[: len(layers) - 1]
    cost, target, data = export.cost_of(layers), np.eye(10)[3], images(3)
    leaves = {
        (k, kind): tg.Tensor(array, requires_grad=True)
        for k, layer in enumerate(layers)
        for kind in ("weight", "bias")
        if (array := getattr(layer, kind)) is not None
    }
    as_leaves = [
        export.replace(
            x, **{kind: leaves[k, kind] for kind in ("weight", "bias") if (k, kind) in leaves}
        )
        for k, x in enumerate(layers)
    ]
    arguments = [export.layers_as_data(layers), data.tolist(), target.tolist(), cost, removed]
    page = browser.new_page()
    found = page.evaluate(COMPUTE % sheet.bare(["network.js"]), arguments)
    page.close()
    for row, theirs in zip(data, found["rows"], strict=True):
        x = tg.Tensor(row[None], requires_grad=True)
        out = export.passed(as_leaves, x, removed)[-1]
        wanted = (
            -(tg.log(out) * target).sum()
            if cost == "cross-entropy"
            else ((out - target) ** 2).sum()
        )
        for leaf in leaves.values():
            leaf.grad = None
        wanted.backward()
        np.testing.assert_allclose(theirs["out"], out.data[0], atol=1e-5)
        np.testing.assert_allclose(theirs["cost"], wanted.item(), rtol=1e-5)
        np.testing.assert_allclose(theirs["x"], x.grad[0], atol=1e-5)
        for (k, kind), leaf in leaves.items():
            nudged = theirs["nudged"][k][kind == "bias"]
            np.testing.assert_allclose(nudged, leaf.grad.ravel(), atol=1e-5)
    for k, layer in enumerate(layers):
        for kind, theirs in zip(("weight", "bias"), found["after"][k], strict=True):
            array = getattr(layer, kind)
            if array is None:
                assert theirs is None
                continue
            slope = np.ravel(found["rows"][0]["nudged"][k][kind == "bias"])
            np.testing.assert_allclose(theirs, array.ravel() - 0.5 * slope, atol=1e-6)
        if layer.weight is not None:  # a step of a copy leaves the network alone
            np.testing.assert_array_equal(np.float32(found["before"][k]), layer.weight.ravel())
    assert found["answer"] == np.argmax(found["rows"][0]["out"])


@pytest.mark.browser
def test_numbers_by_chance_are_uniform_and_normal(browser):
    page = browser.new_page()
    code = sheet.bare(["network.js"])
    draw = "(seed) => {%s const r = random(seed); return Array.from({length: 4000}, %s); }"
    uniform = np.array(page.evaluate(draw % (code, "r"), 1))
    again, other = page.evaluate(draw % (code, "r"), 1), page.evaluate(draw % (code, "r"), 2)
    bell = np.array(page.evaluate(draw % (code, "() => normal(r)"), 1))
    page.close()
    assert uniform.tolist() == again != other
    assert 0 <= uniform.min() < 0.01
    assert 0.99 < uniform.max() < 1
    assert abs(uniform.mean() - 0.5) < 0.02
    assert abs(bell.mean()) < 0.06
    assert abs(bell.std() - 1) < 0.05
