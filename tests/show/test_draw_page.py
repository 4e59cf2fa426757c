"""The drawing page in a real browser: what is drawn, what the network sees, and what it answers."""

import base64
import json
import os
import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn, optim
from tinygrad_edu.show.digits import draw_page as module
from tinygrad_edu.show.digits.draw_page import draw_page
from tinygrad_edu.show.digits.export import activations, layers_of
from tinygrad_edu.show.picture.dot import DOT

pytestmark = pytest.mark.browser
FOLDER = Path(module.__file__).parent
BUSY = max(1.0, 2 * os.getloadavg()[0] / (os.cpu_count() or 1))  # other programs run as well


# --- networks, trained for seconds ------------------------------------------------------------


@pytest.fixture(scope="module")
def mnist():
    (images, labels), test = tg.datasets.mnist(dtype=np.float32)
    return images[:3_000], labels[:3_000], (test[0][:1_000], test[1][:1_000])


def network(mnist, sizes, activation, end, cost, rate, epochs=1):
    rng = np.random.default_rng(0)
    parts = []
    for n, m in zip(sizes, sizes[1:], strict=False):
        parts += [nn.Linear(n, m, dtype=np.float32, rng=rng), activation()]
    model = nn.Sequential(*parts[:-1], *end)
    images, labels, _ = mnist
    optimizer = optim.SGD(model.parameters(), lr=rate)
    targets = tg.datasets.one_hot(labels, 10, np.float32) if cost is squared else labels
    for _ in range(epochs):
        for x, y in tg.datasets.batches(images - MEAN, targets, 32, rng):
            optimizer.zero_grad()
            cost(model(x), y).backward()
            optimizer.step()
    return model


def squared(out, target):
    return tg.squared_error(out, target, scale=1 / len(out))


def scores(out, labels):
    return nn.CrossEntropy()(out, labels)


MEAN = np.float32(0.1307)
MODELS = {
    "video": ((784, 16, 16, 10), nn.Sigmoid, [nn.Sigmoid()], squared, 5.0, 3),
    "relu": ((784, 128, 40, 10), nn.ReLU, [], scores, 0.1),
    "tanh": ((784, 24, 10), nn.Tanh, [nn.Tanh()], squared, 0.2),
    "softmax": (
        (784, 10),
        nn.Tanh,
        [nn.Softmax()],
        lambda out, y: -tg.log(out[np.arange(len(y)), y]).mean(),
        0.2,
    ),
}


@pytest.fixture(scope="module")
def models(mnist):
    return {name: network(mnist, *recipe) for name, recipe in MODELS.items()}


@pytest.fixture(scope="module")
def files(models, mnist, tmp_path_factory):
    folder = tmp_path_factory.mktemp("draw")
    settings = "3 epochs of 3,000 digits\nlearning rate 5 & <constant>"
    return {
        name: draw_page(model, mean=MEAN, digits=mnist[2], settings=settings).save(
            folder / f"{name}.html"
        )
        for name, model in models.items()
    }


@pytest.fixture
def visit(visit):
    """As everywhere, but the page is ready: its first frame is painted."""

    def ready(*place, **settings):
        page = visit(*place, **settings)
        if settings.get("java_script_enabled", True):
            page.wait_for_selector("#bars li", state="attached")
        return page

    return ready


def data_of(page):
    return json.loads(page.locator("#data").text_content())


def outputs(model, ink):
    """All activations of pictures from 0 to 1."""
    return activations(
        layers_of(model, "test"), np.asarray(ink, np.float32).reshape(-1, 784) - MEAN
    )


def sources(*names):
    return "".join((FOLDER / f"{name}.js").read_text("utf-8") for name in names)


# --- a second rasteriser and a second preprocessing, in NumPy ----------------------------------


def rasterised(items):
    """The 280 × 280 pixels of ink of strokes [(kind, points)], each point from 0 to 255."""
    ink = np.zeros((280, 280), np.float32)
    y, x = np.mgrid[:280, :280] + 0.5
    for kind, points in items:
        radius = {"pen": 11, "eraser": 26}[kind]
        places = (np.asarray(points, float).reshape(-1, 2) + 0.5) * 280 / 256
        for (ax, ay), (bx, by) in zip(places[[0, *range(len(places) - 1)]], places, strict=True):
            dx, dy = bx - ax, by - ay
            along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy or 1)
            along = np.clip(along, 0, 1)
            distance = np.hypot(x - ax - along * dx, y - ay - along * dy)
            full = np.clip((radius - distance) / 4 + 0.5, 0, 1).astype(np.float32)
            ink = np.maximum(ink, full) if kind == "pen" else np.minimum(ink, 1 - full)
    return ink


def weights(before, after):
    """How much of each old pixel a new one takes, (after, before)."""
    edges = np.arange(after + 1) * before / after
    ends = np.minimum(edges[1:, None], np.arange(1, before + 1))
    return np.maximum(ends - np.maximum(edges[:-1, None], np.arange(before)), 0) * after / before


def centred(ink):
    """MNIST's preprocessing, with matrices."""
    rows, columns = (np.flatnonzero((ink >= np.float32(0.1)).any(axis)) for axis in (1, 0))
    picture = np.zeros((28, 28))
    if not len(rows):
        return picture
    box = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].astype(float)
    height, width = (max(1, int(20 * n / max(box.shape) + 0.5)) for n in box.shape)
    small = weights(box.shape[0], height) @ box @ weights(box.shape[1], width).T
    where = np.indices(small.shape)
    down, right = (int(np.floor(14 - (small * at).sum() / small.sum() + 0.5)) for at in where)
    for (i, j), value in np.ndenumerate(small):
        if 0 <= i + down < 28 and 0 <= j + right < 28:
            picture[i + down, j + right] = value
    return picture


# --- what a learner does and sees -------------------------------------------------------------

THREE = [(0.32, 0.25), (0.45, 0.17), (0.6, 0.2), (0.64, 0.32), (0.45, 0.47), (0.6, 0.52),
         (0.67, 0.62), (0.62, 0.77), (0.48, 0.83), (0.3, 0.74)]  # fmt: skip
ONE = [(0.5, 0.2), (0.5, 0.8)]


def stroke(page, places=THREE):
    """Draw with the mouse, from place to place in shares of the drawing."""
    box = page.locator("#paper").bounding_box()
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in places]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=5)
    page.mouse.up()
    rest(page)


def rest(page):
    """Wait until the page is at rest: two frames later."""
    page.evaluate(
        "() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))"
    )


def address(page):
    """The fragment, once the page has written it."""
    page.wait_for_timeout(450)
    return page.evaluate("location.hash")


def sees(page, of="#sees"):
    """What the network sees, from 0 to 1."""
    pixels = page.evaluate(
        """(of) => { const c = document.querySelector(of);
        const copy = new OffscreenCanvas(c.width, c.height);
        const context = copy.getContext("2d", { willReadFrequently: true });
        context.drawImage(c, 0, 0);
        return [...context.getImageData(0, 0, c.width, c.height).data]; }""",
        of,
    )
    side = int((len(pixels) / 4) ** 0.5)
    return (np.array(pixels[::4]).reshape(side, side) - 13) / (240 - 13)


def ink_of(page):
    return sees(page, "#paper").sum()


def numbers(page):
    return [float(x.replace("−", "-")) for x in page.locator("#bars span").all_inner_texts()]


KINDS = {"P": "pen", "E": "eraser", "D": "digit"}


def items_in(fragment):
    """The strokes in an address."""
    text = re.search(r"draw=([^&]*)", fragment)[1]
    return [
        (KINDS[letter], list(bytes.fromhex(points)))
        for letter, points in re.findall("([PED])([0-9a-f]+)", text)
    ]


def as_fragment(items):
    """The address of strokes."""
    return "#draw=" + "".join(kind[0].upper() + bytes(points).hex() for kind, points in items)


# --- the numbers ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MODELS)
def test_100_digits_give_the_outputs_of_python(visit, models, mnist, name):
    page = visit(name)
    found = page.evaluate(
        f"""(images) => {{ "use strict"; {sources("network")}
        const {{ layers, mean }} = JSON.parse(document.getElementById("data").textContent);
        const net = unpack(layers);
        const asked = (ink) => forward(net, minusMean(Float32Array.from(ink), mean)).a.at(-1);
        return images.map((ink) => [...asked(ink)]);
        }}""",
        mnist[2][0][:100].tolist(),
    )
    np.testing.assert_allclose(found, outputs(models[name], mnist[2][0][:100])[-1], atol=1e-5)


def test_preprocessing_is_that_of_mnist_on_50_drawings(visit):
    rng = np.random.default_rng(0)
    drawings = []
    for k in range(50):
        low, high = sorted(rng.integers(0, 256, 2)) if k % 2 else (0, 255)
        drawings.append([
            ("eraser" if n and rng.random() < 0.3 else "pen",
             rng.integers(low, high + 1, 2 * rng.integers(1, 8)).tolist())
            for n in range(rng.integers(1, 5))
        ])  # fmt: skip
    page = visit("video")
    found = page.evaluate(
        f"""(drawings) => {{ "use strict"; {sources("preprocess", "canvas")}
        const text = (array) => {{
          let letters = "";
          for (const code of new Uint8Array(array.buffer)) letters += String.fromCharCode(code);
          return btoa(letters);
        }};
        return drawings.map((items) => {{
          setItems(items.map(([kind, points]) => ({{ kind, points }})));
          const {{ ink }} = drawing;
          return [ink, preprocess(ink, 280, 280), plain(ink, 280, 280)].map(text);
        }});
        }}""",
        drawings,
    )
    for items, texts in zip(drawings, found, strict=True):
        ink, small, plain = (np.frombuffer(base64.b64decode(x), "<f4") for x in texts)
        ink = ink.reshape(280, 280)
        np.testing.assert_allclose(ink, rasterised(items), atol=1e-5)
        np.testing.assert_allclose(small.reshape(28, 28), centred(ink), atol=1 / 255)
        average = ink.reshape(28, 10, 28, 10).mean((1, 3))
        np.testing.assert_allclose(plain.reshape(28, 28), average, atol=1e-5)


def test_what_is_drawn_is_what_the_network_sees(visit, models):
    page = visit("video")
    stroke(page)
    stroke(page, ONE)
    ink = rasterised(items_in(address(page)))
    np.testing.assert_allclose(sees(page), centred(ink), atol=1.1 / 255)
    out = outputs(models["video"], centred(ink))[-1][0]
    np.testing.assert_allclose(numbers(page), out, atol=0.006)
    assert page.inner_text("#says").startswith(f"It says {out.argmax()}")
    assert f"add up to {out.sum():.2f}" in page.inner_text("#sum")
    page.uncheck("#centred")
    rest(page)
    plain = ink.reshape(28, 10, 28, 10).mean((1, 3))
    np.testing.assert_allclose(sees(page), plain, atol=1.1 / 255)


def test_a_drawing_off_the_centre_is_read_as_one_in_the_middle(visit):
    middle = [100, 80, 140, 70, 150, 100, 110, 120, 150, 140, 140, 175, 100, 170]
    shifted = [value + (64 if k % 2 else -64) for k, value in enumerate(middle)]
    page, other = (visit("video", as_fragment([("pen", x)])) for x in (middle, shifted))
    rest(page)
    rest(other)
    assert np.array_equal(sees(other), sees(page))
    assert other.inner_text("#says") == page.inner_text("#says")
    assert not np.array_equal(sees(other, "#paper"), sees(page, "#paper"))
    for one in (page, other):
        one.uncheck("#centred")
        rest(one)
    assert np.abs(sees(other) - sees(page)).max() > 0.5


# --- drawing ----------------------------------------------------------------------------------


def test_an_empty_canvas_gets_no_answer_unless_it_is_asked_for(visit, models):
    page = visit("video")
    rest(page)
    assert page.inner_text("#says") == "Draw a digit, and the network says which one it sees."
    assert set(page.locator("#bars span").all_inner_texts()) == {"–"}
    assert page.locator("#picture line").count() == 0
    page.click("#ask")
    rest(page)
    out = outputs(models["video"], np.zeros(784))[-1][0]
    assert page.inner_text("#says").startswith(f"It says {out.argmax()}, {out.max():.2f} sure")
    assert "asked=yes" in address(page)
    stroke(page)
    page.click("#clear")
    rest(page)
    assert page.inner_text("#says").startswith("Draw a digit")


def test_undo_eraser_and_clear(visit):
    page = visit("video")
    assert page.locator("#undo").is_disabled()
    stroke(page)
    first = ink_of(page)
    stroke(page, ONE)
    both = ink_of(page)
    assert both > first > 0
    page.keyboard.press("Control+z")
    rest(page)
    assert ink_of(page) == first
    page.click("#eraser")
    stroke(page, [(0.2, 0.25), (0.8, 0.25)])
    assert ink_of(page) < first
    page.click("#undo")
    rest(page)
    assert ink_of(page) == first
    page.click("#clear")
    rest(page)
    assert ink_of(page) == 0
    assert page.locator("#hint").is_visible()
    page.click("#undo")
    rest(page)
    assert ink_of(page) == first


def test_a_finger_draws_and_does_not_scroll(visit):
    page = visit("video", size=(360, 740), has_touch=True, is_mobile=True)
    box = page.locator("#paper").bounding_box()
    tools = page.context.new_cdp_session(page)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.8

    def swipe(x, y):
        def touch(kind, *points):
            tools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [*points]})

        touch("touchStart", {"x": x, "y": y})
        for k in range(1, 12):
            touch("touchMove", {"x": x, "y": y - 15 * k})
        touch("touchEnd")
        rest(page)

    swipe(x, y)
    assert page.evaluate("scrollY") == 0
    assert ink_of(page) > 500
    swipe(x, page.locator("#right").bounding_box()["y"] + 20)
    assert page.evaluate("scrollY") > 50  # elsewhere it scrolls


def test_a_stroke_ends_at_the_edge_and_another_begins_where_it_comes_back(visit):
    page = visit("video")
    left, top, width = (page.locator("#paper").bounding_box()[k] for k in ("x", "y", "width"))
    page.mouse.move(left + width / 2, top + 20)
    page.mouse.down()
    for x, y in ((1.1, 0.1), (1.1, 0.5), (1.1, 0.9), (0.5, 0.9)):
        page.mouse.move(left + x * width, top + y * width, steps=20)
    page.mouse.up()
    rest(page)
    strokes = items_in(address(page))
    assert [kind for kind, _ in strokes] == ["pen", "pen"]
    ink = rasterised(strokes)
    assert ink[:, -10:][100:180].sum() == 0  # no ink along the edge


def test_the_parts_of_a_weighted_sum_add_up_as_they_stand_there(visit):
    page = visit("video")
    stroke(page)
    for index in range(16):
        page.locator(f"circle[data-l='0'][data-i='{index}']").focus()
        rest(page)
        total, bias, z = (
            float(page.inner_text(f"#neuron-{name}").replace("−", "-"))
            for name in ("total", "bias", "z")
        )
        assert total + bias == pytest.approx(z, abs=1e-9)


def test_what_a_digit_really_is_follows_the_answer(visit):
    page = visit("video")
    page.click("#samples button >> nth=0")
    page.click("#reveal")
    for button in ("#invert", "#noise"):
        page.click(button)
        rest(page)
        answer = re.search(r"says (\d)", page.inner_text("#says"))[1]
        told = page.inner_text("#truth-words")
        assert "is right" in told or f"takes it for a {answer}" in told


def test_another_tool_lifts_the_pen_of_the_keyboard(visit):
    page = visit("video")
    page.focus("#paper")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.click("#eraser")
    page.focus("#paper")
    page.keyboard.press("ArrowRight")
    rest(page)
    assert [kind for kind, _ in items_in(address(page))] == ["pen"]
    assert len(items_in(address(page))[0][1]) == 4  # two points


def test_a_pen_draws_and_a_second_pointer_does_not_disturb_it(visit):
    page = visit("video")
    box = page.locator("#paper").bounding_box()
    tools = page.context.new_cdp_session(page)
    for kind, shares in [("mousePressed", 0.2), ("mouseMoved", 0.5), ("mouseMoved", 0.8),
                         ("mouseReleased", 0.8)]:  # fmt: skip
        tools.send("Input.dispatchMouseEvent", {
            "type": kind, "x": box["x"] + 0.5 * box["width"],
            "y": box["y"] + shares * box["height"],
            "button": "left", "buttons": 1, "clickCount": 1, "pointerType": "pen", "force": 0.3,
        })  # fmt: skip
    rest(page)
    assert [kind for kind, _ in items_in(address(page))] == ["pen"]
    assert sees(page)[5:24, 14].min() > 0.5


def test_the_keyboard_draws(visit):
    page = visit("video")
    page.focus("#paper")
    page.keyboard.press("ArrowUp")
    rest(page)
    assert page.locator("#cursor").is_visible()
    for _ in range(6):
        page.keyboard.press("ArrowUp")
    rest(page)
    assert ink_of(page) == 0  # the pen is up
    page.keyboard.press("Space")
    for _ in range(14):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowLeft")
    rest(page)
    ((kind, points),) = items_in(address(page))
    assert (kind, points[:2], points[-2:]) == ("pen", [128, 58], [128, 201])
    assert page.inner_text("#says").startswith("It says")


@pytest.mark.parametrize("name", MODELS)
def test_samples_are_told_only_when_asked_and_some_are_mistakes(visit, models, name):
    page = visit(name)
    data = data_of(page)
    wrong = 0
    for k, index in enumerate(data["samples"]):
        page.click(f"#samples button >> nth={k}")
        rest(page)
        assert page.inner_text("#truth-words") == ""
        page.click("#reveal")
        rest(page)
        label = data["kept"]["labels"][index]
        told = page.inner_text("#truth-words")
        answer = re.search(r"says (\d)", page.inner_text("#says"))[1]
        assert told.startswith(f"It is a {label}. ")
        assert ("is right" in told) == (answer == str(label))
        wrong += "takes it for" in told
        out = outputs(models[name], sees(page))[-1][0]
        np.testing.assert_allclose(numbers(page), out, atol=0.02)
    assert 1 <= wrong <= 4
    stroke(page)  # over it
    assert not page.locator("#truth").is_visible()


# --- the network ------------------------------------------------------------------------------


def test_a_neuron_shows_its_numbers_and_they_follow_the_pen(visit, models):
    page = visit("video")
    stroke(page)
    layers = layers_of(models["video"], "test")
    for k, i in [(0, 3), (1, 7), (2, 9)]:
        page.hover(f'circle[data-l="{k}"][data-i="{i}"]')
        rest(page)
        a = outputs(models["video"], sees(page))
        z = layers[k].weight[i] @ a[k][0] + layers[k].bias[i]
        shown = [
            float(page.inner_text(f"#neuron-{part}").replace("−", "-"))
            for part in ("total", "bias", "z", "activation")
        ]
        wanted = [z - layers[k].bias[i], layers[k].bias[i], z, a[k + 1][0][i]]
        np.testing.assert_allclose(shown, wanted, atol=0.06)
        largest = np.abs(layers[k].weight[i]).max()
        assert f"from −{largest:.2f} to {largest:.2f}" in page.inner_text("#weights-words")
        largest = np.abs(layers[k].weight[i] * a[k][0]).max()
        said = float(page.inner_text("#products-words").split()[-1])
        assert said == pytest.approx(largest, abs=0.02)
    assert page.inner_text("#neuron-name").lower() == "output for 9"
    page.click('circle[data-l="0"][data-i="3"]')
    before = page.inner_text("#neuron-z")
    stroke(page, ONE)
    assert page.inner_text("#neuron-z") != before
    assert page.inner_text("#neuron-name").lower() == "hidden layer 1, neuron 4"


def test_lines_are_the_large_products(visit, models):
    page = visit("video")
    stroke(page)
    page.mouse.move(5, 5)
    rest(page)
    a = outputs(models["video"], centred(rasterised(items_in(address(page)))))
    for k, layer in enumerate(layers_of(models["video"], "test")):
        products = layer.weight * a[k]
        size = np.abs(products)
        large = size >= (0.5, 0.3, 0.3)[k] * size.max()
        count = page.locator("#picture g").nth(k).locator("line").count()
        assert 0 < count <= 60
        assert count == pytest.approx(min(60, large.sum()), abs=1)  # one may lie at the limit
        first = page.locator("#picture g").nth(k).locator("line").first
        strongest = np.unravel_index(size.argmax(), size.shape)
        assert first.get_attribute("class") == ("above" if products[strongest] > 0 else "below")
        circle = page.locator(f'circle[data-l="{k}"][data-i="{strongest[0]}"]')
        assert first.get_attribute("x1") == circle.get_attribute("cx")
    page.hover('circle[data-l="1"][data-i="5"]')
    rest(page)
    ends = (
        page.locator("#picture g >> nth=1")
        .locator("line")
        .evaluate_all("(lines) => lines.map((line) => line.getAttribute('y1'))")
    )
    assert set(ends) == {page.locator('circle[data-l="1"][data-i="5"]').get_attribute("cy")}


def test_the_keyboard_goes_from_neuron_to_neuron(visit):
    page = visit("video")
    stroke(page)
    page.focus('circle[tabindex="0"]')
    for key, name in [
        ("ArrowDown", "hidden layer 1, neuron 2"),
        ("ArrowRight", "hidden layer 2, neuron 2"),
        ("ArrowRight", "output for 0"),
        ("ArrowRight", "output for 0"),
        ("ArrowUp", "output for 0"),
        ("ArrowDown", "output for 1"),
        ("ArrowLeft", "hidden layer 2, neuron 2"),
    ]:
        page.keyboard.press(key)
        rest(page)
        assert page.inner_text("#neuron-name").lower() == name
    assert page.locator('circle[tabindex="0"]').count() == 1
    page.wait_for_timeout(400)
    told = f"hidden layer 2, neuron 2: activation {page.inner_text('#neuron-activation')}"
    assert page.locator("#live").text_content() == told


@pytest.mark.parametrize("name", MODELS)
def test_brightness_is_the_activation(visit, models, name):
    page = visit(name)
    page.click("#samples button >> nth=0")
    rest(page)
    layers = layers_of(models[name], "test")
    for k, a in enumerate(outputs(models[name], sees(page))[1:]):
        top = 1 if layers[k].activation in ("sigmoid", "softmax") else np.abs(a).max()
        shown = page.locator(f'circle[data-l="{k}"]').evaluate_all(
            "(all) => all.map((x) => x.style.getPropertyValue('--a'))"
        )
        np.testing.assert_allclose([float(x) for x in shown], 100 * np.abs(a[0]) / top, atol=2.5)


def test_red_arrows_are_as_wide_as_those_of_draw(visit):
    page = visit("video")
    sizes = {-3: [1, 0.1, 0.02, 0.001, 5], -6: [1, 1e-6, 2e-4, 1e-7]}
    widths = page.evaluate(
        f"""(sizes) => {{ "use strict"; {sources("layers")} return sizes.map(arrowWidths); }}""",
        [*sizes.values()],
    )
    for (lowest, row), found in zip(sizes.items(), widths, strict=True):
        assert found == pytest.approx([DOT.width(SimpleNamespace(lowest=lowest), x) for x in row])


# --- the address ------------------------------------------------------------------------------


def test_a_drawing_can_be_shared_by_its_address(visit):
    page = visit("video")
    stroke(page)
    page.click("#eraser")
    stroke(page, [(0.2, 0.3), (0.8, 0.3)])
    page.click("#centred")
    page.click('circle[data-l="1"][data-i="4"]')
    page.mouse.move(5, 5)
    fragment = address(page)
    other = visit("video", fragment)
    rest(other)
    assert numbers(other) == numbers(page)
    assert np.array_equal(sees(other, "#paper"), sees(page, "#paper"))
    assert not other.is_checked("#centred")
    assert other.get_attribute("#eraser", "aria-pressed") == "true"
    assert other.inner_text("#neuron-name").lower() == "hidden layer 2, neuron 5"
    assert address(other) == fragment
    other.evaluate("location.hash = ''")
    rest(other)
    assert other.inner_text("#says").startswith("Draw a digit")
    assert other.is_checked("#centred")
    other.click("#samples button >> nth=2")
    again = visit("video", address(other))
    rest(again)
    assert numbers(again) == numbers(other)
    assert again.locator("#truth").is_visible()


@pytest.mark.parametrize(
    "fragment",
    ["#draw=%%%", "#draw=P", "#draw=P12", "#draw=Q1234", "#draw=DFF00", "#draw=Dff00",
     "#neuron=9.99", "#neuron=x", "#more={", "#asked=&centred=&tool=x", "#" + "9" * 3000],
)  # fmt: skip
def test_a_damaged_address_is_an_empty_drawing(visit, fragment):
    page = visit("video", fragment)
    rest(page)
    assert page.inner_text("#says").startswith("Draw a digit")
    stroke(page)
    assert page.inner_text("#says").startswith("It says")


# --- the page ---------------------------------------------------------------------------------


def test_the_page_of_the_videos_network_has_200_kb_at_most(files):
    assert files["video"].stat().st_size <= 200_000


def test_a_frame_takes_less_than_16_ms(visit):
    page = visit("relu")
    page.evaluate("""() => {
      const before = requestAnimationFrame;
      window.times = [];
      window.requestAnimationFrame = (act) => before((now) => {
        const start = performance.now();
        act(now);
        times.push(performance.now() - start);
      });
    }""")
    for _ in range(3):
        stroke(page)
    times = page.evaluate("times")
    assert len(times) > 60
    assert np.median(times) < 16 * BUSY


def test_facts_are_there_without_a_script(visit):
    page = visit("video", java_script_enabled=False)
    words = page.inner_text("main")
    assert "784 → 16 → 16 → 10" in words
    assert "of 1,000 digits that it never saw in training" in words
    assert "3 epochs of 3,000 digits" in words
    assert "learning rate 5 & <constant>" in words
    assert "0.1307: you see ink from 0 to 1; the network gets ink − mean" in words
    assert "computes with JavaScript, which is switched off" in words
    assert not page.locator("button").first.is_visible()  # none that does nothing
    headings = page.locator("h1:visible, h2:visible").all_inner_texts()
    assert headings == ["Draw a digit and watch the network think", "About this network"]


@pytest.mark.parametrize("size", [(360, 740), (768, 1000), (1440, 900)], ids=str)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_and_axe_finds_nothing_to_complain_of(visit, size, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="pip install it")
    page = visit("video", size=size, color_scheme=scheme)
    for act in (rest, stroke, lambda page: page.click("#samples button >> nth=1")):
        act(page)
        found = axe.Axe().run(page, "main > :not(#experiments)").response["violations"]
        assert [(v["id"], v["nodes"][0]["target"]) for v in found] == []
    wide = "document.getElementById('stage').scrollWidth"
    assert page.evaluate(wide) <= page.evaluate("document.getElementById('stage').clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert page.locator("#paper").bounding_box()["width"] >= 270
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(13, 17, 23)"}[scheme]


def test_rows_on_a_phone_and_columns_on_a_screen(visit):
    page = visit("relu", size=(360, 740))
    rest(page)
    heights = [page.locator(f'circle[data-l="{k}"]').first.bounding_box()["y"] for k in range(3)]
    assert heights == sorted(heights)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.wait_for_timeout(200)
    lefts = [page.locator(f'circle[data-l="{k}"]').first.bounding_box()["x"] for k in range(3)]
    assert lefts == sorted(lefts)
    boxes = page.locator("circle").evaluate_all(
        "(all) => all.map((x) => x.getBoundingClientRect()).map((b) => [b.left, b.right, b.top])"
    )
    board = page.locator("#board").bounding_box()
    assert min(b[0] for b in boxes) >= board["x"]
    assert max(b[1] for b in boxes) <= board["x"] + board["width"]


# --- what is refused --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "error", "words"),
    [
        ({"mean": np.nan}, ValueError, "mean=nan cannot be the mean"),
        ({"mean": 33.3}, ValueError, "mean=33.3 cannot be the mean"),
        ({"digits": 3}, TypeError, "digits are a pair"),
        ({"digits": (np.zeros((5, 28, 28)), np.zeros(5, int))}, ValueError, "try images.reshape"),
        ({"digits": (np.zeros((5, 784)), np.zeros(4, int))}, ValueError, "as many labels"),
        ({"digits": (np.zeros((0, 784)), np.zeros(0, int))}, ValueError, "at least one"),
        ({"digits": (np.full((5, 784), 255), np.zeros(5, int))}, ValueError, "images / 255"),
        ({"digits": (np.full((5, 784), np.nan), np.zeros(5, int))}, ValueError, "from 0 to 1"),
        ({"digits": (np.zeros((5, 784)), np.zeros(5))}, ValueError, "try labels.astype"),
        ({"digits": (np.zeros((5, 784)), np.full(5, 10))}, ValueError, "from 0 to 9"),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, str) else None,
)
def test_digits_and_means_that_cannot_be_shown_are_refused(models, settings, error, words):
    with pytest.raises(error, match=re.escape(words)):
        draw_page(models["video"], **settings)


@pytest.mark.parametrize(
    "model",
    [nn.Sequential(nn.Linear(2, 10)), nn.Sequential(nn.Linear(784, 3)), nn.Sigmoid(), 3],
    ids=repr,
)
def test_networks_that_do_not_read_digits_are_refused(model):
    with pytest.raises((TypeError, ValueError), match=r"draw_page: .*784"):
        draw_page(model)


def test_few_digits_are_all_kept(models, mnist):
    images, labels = (array[:30] for array in mnist[2])
    page = draw_page(models["video"], mean=MEAN, digits=(images, labels))
    data = json.loads(re.search(r'id="data"[^>]*>(.*?)</script>', page.html, re.S)[1])
    assert sorted(data["kept"]["labels"]) == sorted(labels.tolist())
    assert data["tested"] == 30
