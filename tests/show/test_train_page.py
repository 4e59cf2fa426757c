"""The training page in a real browser: its numbers are Python's, its controls do what they say."""

import json
import re
import time

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn, optim
from tinygrad_edu.show.digits.recording import Recording
from tinygrad_edu.show.digits.sheet import beside
from tinygrad_edu.show.digits.train_page import percent, train_page

browsed = pytest.mark.browser
RANDOM = re.search(r"function random\b[\s\S]*?\n}\n", beside("network.js"))[0]


@pytest.fixture(scope="module")
def mnist():
    return tg.datasets.mnist(dtype=np.float32)


def stack(sizes, activation, rng):
    """Linear layers, each with an activation after it."""
    layers = []
    for n_in, n_out in zip(sizes, sizes[1:], strict=False):
        layers += [nn.Linear(n_in, n_out, dtype=np.float32, rng=rng), activation()]
    return nn.Sequential(*layers)


def film_of(model, digits, others, cost_of, rate, steps=30):
    """A recorded training of a few steps."""
    images, labels = digits
    mean = images.mean()
    optimizer = optim.SGD(model.parameters(), lr=rate)
    others = others[0] - mean, others[1]
    about = {"epochs": 2, "images": len(images), "settings": "rate & <batch>\n32 digits"}
    recording = Recording(model, steps=steps, digits=others, **about)
    for k in range(steps):
        rows = np.arange(32 * k, 32 * k + 32) % len(images)
        cost = cost_of(model(images[rows] - mean), labels[rows])
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
        recording.step(cost.item())
    return recording


def squared(outputs, labels):
    targets = tg.datasets.one_hot(labels, 10, np.float32)
    return tg.squared_error(outputs, targets, scale=1 / len(labels))


@pytest.fixture(scope="module")
def films(mnist):
    (images, labels), _ = mnist
    digits, others = (images[:640], labels[:640]), (images[-500:], labels[-500:])
    rng = np.random.default_rng(0)
    sigmoids = stack([784, 16, 16, 10], nn.Sigmoid, rng)
    scores = nn.Sequential(
        nn.Linear(784, 20, rng=rng), nn.Tanh(), nn.Linear(20, 12, rng=rng), nn.ReLU(),
        nn.Linear(12, 10, rng=rng),
    )  # fmt: skip
    return {
        "film": film_of(sigmoids, digits, others, squared, 5.0),
        "scores": film_of(scores, digits, others, nn.CrossEntropy(), 0.2),
    }


@pytest.fixture(scope="module")
def files(tmp_path_factory, films, mnist):
    folder = tmp_path_factory.mktemp("train")
    (images, labels), _ = mnist
    pages = {name: train_page(film) for name, film in films.items()}
    pages["live"] = train_page()
    pages["few"] = train_page(digits=(images[:12], labels[:12]), seed=3)
    return {name: page.save(folder / f"{name}.html") for name, page in pages.items()}


def data_of(page):
    return json.loads(page.locator("#data").text_content())


def until(page, condition, seconds=60):
    """Wait; the page's policy forbids what Playwright would evaluate in it to wait."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, summary(page)
        page.wait_for_timeout(20)


def ready(page):
    until(page, lambda: summary(page))
    return page


def summary(page):
    return page.inner_text("#summary")


def step(page):
    """The number of the step that is shown."""
    found = re.match(r"Step ([\d,]+),", summary(page))
    return int(found[1].replace(",", "")) if found else 0


def reads(page):
    """How many percent of the test digits it reads."""
    return float(re.search(r"reads ([\d.]+) %", summary(page))[1])


def shows_step(page, number):
    until(page, lambda: step(page) == number)


def beyond(page, number):
    """Wait until more steps are taken."""
    until(page, lambda: step(page) > number)


# --- the numbers ------------------------------------------------------------------------------

TRAIN = """async ([random, layers, batches, rate]) => {
  const { digits, mean } = JSON.parse(document.getElementById("data").textContent);
  const unzipped = async (text) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  };
  const source = random + document.getElementById("worker").textContent;
  const worker = new Worker(URL.createObjectURL(new Blob([source])));
  const [train, test] = [await unzipped(digits.train), await unzipped(digits.test)];
  worker.postMessage({ kind: "digits", ...digits, train, test, mean });
  worker.postMessage({ kind: "set", rate, batch: 32, speed: 100 });
  const typed = layers.map((layer) => ({ ...layer,
    weight: Float32Array.from(layer.weight), bias: Float32Array.from(layer.bias) }));
  worker.postMessage({ kind: "start", layers: typed, seed: 0, run: 1 });
  for (const rows of batches) worker.postMessage({ kind: "step", rows });
  return new Promise((done) => {
    const costs = [];
    worker.onmessage = ({ data }) => {
      if (data.rows) costs.push(data.points.at(-1)[1]);
      if (costs.length < batches.length) return;
      worker.terminate();
      const plain = ({ weight, bias }) => ({ weight: [...weight], bias: [...bias] });
      done({ costs, accuracy: data.points.at(-1)[2], layers: data.layers.map(plain) });
    };
  });
}"""


@browsed
@pytest.mark.parametrize("hidden", [(16, 16), (), (8,), (64, 20)])
def test_twenty_steps_are_those_of_python(visit, mnist, hidden):
    page = ready(visit("live"))
    (images, labels), (test_images, test_labels) = mnist
    mean = np.float32(data_of(page)["mean"])
    model = stack([784, *hidden, 10], nn.Sigmoid, np.random.default_rng(1))
    linears = model[::2]
    first = [
        {"n": x.in_features, "m": x.out_features, "weight": x.weight.data.ravel().tolist(),
         "bias": x.bias.data.tolist()} for x in linears
    ]  # fmt: skip
    batches = [(np.arange(32) * 7 + 131 * k) % 5000 for k in range(20)]
    found = page.evaluate(TRAIN, [RANDOM, first, [rows.tolist() for rows in batches], 5.0])
    optimizer = optim.SGD(model.parameters(), lr=5.0)
    for rows, cost_there in zip(batches, found["costs"], strict=True):
        cost = squared(model(images[rows] - mean), labels[rows])
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
        assert cost_there == pytest.approx(cost.item(), abs=1e-5)
    for here, there in zip(linears, found["layers"], strict=True):
        np.testing.assert_allclose(there["weight"], here.weight.data.ravel(), rtol=0, atol=1e-5)
        np.testing.assert_allclose(there["bias"], here.bias.data, rtol=0, atol=1e-5)
    right = model(test_images[::10] - mean).data.argmax(1) == test_labels[::10]
    assert found["accuracy"] == pytest.approx(right.mean(), abs=0.002)


def layers_in_frame(film, frame):
    """Weights and biases of a frame, as bytes times their scales."""
    import base64
    import gzip

    numbers = np.frombuffer(gzip.decompress(base64.b64decode(film["weights"])), np.int8)
    numbers = numbers.reshape(len(film["frames"]), -1)[frame]
    scales, at = iter(film["frames"][frame]["scales"]), 0
    for layer in film["layers"]:
        size = layer["n"] * layer["m"]
        weight = numbers[at : at + size].reshape(layer["m"], layer["n"]) * next(scales)
        bias = numbers[at + size : at + size + layer["m"]] * next(scales)
        at += size + layer["m"]
        yield tg.Tensor(weight, requires_grad=True), tg.Tensor(bias), layer["activation"]


@browsed
@pytest.mark.parametrize("name", ["film", "scores"])
def test_a_frame_of_the_recorded_training_is_computed_as_in_python(visit, name, mnist):
    page = ready(visit(name, "#frame=12"))
    film = data_of(page)["recording"]
    _, (images, labels) = mnist
    rules = {"sigmoid": tg.sigmoid, "tanh": tg.tanh, "relu": tg.relu, "softmax": tg.softmax}
    count = int(page.inner_text("#looked-at"))
    assert count >= 80
    a, weights, shares = images[::10][:count] - data_of(page)["mean"], [], []
    labels = labels[::10][:count]
    for weight, bias, activation in layers_in_frame(film, 11):
        a = rules[activation](a @ weight.T + bias)
        weights.append(weight)
        low = -1 if activation == "tanh" else 0
        high = a.data.max() if activation == "relu" else 1
        bins = np.histogram(a.data, 20, (low, high))[0] / a.data.size
        shares.append(bins[0] + bins[-1] * (activation != "relu"))
    targets = tg.datasets.one_hot(labels, 10, np.float64)
    error = {
        "film": lambda: ((a - targets) ** 2).sum() / count,
        "scores": lambda: -(targets * tg.log(a)).sum() / count,
    }[name]
    error().backward()
    lengths = [float(np.linalg.norm(weight.grad)) for weight in weights]
    told = [float(number) for number in page.locator("#lengths b").all_inner_texts()]
    assert told == pytest.approx(lengths, rel=6e-3)
    titles = page.locator("#bins h3").all_inner_texts()
    told = [float(re.search(r": ([\d.]+) %", title)[1]) for title in titles]
    assert told == pytest.approx([100 * share for share in shares], abs=0.15)


@browsed
def test_the_film_shows_the_numbers_of_its_frames(visit):
    page = ready(visit("film", "#frame=9"))
    frames = data_of(page)["recording"]["frames"]
    words = "Step {:,}, epoch {:.0f}: cost {:.3g}, it reads {:.4g} % of digits it never saw."
    for k in (9, 10):
        frame = frames[k - 1]
        shows_step(page, frames[k - 1]["step"])
        epoch, share = np.ceil(frame["epoch"]), round(100 * frame["accuracy"], 1)
        assert summary(page) == words.format(frame["step"], epoch, frame["cost"], share)
        page.focus("#frame")
        page.keyboard.press("ArrowRight")
    assert "frame=11" in page.url


# --- what it says -----------------------------------------------------------------------------


@browsed
def test_it_learns_to_read_four_digits_of_five_in_a_thousand_steps(visit):
    page = ready(visit("live"))
    assert reads(page) < 30
    page.click("#run")  # a hundred steps a second: at full speed, hundreds pass between two looks
    until(page, lambda: reads(page) > 80)
    assert step(page) <= 1000
    best = float(page.inner_text("#best").rstrip(" %"))
    assert 80 <= best <= 95
    assert "it takes 55,000" in page.inner_text("#curves")


@browsed
def test_with_a_recording_it_says_what_more_digits_came_to(visit, films):
    page = ready(visit("film"))
    last = films["film"].as_data()["frames"][-1]["accuracy"]
    assert f"on 640 digits, came to {percent(last)}." in page.inner_text("#curves")
    page.click("#recorded")
    assert "rate & <batch>; 32 digits" in page.inner_text("main")


@browsed
def test_a_share_is_the_same_number_in_the_text_as_in_the_picture(browser):
    shares = [k / 2_000 for k in range(2_001)]
    script = re.search(r"(?m)^const percent = (.*);$", beside("train_pictures.js"))[1]
    page = browser.new_page()
    assert page.evaluate(f"(shares) => shares.map({script})", shares) == [*map(percent, shares)]
    page.close()


# --- the controls -----------------------------------------------------------------------------


@browsed
def test_a_click_runs_and_pauses(visit):
    page = ready(visit("live"))
    page.click("#run")
    beyond(page, 10)
    assert page.inner_text("#run") == "Pause"
    page.click("#run")
    page.wait_for_timeout(700)
    now = step(page)
    page.wait_for_timeout(300)
    assert step(page) == now
    assert page.inner_text("#run") == "Run"
    assert page.inner_text("#said") == "Paused."


@browsed
def test_the_keys_run_pause_and_take_one_step(visit):
    page = ready(visit("live"))
    page.keyboard.press("ArrowRight")
    shows_step(page, 1)
    page.keyboard.press("ArrowRight")
    shows_step(page, 2)
    page.keyboard.press("Space")
    beyond(page, 5)
    page.keyboard.press("Space")
    assert page.inner_text("#run") == "Run"
    page.focus("#rate")
    now = step(page)
    page.keyboard.press("ArrowRight")  # the slider's own key
    page.wait_for_timeout(300)
    assert step(page) >= now
    assert page.locator("#nudged").is_hidden()


@browsed
def test_one_step_shows_its_gradients(visit):
    page = ready(visit("live"))
    assert page.locator("#nudged").is_hidden()
    page.click("#one")
    shows_step(page, 1)
    assert page.locator("#nudged").is_visible()
    rows = page.locator("#moved tr")
    assert rows.count() == 3
    for row in rows.all():
        length, moved = (float(cell) for cell in row.locator("td").all_inner_texts())
        assert moved == pytest.approx(5 * length, rel=0.01)
        assert length > 0
    assert page.locator("#network .arrow").count() == 16 + 40 + 40
    assert page.locator("#digits canvas").count() == 32
    assert page.locator("#changes canvas").count() == 16
    page.click("#run")
    beyond(page, 1)
    assert page.locator("#nudged").is_hidden()


@browsed
def test_a_touch_takes_a_step(visit):
    page = ready(visit("live", size=(360, 740), has_touch=True))
    page.tap("#one")
    shows_step(page, 1)


@browsed
def test_the_rate_changes_while_it_runs(visit):
    page = ready(visit("live"))
    page.click("#run")
    beyond(page, 5)
    page.focus("#rate")
    page.keyboard.press("Home")
    assert page.inner_text("#rate-now") == "0.01"
    assert page.get_attribute("#rate", "aria-valuetext") == "0.01"
    now = step(page)
    beyond(page, now)
    assert page.inner_text("#run") == "Pause"
    assert "#rate=0.01&" in page.url
    page.click("#run")
    page.wait_for_timeout(600)
    page.click("#one")
    until(page, lambda: page.locator("#nudged").is_visible())
    length, moved = (
        float(x) for x in page.locator("#moved tr").first.locator("td").all_inner_texts()
    )
    assert moved == pytest.approx(0.01 * length, rel=0.02)


@browsed
def test_other_sizes_start_again_while_it_runs(visit):
    page = ready(visit("live"))
    page.click("#run")
    beyond(page, 30)
    page.select_option("#depth", "1")
    page.fill("#size-1", "7")
    page.keyboard.press("Tab")
    assert page.inner_text("#said") == "A new network: 784, 7, 10."
    until(page, lambda: page.locator("#weights canvas").count() == 7)
    assert page.locator("#size-2").is_hidden()
    beyond(page, 1)
    assert page.locator("#bins h3").count() == 2
    page.select_option("#depth", "0")
    until(page, lambda: page.locator("#weights canvas").count() == 10)
    assert page.locator("#size-1").is_hidden()
    beyond(page, 1)
    assert len(page.workers) == 1


@browsed
def test_a_size_beyond_the_limits_is_set_to_the_nearest(visit):
    page = ready(visit("live"))
    page.fill("#size-1", "1000")
    page.fill("#size-2", "-3")
    page.keyboard.press("Tab")
    assert (page.input_value("#size-1"), page.input_value("#size-2")) == ("64", "2")
    until(page, lambda: "784, 64, 2, 10" in page.inner_text("#said"))


PIXELS = """[...document.querySelectorAll("#weights canvas")].map((canvas) => canvas.toDataURL())"""


@browsed
def test_weights_that_all_start_at_zero_stay_alike(visit):
    page = ready(visit("live", "#first=zeros"))
    for k in (1, 2, 3):
        page.click("#one")
        shows_step(page, k)
    assert len(set(page.evaluate(PIXELS))) == 1
    page.select_option("#first", "default")
    shows_step(page, 0)
    assert len(set(page.evaluate(PIXELS))) == 16


@browsed
@pytest.mark.parametrize(("first", "bound"), [("default", 1), ("small", 0.01), ("large", 30)])
def test_the_first_weights_are_uniform_as_those_of_linear(visit, first, bound):
    page = ready(visit("live", f"#first={first}"))
    full = float(page.inner_text("#weights-scale").lstrip("±"))  # three times the deviation
    assert full == pytest.approx(3 * bound / 28 / np.sqrt(3), rel=0.02)


@browsed
def test_large_first_weights_saturate_the_neurons(visit):
    shares = []
    for first in ("default", "large"):
        page = ready(visit("live", f"#first={first}"))
        title = page.inner_text("#bins h3 >> nth=0")
        shares.append(float(re.search(r": ([\d.]+) %", title)[1]))
    assert shares[0] < 5 < 40 < shares[1]


@browsed
def test_the_same_seed_trains_the_same_network(visit):
    told = {}
    for seed in (4, 4, 5):
        page = ready(visit("live", f"#seed={seed}"))
        for k in (1, 2, 3):
            page.keyboard.press("ArrowRight")
            shows_step(page, k)
        told.setdefault(seed, []).append(summary(page))
    assert told[4][0] == told[4][1] != told[5][0]


@browsed
def test_starting_again_keeps_the_curve_before_and_one_worker(visit):
    page = ready(visit("live"))
    assert page.locator("#cost .before").count() == 0
    page.click("#run")
    beyond(page, 50)
    for _ in range(3):
        page.click("#again")
    until(page, lambda: page.locator("#cost .before").count())
    beyond(page, 1)
    assert len(page.workers) == 1
    page.goto("about:blank#")
    assert len(page.workers) == 0


def settings(page):
    names = ("batch", "depth", "size-1", "size-2", "first", "seed")
    return [page.input_value(f"#{name}") for name in names]


@browsed
def test_the_address_holds_the_settings(visit):
    words = "#rate=0.5&batch=8&depth=1&size-1=20&size-2=16&first=small&seed=7"
    page = ready(visit("live", words))
    assert page.inner_text("#rate-now") == "0.5"
    assert settings(page) == ["8", "1", "20", "16", "small", "7"]
    assert page.url.endswith(words)
    page.evaluate("location.hash = 'rate=2&first=zeros'")
    until(page, lambda: page.inner_text("#rate-now") == "2")
    assert page.input_value("#first") == "zeros"
    assert page.input_value("#seed") == "7"


@browsed
def test_an_address_that_makes_no_sense_changes_nothing(visit):
    page = ready(visit("live", "#batch=33&depth=9&first=magic&seed=x&size-1=&rate=fast&frame=3"))
    assert settings(page) == ["32", "2", "16", "16", "default", "0"]
    assert page.inner_text("#rate-now") == "5"


@browsed
def test_few_digits_of_ones_own_are_learned_by_heart(visit):
    page = ready(visit("few"))
    assert page.input_value("#seed") == "3"
    page.select_option("#speed", "1000000")
    page.click("#run")
    until(page, lambda: float(re.search(r"cost ([\d.]+)", summary(page) + "cost 9")[1]) < 0.05)
    assert "it takes" not in page.inner_text("#curves")


@browsed
def test_it_pauses_while_nobody_can_see_it(visit):
    page = ready(visit("live"))
    page.click("#run")
    beyond(page, 5)
    seen = """hidden => {
      Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }"""
    page.evaluate(seen, True)
    page.wait_for_timeout(1000)
    now = step(page)
    page.wait_for_timeout(500)
    assert step(page) == now
    page.evaluate(seen, False)
    beyond(page, now)


# --- the recorded training --------------------------------------------------------------------


@browsed
def test_the_recorded_training_plays_to_its_end(visit):
    page = ready(visit("film"))
    assert page.locator("#controls").is_visible()
    page.click("#recorded")
    assert page.locator("#controls").is_hidden()
    assert page.get_attribute("#recorded", "aria-pressed") == "true"
    shows_step(page, 0)
    page.focus("#frame")
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.click("#play")
    assert page.inner_text("#play") == "Pause"
    shows_step(page, 30)
    until(page, lambda: page.inner_text("#play") == "Play")
    page.click("#live")
    shows_step(page, 0)
    assert page.locator("#controls").is_visible()
    assert "frame" not in page.url


@browsed
def test_an_address_pasted_into_the_open_page_shows_its_frame(visit):
    page = ready(visit("film"))
    page.evaluate("location.hash = 'frame=3'")
    until(page, lambda: page.input_value("#frame") == "3")
    assert page.get_attribute("#recorded", "aria-pressed") == "true"


def test_a_recording_that_knows_no_number_of_digits_sets_no_goal(films):
    film = Recording.from_data({**films["film"].as_data(), "images": 0})
    page = train_page(film).html
    assert ">Recorded<" in page
    assert " digits, came to" not in page


@browsed
def test_the_arrow_key_takes_a_step_also_after_a_click(visit):
    page = ready(visit("live"))
    page.click("#one")
    shows_step(page, 1)
    page.keyboard.press("ArrowRight")
    shows_step(page, 2)


@browsed
def test_without_a_recording_there_is_no_switch(visit):
    assert ready(visit("live")).locator("#sources").is_hidden()


# --- for everybody ----------------------------------------------------------------------------


@browsed
def test_it_starts_by_itself_but_where_motion_is_to_be_reduced(visit):
    page = ready(visit("live"))
    page.wait_for_timeout(300)
    assert step(page) == 0
    beyond(ready(visit("live", reduced_motion="no-preference")), 3)


@browsed
@pytest.mark.parametrize("size", [(360, 740), (768, 1000), (1440, 900)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_too_wide(visit, size, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="pip install it")
    page = ready(visit("film", size=size, color_scheme=scheme))

    def check():
        found = axe.Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["target"]) for v in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]

    page.click("#one")
    shows_step(page, 1)
    if page.get_attribute("#settings", "open") is None:
        page.click("#settings summary")
    check()
    page.click("#recorded")
    check()


@browsed
def test_without_a_script_it_says_what_is_missing(visit):
    page = visit("live", java_script_enabled=False)
    assert "make mnist" in page.inner_text("noscript")
    assert page.locator("#all").is_hidden()


@browsed
def test_every_control_has_a_name_and_every_picture_words(visit):
    page = ready(visit("live"))
    page.click("#one")
    shows_step(page, 1)
    for picture in page.locator("[role=img]").all():
        assert picture.get_attribute("aria-label")


# --- in Python --------------------------------------------------------------------------------


def test_the_page_is_small(files):
    live = files["live"].stat().st_size
    assert live <= 1_500_000
    assert files["film"].stat().st_size - live <= 750_000


@pytest.mark.parametrize(
    ("digits", "error", "words"),
    [
        (3, TypeError, "a pair"),
        ((np.zeros((20, 28, 28)), np.zeros(20, int)), ValueError, "reshape"),
        ((np.zeros((5, 784)), np.zeros(5, int)), ValueError, "too few"),
        ((np.full((20, 784), 255.0), np.zeros(20, int)), ValueError, "images / 255"),
        ((np.full((20, 784), np.nan), np.zeros(20, int)), ValueError, "0 to 1"),
        ((np.zeros((20, 784)), np.full(20, 10)), ValueError, "0 to 9"),
        ((np.zeros((20, 784)), np.zeros(20)), ValueError, "0 to 9"),
    ],
)
def test_digits_that_cannot_be_learned_from_are_refused(digits, error, words):
    with pytest.raises(error, match=words):
        train_page(digits=digits)


def test_what_is_no_recording_is_refused():
    with pytest.raises(TypeError, match=r"dict is no recording.*Recording"):
        train_page({"frames": []})


@pytest.mark.parametrize("seed", [-1, 10_000, 0.5])
def test_a_seed_is_a_number_that_the_page_has_room_for(seed, mnist):
    (images, labels), _ = mnist
    with pytest.raises(ValueError, match=r"seed.*0 to 9,999"):
        train_page(digits=(images[:12], labels[:12]), seed=seed)


def test_own_digits_are_parted_and_their_mean_is_of_those_learned_from(mnist):
    (images, labels), _ = mnist
    html = train_page(digits=(images[:60], labels[:60])).html
    data = json.loads(re.search(r'type="application/json">(.*?)</script>', html)[1])
    assert data["digits"]["trainLabels"] == labels[:50].tolist()
    assert data["digits"]["testLabels"] == labels[50:60].tolist()
    assert data["mean"] == pytest.approx(float(images[:50].mean()), rel=1e-6)
