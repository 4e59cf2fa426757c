"""The experiments of the drawing page: what they compute, in Python and in a real browser."""

import base64
import gzip
import json
import re
from functools import cache
from itertools import pairwise, product
from pathlib import Path
from urllib.parse import quote

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn, optim
from tinygrad_edu.show.digits import figures
from tinygrad_edu.show.digits.draw_page import draw_page
from tinygrad_edu.show.digits.export import cost_of, layers_of, packed

FOLDER = Path(figures.__file__).parent
MEAN = 0.13


@cache
def digits():
    return tg.datasets.mnist(dtype=np.float32)


@cache
def trained(kind):
    """A network that has learned a little, in a second."""
    (x, y), _ = digits()
    rng = np.random.default_rng(0)
    parts = {
        "video": (16, nn.Sigmoid(), 16, nn.Sigmoid(), 10, nn.Sigmoid()),
        "relu": (12, nn.ReLU(), 10),
        "shallow": (10, nn.Softmax()),
    }[kind]
    sizes = [784, *(part for part in parts if isinstance(part, int))]
    linears = iter(nn.Linear(n, m, dtype=np.float32, rng=rng) for n, m in pairwise(sizes))
    model = nn.Sequential(*(next(linears) if isinstance(part, int) else part for part in parts))
    targets = tg.datasets.one_hot(y, 10, np.float32)
    rate = 3.0 if kind == "video" else 0.1
    optimizer = optim.SGD(model.parameters(), lr=rate)
    for _ in range(3):
        for images, target in tg.datasets.batches(x[:4000] - MEAN, targets[:4000], 32, rng):
            loss = cost_of_model(kind, model, images, target) * (1 / len(images))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return model


def cost_of_model(kind, model, x, target):
    """The cost of some pictures, summed."""
    out = model(tg.Tensor(x))
    if kind == "video":
        return ((out - target) ** 2).sum()
    log = tg.log_softmax(out, axis=1) if kind == "relu" else tg.log(out)
    return -(log * target).sum()


def answers(kind, ink):
    out = trained(kind)(tg.Tensor(np.float32(ink) - np.float32(MEAN)))
    return (tg.softmax(out, axis=1) if kind == "relu" else out).data


KINDS = ("video", "relu", "shallow")
every_kind = pytest.mark.parametrize("kind", KINDS)


# --- figures, against slow and plain calculations ----------------------------------------------


@cache
def measured(kind, n=60):
    _, (x, y) = digits()
    return figures.figures_of(layers_of(trained(kind), "test"), x[:n], y[:n], MEAN, seed=4)


def drawn_by_chance(n=60):
    """The digits in the order of `figures_of`, and all that it draws by chance."""
    _, (x, y) = digits()
    rng = np.random.default_rng(4)
    order = rng.permutation(n)
    x, y = x[:n][order], y[:n][order]
    return x, y, rng.random(x.shape, np.float32), rng.permuted(x, axis=1), rng


def right(kind, ink, y):
    return np.mean([answers(kind, row[None]).argmax() == k for row, k in zip(ink, y, strict=True)])


def uphill(kind, ink, digit):
    """∂output/∂pixel of one picture."""
    x = tg.Tensor(np.float32(ink) - np.float32(MEAN), requires_grad=True)
    out = trained(kind)(x.reshape(1, -1))
    out = tg.softmax(out, axis=1) if kind == "relu" else out
    out[0, digit].backward()
    return x.grad


@every_kind
def test_figures_of_broken_pictures_are_what_counting_gives(kind):
    found = measured(kind)
    x, y, noise, shuffled, _ = drawn_by_chance()
    empty = answers(kind, np.zeros((1, 784)))[0]
    assert found["tested"] == 60
    assert found["right"] == pytest.approx(right(kind, x, y), abs=1e-4)
    assert found["empty"]["answer"] == empty.argmax()
    assert found["empty"]["sure"] == pytest.approx(empty.max(), abs=1e-4)
    out = answers(kind, noise)
    assert found["noise"]["half"] == pytest.approx(np.mean(out.max(1) > 0.5), abs=1e-4)
    assert found["noise"]["very"] == pytest.approx(np.mean(out.max(1) > 0.9), abs=1e-4)
    counts = [list(out.argmax(1)).count(k) for k in range(10)]
    assert found["often"] == {
        "answer": counts.index(max(counts)),
        "share": pytest.approx(max(counts) / 60, abs=1e-4),
    }
    half = np.mean(answers(kind, shuffled).max(1) > 0.5)
    assert found["shuffled"]["half"] == pytest.approx(half, abs=1e-4)
    for by, share in zip((1, 2, 3, 4), found["shift"], strict=True):
        moved = np.zeros((60, 28, 28))
        moved[:, :, by:] = x.reshape(-1, 28, 28)[:, :, : 28 - by]
        assert share == pytest.approx(right(kind, moved.reshape(60, 784), y), abs=1e-4)
    assert found["inverted"]["right"] == pytest.approx(right(kind, 1 - x, y), abs=1e-4)
    sure = answers(kind, 1 - x).max(1).mean()
    assert found["inverted"]["sure"] == pytest.approx(sure, abs=1e-3)


@every_kind
def test_figures_of_an_attack_are_what_counting_gives(kind):
    found = measured(kind)
    x, y, _, _, rng = drawn_by_chance()
    signs = np.sign(rng.random(x.shape, np.float32) - 0.5)
    slopes = np.sign([uphill(kind, row, k) for row, k in zip(x, y, strict=True)])
    for k, by in enumerate(found["amounts"]):
        against = np.clip(x - by * slopes, 0, 1)
        assert found["against"][k] == pytest.approx(right(kind, against, y), abs=0.02)
        chance = np.clip(x + by * signs, 0, 1)
        assert found["chance"][k] == pytest.approx(right(kind, chance, y), abs=1e-4)


@every_kind
def test_the_figure_of_hidden_patches_is_what_counting_gives(kind):
    x, _, _, _, _ = drawn_by_chance(20)
    changed = 0
    for row in x:
        best = answers(kind, row[None]).argmax()
        hidden = []
        for i, j in product(range(0, 22, 3), range(0, 22, 3)):
            image = row.copy().reshape(28, 28)
            image[i : i + 7, j : j + 7] = 0
            hidden.append(answers(kind, image.reshape(1, 784)).argmax())
        changed += any(k != best for k in hidden)
    assert measured(kind, 20)["patch"] == {"changed": changed / 20, "digits": 20}


@every_kind
def test_figures_of_a_broken_network_are_what_counting_gives(kind):
    found, (x, y, *_) = measured(kind), drawn_by_chance()
    model = trained(kind)
    linears = [part for part in model if isinstance(part, nn.Linear)]
    assert len(found["removed"]) == len(linears) - 1
    for after, shares in zip(linears[1:], found["removed"], strict=True):
        counted = []
        for neuron in range(after.weight.shape[1]):
            kept = after.weight.data[:, neuron].copy()
            after.weight.data[:, neuron] = 0  # nobody listens to it
            counted.append(right(kind, x, y))
            after.weight.data[:, neuron] = kept
        expected = {"worst": min(counted), "median": np.median(counted), "best": max(counted)}
        assert shares == pytest.approx({**expected, "digits": 60}, abs=1e-4)
    biases = [part.bias.data.copy() for part in linears]
    try:
        for part in linears:
            part.bias.data[:] = 0
        without = right(kind, x, y)
    finally:
        for part, bias in zip(linears, biases, strict=True):
            part.bias.data[:] = bias
    assert found["biases"] == pytest.approx(without, abs=1e-4)


def test_figures_of_dreams_are_what_climbing_gives():
    found, (x, y, *_) = measured("video"), drawn_by_chance()
    for digit in (3, 7):
        ink = np.full(784, 0.5, np.float32)
        for _ in range(200):
            slope = uphill("video", ink, digit)
            ink = np.clip(ink + slope / np.sqrt((slope**2).sum()), 0, 1).astype(np.float32)
        sure = answers("video", ink[None])[0, digit]
        like = np.corrcoef(ink, x[y == digit].mean(0))[0, 1]
        assert found["grey"]["sure"][digit] == pytest.approx(sure, abs=0.01)
        assert found["grey"]["like"][digit] == pytest.approx(like, abs=0.03)
    for start in ("grey", "rough"):
        assert len(found[start]["sure"]) == len(found[start]["like"]) == 10


def test_figures_are_the_same_for_the_same_seed_and_can_be_written_as_json():
    _, (x, y) = digits()
    layers = layers_of(trained("shallow"), "test")
    twice = [figures.figures_of(layers, x[:30], y[:30], MEAN, seed=s) for s in (1, 1)]
    assert twice[0] == twice[1]
    assert json.loads(json.dumps(twice[0]))["tested"] == 30


def test_a_large_network_is_measured_on_fewer_digits(monkeypatch):
    _, (x, y) = digits()
    monkeypatch.setattr(figures, "WORK", 7840 * 550)
    found = figures.figures_of(layers_of(trained("shallow"), "test"), x[:800], y[:800], MEAN)
    assert found["tested"] == 550


def test_digits_of_one_kind_only_have_figures_too():
    _, (x, y) = digits()
    sevens = x[y == 7][:5]
    found = figures.figures_of(layers_of(trained("shallow"), "test"), sevens, np.full(5, 7), 0)
    assert np.isfinite(found["grey"]["like"]).all()


# --- the pure functions, in a browser -----------------------------------------------------------

PURE = (FOLDER / "experiments.js").read_text("utf-8").partition("// --- a trial")[0]
BARE = """
const layers = unpack(data.layers);
const { kept } = data;
if (kept) kept.pixels = Float32Array.from(kept.pixels);
const state = { mean: data.mean, cost: data.cost, kept };
const net = { layers, removed: (data.removed ?? []).map((list) => new Set(list)) };
const ink = Float32Array.from(data.ink ?? []);
"""


@pytest.fixture(scope="module")
def compute(browser):
    """A function that evaluates JavaScript which sees `net`, `ink` and the pure functions."""
    page = browser.new_page()
    network = (FOLDER / "network.js").read_text("utf-8")

    def run(kind, code, **data):
        layers = layers_of(trained(kind), "test")
        listed = [{**vars(x), "weight": packed(x.weight), "bias": packed(x.bias)} for x in layers]
        data = {"layers": listed, "cost": cost_of(layers), "mean": MEAN, **data}
        source = f'"use strict";{network}{BARE}{PURE}\nreturn {code};'
        return page.evaluate("given => new Function('data', given[0])(given[1])", [source, data])

    yield run
    page.close()


def picture(k=0):
    return digits()[1][0][k]


def plain(array):
    return np.asarray(array, np.float64).tolist()


def without_neurons(kind, removed):
    """The trained network, in which nobody listens to some hidden neurons."""
    model = trained(kind)
    linears = [part for part in model if isinstance(part, nn.Linear)]
    saved = [part.weight.data.copy() for part in linears]
    for after, gone in zip(linears[1:], removed, strict=False):
        after.weight.data[:, sorted(gone)] = 0
    return linears, saved


@every_kind
@pytest.mark.browser
def test_the_gradient_of_the_picture_equals_the_engines(compute, kind):
    for k in range(10):
        found = compute(kind, f"[...pixelSlopes(net, ink, {k})]", ink=plain(picture(k)))
        np.testing.assert_allclose(found, uphill(kind, picture(k), k), atol=1e-5)


@pytest.mark.browser
def test_the_gradient_without_some_neurons_is_that_of_a_network_that_ignores_them(compute):
    linears, saved = without_neurons("video", [{0, 3}, {7}])
    try:
        expected = uphill("video", picture(), 7)
    finally:
        for part, weight in zip(linears, saved, strict=True):
            part.weight.data[:] = weight
    found = compute(
        "video", "[...pixelSlopes(net, ink, 7)]", ink=plain(picture()), removed=[[0, 3], [7]]
    )
    np.testing.assert_allclose(found, expected, atol=1e-5)


@every_kind
@pytest.mark.browser
def test_the_nudges_and_the_largest_five_equal_the_engines(compute, kind):
    model, target = trained(kind), np.eye(10, dtype=np.float32)[[3]]
    model.zero_grad()
    cost_of_model(kind, model, picture(4)[None] - np.float32(MEAN), target).backward()
    linears = [part for part in model if isinstance(part, nn.Linear)]
    found = compute(
        kind,
        "lessonOf(net, ink, 3).nudged.map(({ weight, bias }) => [[...weight], [...bias]])",
        ink=plain(picture(4)),
    )
    every = []
    for layer, (part, (weight, bias)) in enumerate(zip(linears, found, strict=True)):
        np.testing.assert_allclose(weight, part.weight.grad.ravel(), atol=1e-5)
        np.testing.assert_allclose(bias, part.bias.grad, atol=1e-5)
        every += [(abs(x), layer, "weight", k) for k, x in enumerate(weight)]
        every += [(abs(x), layer, "bias", k) for k, x in enumerate(bias)]
    five = compute(kind, "largestOf(lessonOf(net, ink, 3).nudged)", ink=plain(picture(4)))
    sizes = sorted((entry[0] for entry in every), reverse=True)[:5]
    assert [entry[0] for entry in five] == pytest.approx(sizes)
    assert {tuple(entry) for entry in five} <= set(every)


@every_kind
@pytest.mark.browser
def test_twenty_lessons_equal_twenty_steps_of_sgd(compute, kind):
    model = trained(kind)
    saved = model.state_dict()
    rate = 0.3 if kind == "video" else 0.01
    optimizer = optim.SGD(model.parameters(), lr=rate)
    try:
        for k in range(20):
            optimizer.zero_grad()
            target = np.eye(10, dtype=np.float32)[[k % 10]]
            cost_of_model(kind, model, picture(k)[None] - np.float32(MEAN), target).backward()
            optimizer.step()
        expected = [part.data.copy() for part in model.parameters()]
    finally:
        model.load_state_dict(saved)
    found = compute(
        kind,
        f"""(data.inks.forEach((ink, k) => teach(net,
          {{ ink: Float32Array.from(ink), digit: k % 10, rate: {rate} }})),
          layers.flatMap(({{ weight, bias }}) => [[...weight], [...bias]]))""",
        inks=[plain(picture(k)) for k in range(20)],
    )
    for ours, theirs in zip(expected, found, strict=True):
        np.testing.assert_allclose(theirs, ours.ravel(), atol=1e-5)


@every_kind
@pytest.mark.browser
def test_the_occlusion_map_says_how_much_the_winner_changes(compute, kind):
    ink = picture(2)
    found = np.reshape(compute(kind, "[...occlusionMap(net, ink)]", ink=plain(ink)), (28, 28))
    out = answers(kind, ink[None])[0]
    expected = np.zeros((28, 28))
    for i, j in product(range(22), range(22)):
        image = ink.copy().reshape(28, 28)
        image[i : i + 7, j : j + 7] = 0
        change = answers(kind, image.reshape(1, 784))[0, out.argmax()] - out.max()
        expected[i + 3, j + 3] = change
    np.testing.assert_allclose(found, expected, atol=1e-5)


@every_kind
@pytest.mark.browser
def test_an_attack_changes_each_pixel_by_the_amount_against_the_gradient(compute, kind):
    ink = picture(1)
    found = compute(kind, "[...attackedPixels(net, ink, 0.1)]", ink=plain(ink))
    slope = uphill(kind, ink, answers(kind, ink[None]).argmax())
    sure = np.abs(slope) > 1e-7  # the sign of a number that is almost 0 may differ
    expected = np.clip(ink - 0.1 * np.sign(slope), 0, 1)
    assert sure.mean() > 0.9
    np.testing.assert_allclose(np.array(found)[sure], expected[sure], atol=1e-6)
    out = answers(kind, np.array([ink, found]))
    assert out[1, out[0].argmax()] < out[0].max()


@every_kind
@pytest.mark.browser
def test_a_dream_climbs_by_steps_of_length_one(compute, kind):
    ink = np.full(784, 0.5, np.float32)
    for _ in range(3):
        slope = uphill(kind, ink, 3)
        ink = np.float32(np.clip(ink + slope / np.linalg.norm(slope), 0, 1))
    found = compute(kind, "[...climbed(net, ink, 3, 3)]", ink=[0.5] * 784)
    np.testing.assert_allclose(found, ink, atol=1e-4)
    found = compute(kind, "[...climbed(net, ink, 3, 200)]", ink=[0.5] * 784)
    assert answers(kind, [found])[0, 3] == pytest.approx(
        measured(kind)["grey"]["sure"][3], abs=0.01
    )


@pytest.mark.browser
def test_pixels_are_made_shuffled_moved_hidden_and_jittered_as_said(compute):
    ink = np.float32(np.random.default_rng(0).random(784))

    def made(code):
        return np.array(compute("shallow", f"[...{code}]", ink=plain(ink)))

    noise = made("noisePixels(1)")
    assert (noise == made("noisePixels(1)")).all()
    assert not (noise == made("noisePixels(2)")).all()
    assert 0 <= noise.min() < 0.02 < 0.98 < noise.max() <= 1
    assert noise.mean() == pytest.approx(0.5, abs=0.05)
    mixed = made("shuffledPixels(ink, 1)")
    np.testing.assert_allclose(sorted(mixed), sorted(ink))
    assert (mixed == ink).mean() < 0.02
    assert not (mixed == made("shuffledPixels(ink, 2)")).all()
    image = ink.reshape(28, 28)
    for right, down in product((-3, 0, 2), (-1, 0, 4)):
        moved = np.zeros((56, 56))
        moved[14 + down :, 14 + right :][:28, :28] = image
        found = made(f"shiftedPixels(ink, {right}, {down})").reshape(28, 28)
        np.testing.assert_allclose(found, moved[14:42, 14:42])
    hidden = image.copy()
    hidden[5:12, 20:27] = 0
    np.testing.assert_allclose(made("hiddenPatch(ink, 5, 20)").reshape(28, 28), hidden)
    change = made("jitteredPixels(ink, 0.1, 1)") - ink
    inner = (ink > 0.1) & (ink < 0.9)
    np.testing.assert_allclose(np.abs(change[inner]), 0.1, atol=1e-6)
    assert 0.4 < (change[inner] > 0).mean() < 0.6


@pytest.mark.browser
def test_what_is_said_of_kept_digits_equals_numpy(compute):
    x, y = (array[:60] for array in digits()[1])
    kept = {"pixels": plain(x.ravel()), "labels": y.tolist()}
    right = int((answers("video", x).argmax(1) == y).sum())
    assert compute("video", "rightOf(net)", kept=kept) == right
    linears, saved = without_neurons("video", [{1}, {2, 5}])
    try:
        right = int((answers("video", x).argmax(1) == y).sum())
    finally:
        for part, weight in zip(linears, saved, strict=True):
            part.weight.data[:] = weight
    assert compute("video", "rightOf(net)", kept=kept, removed=[[1], [2, 5]]) == right
    mean = compute("video", "[...meanDigit(3)]", kept=kept)
    np.testing.assert_allclose(mean, x[y == 3].mean(0), atol=1e-6)
    like = compute("video", "correlation(ink, meanDigit(3))", kept=kept, ink=plain(x[0]))
    assert like == pytest.approx(np.corrcoef(x[0], x[y == 3].mean(0))[0, 1], abs=1e-5)
    assert compute("video", "correlation(ink, ink.map(() => 1))", ink=plain(x[0])) == 0


# --- the page -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("experiments")
    x, y = (array[:300] for array in digits()[1])
    return {
        kind: draw_page(trained(kind), mean=MEAN, digits=(x, y)).save(folder / f"{kind}.html")
        for kind in KINDS
    }


FRAMES = """(count) => new Promise((done) => {
  const next = (k) => (k ? requestAnimationFrame(() => next(k - 1)) : done());
  next(count);
})"""


PIXELS_OF = """(canvas) => {
  const copy = new OffscreenCanvas(28, 28).getContext("2d");
  copy.drawImage(canvas, 0, 0);
  return [...copy.getImageData(0, 0, 28, 28).data];
}"""


def settle(page, frames=6):
    """Until what was asked for is computed and painted."""
    page.evaluate(FRAMES, frames)


@pytest.fixture
def opened(visit):
    """A function that opens a page with a digit on its canvas, at one of the tabs."""

    def opened(kind="video", tab="break", sample=0, **settings):
        page = visit(kind, **settings)
        page.wait_for_selector("#samples button")
        if sample is not None:
            page.locator("#samples button").nth(sample).click()
        page.click(f"#tab-{tab}")
        settle(page)
        return page

    return opened


def data_of(page):
    return json.loads(page.locator("#data").text_content())


def kept(page):
    data = data_of(page)["kept"]
    pixels = np.frombuffer(gzip.decompress(base64.b64decode(data["pixels"])), np.uint8)
    return np.float32(pixels.reshape(-1, 784) / 255), np.array(data["labels"])


def sample(page, k=0):
    return kept(page)[0][data_of(page)["samples"][k]]


def click(page, *selectors):
    for selector in selectors:
        page.click(selector)
        settle(page)


def said(page):
    """What the network says, and how sure it is, by the bar of the experiments."""
    settle(page)
    found = re.search(r"It says (\d), (.+) sure", page.inner_text("#trial-says"))
    return int(found[1]), float(found[2])


def says_what(kind, page, ink):
    out = answers(kind, ink[None])[0]
    assert said(page) == (out.argmax(), pytest.approx(out.max(), abs=0.006))


def row_of(page, table, name):
    """The cells of a row, by the word in front of it."""
    rows = page.locator(f"#{table} tr").all()
    cells = [row.locator("th, td").all_inner_texts() for row in rows]
    return next(row[1:] for row in cells if row[0].startswith(name))


@pytest.mark.browser
def test_each_figure_is_quoted_and_nothing_but_figures(visit):
    page = visit("video")
    found = data_of(page)["figures"]
    forms = {
        "share": lambda x: f"{100 * x:.{1 if 0 < x < 0.0095 else 0}f}\u00a0%",
        "count": lambda x: f"{x:,}",
        "sure": lambda x: f"{x:.2f}".replace("-", "−"),
    }
    quoted = set()
    for form, words in forms.items():
        for element in page.locator(f"#experiments [data-{form}]").all():
            path = element.get_attribute(f"data-{form}")
            quoted.add(path)
            value = found
            for key in path.replace("#", "0").split("."):
                value = value[int(key) if key.isdigit() and isinstance(value, list) else key]
            shown = element.text_content()
            by_hand = words(value)
            assert shown == by_hand or abs(float(shown) - value) < 0.0051, path
    for k, shares in enumerate(found["removed"]):
        cells = row_of(page, "without", f"hidden layer {k + 1}")
        percents = [f"{100 * shares[which]:.0f}\u00a0%" for which in ("worst", "median", "best")]
        assert cells == [*percents, str(shares["digits"])]
    rest = {key for key in found if not any(path.split(".")[0] == key for path in quoted)}
    assert rest == {"removed"}
    for key in ("noise", "often", "shuffled", "inverted", "patch", "empty"):
        assert {path.split(".")[1] for path in quoted if path.startswith(f"{key}.")} == {
            *found[key]
        }
    for key in ("shift", "against", "chance", "amounts"):
        assert {f"{key}.{k}" for k in range(4)} <= quoted
    text = page.locator("#experiments").inner_text()
    typed = re.sub(
        r"\s+", " ", re.sub("<[^>]*>", "", (FOLDER / "experiments.html").read_text("utf-8"))
    )
    assert "%" not in typed
    assert "%" in text


@pytest.mark.browser
def test_sentences_change_with_the_figures(visit, monkeypatch, tmp_path):
    other = {**measured("video"), "shift": [0.111, 0.222, 0.333, 0.444], "tested": 1234}
    monkeypatch.setitem(draw_page.__globals__, "figures_of", lambda *_: other)
    x, y = (array[:250] for array in digits()[1])
    page = visit(draw_page(trained("video"), mean=MEAN, digits=(x, y)))
    words = page.inner_text("#break").replace("\u00a0", " ")
    assert "Moved right by 1, 2, 3 and 4 pixels, 11 %, 22 %, 33 % and 44 % are read right" in words
    assert "Of 1,234 pictures of noise" in words


@pytest.mark.browser
def test_tabs_are_walked_with_arrow_keys(opened):
    page = opened()
    order = ["break", "slope", "teach"]

    def on(name):
        settle(page)
        assert page.evaluate("document.activeElement.id") == f"tab-{name}"
        for tab in order:
            button = page.locator(f"#tab-{tab}")
            assert button.get_attribute("aria-selected") == str(tab == name).lower()
            assert button.get_attribute("tabindex") == ("0" if tab == name else "-1")
            assert page.locator(f"#{tab}").is_visible() == (tab == name)

    page.focus("#tab-break")
    for key, name in (
        *(("ArrowRight", "slope"), ("ArrowRight", "teach"), ("ArrowRight", "break")),
        *(("ArrowLeft", "teach"), ("Home", "break"), ("End", "teach")),
    ):
        page.keyboard.press(key)
        on(name)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "teach"


@pytest.mark.browser
def test_noise_and_shuffles_are_others_each_time_and_the_drawing_comes_back(opened):
    page = opened()
    before = said(page)
    assert page.inner_text("#trial-says").startswith("The network sees your drawing.")
    assert not page.is_visible("#trial-end")
    for button in ("noise", "shuffle"):
        pictures = []
        for _ in range(3):
            click(page, f"#{button}")
            pictures.append(page.evaluate("find => find.toDataURL()", page.query_selector("#sees")))
        assert len(set(pictures)) == 3
    click(page, "#trial-end")
    assert said(page) == before
    assert page.evaluate("document.activeElement.id") == "tab-break"


@every_kind
@pytest.mark.browser
def test_shifts_inversion_and_patches_show_what_python_computes(opened, kind):
    page = opened(kind)
    ink = sample(page)
    says_what(kind, page, ink)
    click(page, "[aria-label=right]", "[aria-label=right]", "[aria-label=up]")
    image = np.zeros((28, 28), np.float32)
    image[:-1, 2:] = ink.reshape(28, 28)[1:, :-2]
    says_what(kind, page, image.ravel())
    click(page, "#invert")
    says_what(kind, page, 1 - ink)
    page.focus("#row")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    image = ink.copy().reshape(28, 28)
    image[13:20, 10:17] = 0
    says_what(kind, page, image.ravel())
    click(page, "#try-places")
    row, column = (int(page.input_value(f"#{name}")) for name in ("row", "column"))
    out = answers(kind, ink[None])[0]
    left = {}
    for i, j in product(range(22), range(22)):
        image = ink.copy().reshape(28, 28)
        image[i : i + 7, j : j + 7] = 0
        left[i, j] = answers(kind, image.reshape(1, 784))[0, out.argmax()]
    assert left[row, column] == pytest.approx(min(left.values()), abs=1e-5)
    falls = f"falls from {out.max():.2f} to {left[row, column]:.2f}"
    assert falls in page.inner_text("#map-says")


@pytest.mark.browser
def test_a_tap_on_the_map_hides_the_patch_around_it(opened):
    page = opened()
    click(page, "#try-places")
    size = page.locator("#map").bounding_box()["width"]
    middle = {"x": 12.5 / 28 * size, "y": 17.5 / 28 * size}
    page.locator("#map").click(position=middle)
    settle(page)
    assert [page.input_value("#row"), page.input_value("#column")] == ["14", "9"]
    image = sample(page).reshape(28, 28).copy()
    image[14:21, 9:16] = 0
    says_what("video", page, image.ravel())
    page.locator("#map").click(position={"x": 2, "y": 2})  # where no whole patch has its middle
    settle(page)
    assert [page.input_value("#row"), page.input_value("#column")] == ["0", "0"]


@every_kind
@pytest.mark.browser
def test_the_attack_follows_its_slider_beside_chance(opened, kind):
    page = opened(kind)
    ink = sample(page)
    out = answers(kind, ink[None])[0]
    page.focus("#amount")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    settle(page)
    assert page.inner_text("#amount-is") == "0.05"
    slope = uphill(kind, ink, out.argmax())
    attacked = np.clip(ink - np.float32(0.05) * np.sign(slope), 0, 1)
    found = answers(kind, attacked[None])[0]
    assert said(page) == (found.argmax(), pytest.approx(found.max(), abs=0.02))
    assert page.inner_text("#attacked-says") == f"{said(page)[0]}, {said(page)[1]:.2f} sure"
    assert re.fullmatch(r"\d, \d\.\d\d sure", page.inner_text("#jittered-says"))
    click(page, "#noise")
    assert page.input_value("#amount") == "0"


@pytest.mark.browser
def test_a_removed_neuron_costs_digits_and_comes_back(opened):
    page = opened()
    x, y = kept(page)
    all_right = int((answers("video", x).argmax(1) == y).sum())
    count = f"Of 200 kept digits, {all_right} are read right"
    assert count in page.inner_text("#kept-right")
    page.locator("circle[data-l='0'][data-i='4']").focus()
    page.keyboard.press("Delete")
    page.locator("circle[data-l='1'][data-i='9']").focus()
    settle(page)
    assert page.inner_text("#remove") == "Remove hidden layer 2, neuron 10"
    click(page, "#remove")
    assert page.inner_text("#remove") == "Put back hidden layer 2, neuron 10"
    names = "Removed: hidden layer 1, neuron 5; hidden layer 2, neuron 10."
    assert page.inner_text("#removed") == names
    linears, saved = without_neurons("video", [{4}, {9}])
    try:
        right = int((answers("video", x).argmax(1) == y).sum())
        says_what("video", page, sample(page))
    finally:
        for part, weight in zip(linears, saved, strict=True):
            part.weight.data[:] = weight
    words = f"Of 200 kept digits, {right} are read right; by the trained network {all_right}."
    assert page.inner_text("#kept-right") == words
    click(page, "#restore")
    assert count in page.inner_text("#kept-right")
    assert not page.is_visible("#restore")
    says_what("video", page, sample(page))


@every_kind
@pytest.mark.browser
def test_without_biases_it_answers_as_a_network_that_has_none(opened, kind):
    page = opened(kind)
    click(page, "#unbiased")
    linears = [part for part in trained(kind) if isinstance(part, nn.Linear)]
    biases = [part.bias.data.copy() for part in linears]
    try:
        for part in linears:
            part.bias.data[:] = 0
        says_what(kind, page, sample(page))
    finally:
        for part, bias in zip(linears, biases, strict=True):
            part.bias.data[:] = bias
    click(page, "#unbiased")
    says_what(kind, page, sample(page))


@every_kind
@pytest.mark.browser
def test_the_gradient_is_shown_with_its_scale_for_the_chosen_digit(opened, kind):
    page = opened(kind, "slope")
    ink = sample(page)
    for digit in (3, 7):
        page.select_option("#more-of", str(digit))
        settle(page)
        out = answers(kind, ink[None])[0, digit]
        assert float(page.inner_text("#uphill-is")) == pytest.approx(out, rel=0.01)
        scale = float(page.inner_text("#uphill-scale").split()[-1])
        slope = uphill(kind, ink, digit)
        assert scale == pytest.approx(np.abs(slope).max(), rel=0.01)
        shades = page.evaluate(
            PIXELS_OF,
            page.query_selector("#uphill"),
        )
        shades = np.reshape(shades, (784, 4))
        np.testing.assert_allclose(shades[:, 3] / 255, np.abs(slope / scale), atol=0.02)
        strong = np.abs(slope) > scale / 10
        assert ((shades[strong, 2] > shades[strong, 0]) == (slope[strong] > 0)).all()


@pytest.mark.browser
@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_a_dream_is_sure_and_looks_like_no_digit(opened, motion):
    page = opened(tab="slope", reduced_motion=motion)
    click(page, "#climb")
    sure = measured("video")["grey"]["sure"][3]
    page.wait_for_function(f"""() => {{
      const found = /It is (.*) sure/.exec(document.getElementById("dream-says").textContent);
      return Math.abs(Number(found?.[1]) - {sure}) < 0.02;
    }}""")
    settle(page, 30)
    assert said(page) == (3, pytest.approx(sure, abs=0.02))
    like = float(page.inner_text("#dream-says").split()[-1].rstrip("."))
    assert like < 0.6
    for start in ("noise", "drawing"):
        page.select_option("#from", start)
        click(page, "#climb")
        settle(page, 30)
        assert said(page)[0] == 3


@every_kind
@pytest.mark.browser
def test_the_backward_pass_shows_lengths_nudges_and_red_arrows(opened, kind):
    page = opened(kind, "teach")
    page.select_option("#should", "4")
    settle(page)
    model, ink = trained(kind), sample(page)
    model.zero_grad()
    target = np.eye(10, dtype=np.float32)[[4]]
    cost = cost_of_model(kind, model, ink[None] - np.float32(MEAN), target)
    cost.backward()
    assert float(page.inner_text("#cost")) == pytest.approx(cost.item(), rel=0.01)
    linears = [part for part in model if isinstance(part, nn.Linear)]
    for k, part in enumerate(linears):
        name = f"hidden layer {k + 1}" if part is not linears[-1] else "output layer"
        lengths = [float(cell) for cell in row_of(page, "lengths", name)]
        grads = [part.weight.grad, part.bias.grad]
        assert lengths == pytest.approx([np.linalg.norm(g) for g in grads], rel=0.01)
    entries = np.concatenate([p.grad.ravel() for p in model.parameters()])
    five = sorted(0.3 * np.abs(entries))[-5:]
    shown = page.locator("#largest td:last-child").all_inner_texts()
    found = sorted(abs(float(x.replace("−", "-"))) for x in shown)
    assert found == pytest.approx(five, rel=0.01)
    assert page.locator("#picture line.red").count() > 0
    click(page, "#show-back")
    assert page.locator("#picture line.red").count() == 0
    click(page, "#show-back", "#tab-break")
    assert page.locator("#picture line.red").count() == 0


@every_kind
@pytest.mark.browser
def test_a_lesson_is_one_step_of_sgd_and_can_be_undone(opened, kind):
    page = opened(kind, "teach", sample=1)
    x, y = kept(page)
    ink, model = sample(page, 1), trained(kind)
    saved = model.state_dict()
    digit, rate = (int(answers(kind, ink[None]).argmax()) + 1) % 10, 0.3
    page.select_option("#should", str(digit))
    settle(page)
    assert page.is_disabled("#unteach")
    steps = [(answers(kind, ink[None])[0, digit], (answers(kind, x).argmax(1) == y).sum())]
    optimizer = optim.SGD(model.parameters(), lr=rate)
    target = np.eye(10, dtype=np.float32)[[digit]]
    try:
        for _ in range(2):
            optimizer.zero_grad()
            cost_of_model(kind, model, ink[None] - np.float32(MEAN), target).backward()
            optimizer.step()
            out = answers(kind, ink[None])[0, digit]
            steps.append((out, (answers(kind, x).argmax(1) == y).sum()))
    finally:
        model.load_state_dict(saved)

    def shows(*columns):
        settle(page)
        outs = [float(cell) for cell in row_of(page, "lesson", "output for")]
        assert outs == pytest.approx([steps[k][0] for k in columns], rel=0.01)
        counts = [int(cell) for cell in row_of(page, "lesson", "right, of 200")]
        assert counts == [steps[k][1] for k in columns]

    shows(0, 0)
    page.click("#teach-once")
    shows(0, 0, 1)
    page.click("#teach-once")
    shows(0, 1, 2)
    assert page.inner_text("#lesson-says").startswith("Steps: 2.")
    page.click("#unteach")
    shows(0, 0, 1)
    page.click("#teach-once")
    page.click("#untaught")
    shows(0, 0)
    assert page.is_disabled("#unteach")


@pytest.mark.browser
def test_the_rate_is_changed_by_keyboard_and_scales_the_nudges(opened):
    page = opened(tab="teach")
    before = float(page.inner_text("#nudge-scale").split()[-1])
    page.focus("#rate")
    page.keyboard.press("ArrowRight")
    settle(page)
    assert page.inner_text("#rate-is") == "1"
    assert float(page.inner_text("#nudge-scale").split()[-1]) == pytest.approx(
        before / 0.3, rel=0.01
    )


@pytest.mark.browser
def test_an_empty_canvas_can_only_be_shown_what_needs_no_drawing(opened):
    page = opened(sample=None)
    click(page, "#tab-teach")
    for says in ("#cost", "#lengths", "#largest", "#nudge", "#lesson"):
        assert page.is_hidden(says)
    click(page, "#tab-break")
    assert page.inner_text("#trial-says") == "The network sees an empty canvas."
    for needs in ("#shuffle", "#invert", "[aria-label=left]", "#try-places", "#amount", "#row"):
        assert page.is_disabled(needs)
    click(page, "#noise")
    assert said(page)
    click(page, "#trial-end", "#tab-teach")
    assert page.is_disabled("#teach-once")
    assert page.locator("#picture line.red").count() == 0


@pytest.mark.browser
def test_a_new_drawing_ends_a_trial(opened):
    page = opened()
    click(page, "#noise")
    assert page.is_visible("#trial-end")
    page.locator("#samples button").nth(1).click()
    settle(page)
    assert not page.is_visible("#trial-end")
    says_what("video", page, sample(page, 1))


@pytest.mark.browser
def test_the_address_brings_back_trial_network_and_lessons(opened, visit):
    page = opened(tab="teach")
    page.select_option("#should", "2")
    click(page, "#teach-once", "#teach-once", "#tab-break", "#unbiased")
    page.locator("circle[data-l='0'][data-i='4']").focus()
    page.keyboard.press("Delete")
    click(page, "#tab-teach")
    page.wait_for_timeout(400)
    again = visit("video", page.evaluate("location.hash"))
    settle(again)
    assert again.is_visible("#teach")
    assert again.inner_text("#lesson-says").startswith("Steps: 2.")
    for table in ("lengths", "lesson"):
        cells = [where.locator(f"#{table}").inner_text() for where in (page, again)]
        assert cells[0].split("now")[-1].split() == cells[1].split("now")[-1].split()
    assert said(again) == said(page)
    page = opened()
    click(page, "[aria-label=right]", "[aria-label=down]")
    page.wait_for_timeout(400)
    again = visit("video", page.evaluate("location.hash"))
    settle(again)
    assert again.inner_text("#trial-says") == page.inner_text("#trial-says")
    assert again.is_visible("#trial-end")


@pytest.mark.browser
def test_lessons_on_an_attacked_digit_are_about_that_picture_also_at_another_time(opened, visit):
    page = opened()
    page.locator("#amount").fill("0.1")
    page.locator("#row").evaluate("(row) => row.value = 3")
    click(page, "#tab-teach")
    page.select_option("#should", "8")
    before = row_of(page, "lesson", "output for")[0]
    click(page, "#teach-once", "#teach-once")
    trained, just_before, now = map(float, row_of(page, "lesson", "output for"))
    assert trained == float(before)
    assert now > just_before
    page.wait_for_timeout(400)
    again = visit("video", page.evaluate("location.hash"))
    settle(again, 12)
    assert row_of(again, "lesson", "output for") == row_of(page, "lesson", "output for")
    assert again.input_value("#amount") == "0.1"


@pytest.mark.browser
def test_a_patch_at_another_time_is_where_its_controls_say(opened, visit):
    page = opened()
    page.locator("#row").fill("3")
    page.locator("#column").fill("20")
    settle(page)
    page.wait_for_timeout(400)
    again = visit("video", page.evaluate("location.hash"))
    settle(again, 12)
    assert (again.input_value("#row"), again.input_value("#column")) == ("3", "20")
    assert said(again) == said(page)


@pytest.mark.browser
def test_a_page_without_a_digit_of_a_kind_compares_with_the_mean_of_all(visit, tmp_path):
    x, y = (array[:300] for array in digits()[1])
    page = visit(draw_page(trained("video"), mean=MEAN, digits=(x[y != 3], y[y != 3])))
    page.wait_for_selector("#samples button")
    click(page, "#tab-slope")
    page.select_option("#more-of", "3")
    settle(page)
    assert "NaN" not in page.inner_text("#slope")


@pytest.mark.browser
def test_conclusions_that_the_figures_do_not_bear_are_left_out(visit, monkeypatch):
    weak = "The gradient knows the weak spot"
    figures = measured("video")
    for against, there in ((figures["against"], True), (figures["chance"], False)):
        other = figures | {"against": against, "removed": []}
        monkeypatch.setitem(draw_page.__globals__, "figures_of", lambda *_, other=other: other)
        x, y = (array[:250] for array in digits()[1])
        words = visit(draw_page(trained("video"), mean=MEAN, digits=(x, y))).inner_text("#break")
        assert (weak in words) == there
        assert "No neuron is" not in words


@pytest.mark.browser
@pytest.mark.parametrize(
    "more", ["{", '{"trial":{"kind":"no"}}', '{"removed":[[99]],"tab":"x"}', "3"]
)
def test_a_broken_address_is_ignored(visit, more):
    page = visit("video", f"#more={quote(more)}")
    settle(page)
    assert page.is_visible("#break")
    assert "Removed" not in page.inner_text("#break").replace("Removed neurons", "")


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(360, 740), (1440, 900)])
@pytest.mark.parametrize("tab", ["break", "slope", "teach"])
def test_axe_finds_nothing_in_a_tab_and_nothing_scrolls_sideways(opened, tab, size, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="pip install it")
    page = opened(tab=tab, size=size, color_scheme=scheme)
    click(page, {"break": "#try-places", "slope": "#climb", "teach": "#teach-once"}[tab])
    found = axe.Axe().run(page).response["violations"]
    assert [(x["id"], [node["html"] for node in x["nodes"]]) for x in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


@pytest.mark.browser
def test_all_ids_of_the_page_differ(visit):
    page = visit("shallow")
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(({ id }) => id)")
    assert len(ids) == len(set(ids))
    assert page.locator("#without tr").count() == 1  # no hidden layer
