"""The player in a real browser: what a learner presses, clicks and sees."""

import json
import re
import shutil

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn, optim

playwright = pytest.importorskip("playwright.sync_api", reason="pip install playwright")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on the PATH"),
]
HOSTILE = "</script><script>document.title='harm'</script>\"'`${1}🐍\n<img src=x>"


def network():
    """Two layers; each kind of card, and a last step."""
    rng = np.random.default_rng(0)
    model = nn.Sequential(
        nn.Linear(2, 3, rng=rng), nn.Tanh(), nn.Linear(3, 5, rng=rng), nn.Sigmoid()
    )
    x, y = tg.Tensor(rng.random((3, 2)), name="x"), tg.Tensor(np.eye(5)[:3], name="y")
    loss = nn.MSE()(model(x), y)
    return tg.play(loss, optimizer=optim.SGD(model.parameters(), lr=0.5))


def accumulate(name="x"):
    x = tg.Tensor(3.0, requires_grad=True, name=name)
    return tg.play(x * x + x, optimizer=optim.SGD([x], lr=0.1))


def collapsed():
    rng = np.random.default_rng(0)
    model = nn.Sequential(nn.Linear(20, 8, rng=rng), nn.Tanh(), nn.Linear(8, 1, rng=rng))
    return tg.play(model(tg.Tensor(rng.random((6, 20)))).sum(), modules="collapsed")


PAGES = {"network": network, "accumulate": accumulate, "collapsed": collapsed}


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("player")
    return {name: make().save(folder / f"{name}.html") for name, make in PAGES.items()}


@pytest.fixture(scope="module")
def contexts(browser):
    """A function that gives a browser of certain settings, each once."""
    made = {}

    def of(**settings):
        key = tuple(sorted(settings.items()))
        if key not in made:
            made[key] = browser.new_context(**settings)
        return made[key]

    return of


@pytest.fixture
def visit(contexts, files):
    """A function that opens a page; whatever it fetches or complains of fails the test."""
    pages, noted = [], []

    def visit(file, at="", width=1400, **settings):
        pages.append(contexts(**{"reduced_motion": "reduce", **settings}).new_page())
        page = pages[-1]
        page.set_viewport_size({"width": width, "height": 900})
        address = files.get(file, file).as_uri()
        page.on("request", lambda r: None if r.url.startswith(address) else noted.append(r.url))
        page.on("console", lambda message: noted.append(message.text))
        page.on("pageerror", lambda error: noted.append(str(error)))
        page.goto(address + at)
        return page

    yield visit
    for page in pages:
        page.close()
    assert noted == []


def step(page):
    """The number of the step that the panel tells of, which all that shows it must agree on."""
    now, count = map(int, re.match(r"Step (\d+) of (\d+)", page.inner_text("#what")).groups())
    assert page.locator("#slider").input_value() == str(now)
    assert page.locator("tr.now").get_attribute("data-step") == str(now - 1)
    assert page.locator("#back").is_disabled() == (now == 1)
    assert page.locator("#next").is_disabled() == (now == count)
    return now


def data_of(page):
    return json.loads(page.locator("#data").text_content())


def node(data, name):
    """The id of a node."""
    return next(key for key, node in data["nodes"].items() if node["name"] == name)


SEEN = """() => {
  const texts = (kind) => Object.fromEntries([...document.querySelectorAll("g.node, g.edge")]
    .map((group) => [group.id, [...group.querySelectorAll(kind)]
      .filter((e) => e.checkVisibility({ visibilityProperty: true }))
      .map((e) => e.textContent)]));
  return Object.fromEntries(["text", "text.number", "text.sum", "text.waiting", "text.value",
    "polygon.back", "polygon.ahead"].map((kind) => [kind, texts(kind)]));
}"""


def seen(page):
    """What is to be seen in each card and on each arrow: {kind: {id: texts}}."""
    return page.evaluate(SEEN)


# --- moving -----------------------------------------------------------------------------------


def test_the_keys_move_from_step_to_step(visit):
    page = visit("accumulate")
    seen = []
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "End", "ArrowRight", "Home", "ArrowLeft"):
        page.keyboard.press(key)
        seen.append(step(page))
    assert seen == [2, 3, 2, 4, 4, 1, 1]


def test_the_keys_of_the_browser_stay_its_own(visit):
    page = visit("accumulate")
    page.keyboard.press("Control+ArrowRight")
    assert step(page) == 1


def test_the_buttons_move_from_step_to_step(visit):
    page = visit("accumulate")
    page.click("#next")
    page.click("#next")
    assert step(page) == 3
    page.click("#back")
    assert step(page) == 2


def test_the_slider_goes_to_any_step(visit):
    page = visit("accumulate")
    page.locator("#slider").fill("3")
    assert step(page) == 3
    page.locator("#slider").press("ArrowLeft")
    assert step(page) == 2
    assert "step 2" in page.locator("#slider").get_attribute("aria-valuetext")


def test_an_address_leads_to_a_step(visit):
    page = visit("accumulate", "#step=3")
    assert step(page) == 3
    page.keyboard.press("ArrowRight")
    assert page.url.endswith("#step=4")


def test_play_goes_on_by_itself_until_the_end(visit):
    page = visit("accumulate")
    page.clock.install()
    page.keyboard.press("Space")
    assert page.inner_text("#play") == "Pause"
    seen = []
    for _ in range(4):
        page.clock.run_for(1600)
        seen.append(step(page))
    assert seen == [2, 3, 4, 4]
    assert page.inner_text("#play") == "Play"
    page.click("#play")  # from the end it starts anew
    assert step(page) == 1
    page.click("#play")
    page.clock.run_for(9000)
    assert (step(page), page.inner_text("#play")) == (1, "Play")


def test_moving_by_hand_ends_playing(visit):
    page = visit("accumulate")
    page.clock.install()
    page.click("#play")
    page.keyboard.press("ArrowRight")
    page.clock.run_for(9000)
    assert step(page) == 2


def test_a_click_on_a_card_goes_to_the_step_that_fills_its_gradient(visit):
    page = visit("network")
    data = data_of(page)
    for key, card in data["nodes"].items():
        states = [state["step"] for states in card["slots"] for state in states]
        page.keyboard.press("Home")
        page.locator(f"#{key}").click()
        assert step(page) == (max(states) + 1 if states else 1)


def test_a_card_is_a_button_for_the_keyboard(visit):
    page = visit("accumulate")
    for key, name in (("Enter", "x"), ("Space", "v1")):
        page.keyboard.press("Home")
        card = page.get_by_role("button", name=re.compile(f"^{name}: go to step"))
        card.focus()
        card.press(key)
        assert step(page) == {"x": 3, "v1": 2}[name]


# --- seeing -----------------------------------------------------------------------------------


def test_a_gradient_is_seen_from_its_step_on(visit):
    page = visit("network")
    data = data_of(page)
    for now in range(len(data["steps"])):
        there = seen(page)
        for key, card in data["nodes"].items():
            for states in card["slots"]:
                assert bool(there["text.number"][key]) == (states[0]["step"] <= now)
                assert bool(there["text.waiting"][key]) == (states[0]["step"] > now)
        page.keyboard.press("ArrowRight")


def test_a_sum_grows_in_its_card(visit):
    page = visit("accumulate")
    x = node(data_of(page), "x")
    shown = []
    for _ in range(3):
        there = seen(page)
        shown.append((there["text.number"][x], there["text.sum"][x]))
        page.keyboard.press("ArrowRight")
    assert shown == [([], []), (["1"], ["? + ? + 1"]), (["7"], ["3 + 3 + 1"])]


def test_a_large_sum_shows_what_there_is_so_far(visit, tmp_path):
    x = tg.Tensor(np.ones(6), requires_grad=True, name="x")
    y = tg.sum(x * [np.inf, 1, 2, 3, 4, 5]) + x.sum()
    page = visit(tg.play(y).save(tmp_path / "large.html"))
    key = node(data_of(page), "x")
    shown = set()
    for _ in data_of(page)["steps"]:
        shown.add(tuple(text for text in seen(page)["text.number"][key] if text))
        page.keyboard.press("ArrowRight")
    assert shown == {
        (),
        ("mean 1 · std 0", "min 1 · max 1"),
        ("mean 4 · std 1.41", "min 2 · max 6", "1 are nan or ∞"),
    }


def test_an_arrow_points_forward_until_its_step(visit):
    page = visit("network")
    edges = data_of(page)["edges"]
    for now in range(max(edges.values()) + 1):
        there = seen(page)
        for key, when in edges.items():
            assert len(there["polygon.back"][key]) == (when <= now)
            assert len(there["polygon.ahead"][key]) == (when > now)
        page.keyboard.press("ArrowRight")


def test_frames_show_where_the_step_is(visit):
    page = visit("accumulate", "#step=3")
    data = data_of(page)
    assert page.locator("g.from").get_attribute("id") == node(data, "v1")
    assert page.locator("g.into").get_attribute("id") == node(data, "x")


def test_the_panel_shows_words_and_arrays(visit):
    page = visit("accumulate", "#step=3")
    assert page.inner_text("#formula") == "v1 = x × x"
    assert "added up" in page.inner_text("#blocks")
    kinds = [block.get_attribute("class") for block in page.locator("#blocks .block").all()]
    assert kinds == [f"block {k}" for k in ("g", *("local", "result", "sum") * 2)]
    assert page.locator("#live").get_attribute("aria-live") == "polite"


def test_a_number_tells_its_exact_value(visit):
    page = visit("network", "#step=4")
    data = data_of(page)
    exact = data["arrays"][data["steps"][3]["rows"][1][-1]["array"]]
    assert exact["kind"] == "matrix"
    titles = page.locator("#blocks .result >> nth=0 >> td").evaluate_all("e => e.map(e => e.title)")
    assert [float(title.replace("−", "-")) for title in titles] == exact["exact"]


def test_the_last_step_moves_the_parameters_and_back_again(visit):
    page = visit("accumulate")
    x = node(data_of(page), "x")
    assert seen(page)["text.value"][x] == ["3"]
    page.keyboard.press("End")
    assert seen(page)["text.value"][x] == ["2.3"]
    assert "x ← x − 0.1 · ∂L/∂x" in page.inner_text("#blocks")
    page.keyboard.press("ArrowLeft")
    assert seen(page)["text.value"][x] == ["3"]


def test_the_end_looks_like_the_picture_without_a_script(visit):
    page = visit("network", "#step=5")
    before = seen(page)
    last = len(data_of(page)["steps"]) - 1
    while step(page) < last:
        page.keyboard.press("ArrowRight")
    plain = {"text", "polygon.back"}
    still = seen(visit("network", java_script_enabled=False))
    assert {kind: seen(page)[kind] for kind in plain} == {kind: still[kind] for kind in plain}
    page.keyboard.press("End")
    page.evaluate("location.hash = '#step=5'")
    page.wait_for_function("document.querySelector('#slider').value === '5'")
    assert seen(page) == before


def test_the_gradients_of_a_module_come_one_by_one(visit):
    page = visit("collapsed")
    data = data_of(page)
    assert page.locator("g.node .waiting.there").count() > 0
    page.keyboard.press("End")
    assert page.locator("g.node .waiting.there").count() == 0
    assert page.inner_text("#what").endswith(": linear inside 0: Linear(20 → 8)")
    assert all(key.startswith(("m", "n")) for key in data["nodes"])


# --- everywhere -------------------------------------------------------------------------------

CONTRAST = """() => {
  const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const [r, g, b] = parse(colour).map((c) => c / 255)
      .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const clear = (colour) => colour === "none" || parse(colour)[3] === 0;
  function ground(element) {
    for (let e = element; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (!clear(colour)) return colour;
    }
    throw new Error("no ground");
  }
  const svg = document.querySelector("#graph svg");
  const shapes = [...svg.querySelectorAll("polygon, path, text")];
  const seen = (element) => element.checkVisibility({ visibilityProperty: true });
  const found = [];
  function note(element, ink, under) {
    let opacity = 1;
    for (let e = element; e; e = e.parentElement) opacity *= getComputedStyle(e).opacity;
    const [a, b] = [light(ink) + 0.05, light(under) + 0.05];
    const ratio = opacity < 1 ? 0 : Math.max(a / b, b / a);
    found.push([ratio, element.textContent.trim().slice(0, 40)]);
  }
  shapes.forEach((text, k) => {
    if (text.tagName !== "text" || !seen(text) || !text.textContent.trim()) return;
    const box = text.getBBox();
    const middle = new DOMPoint(box.x + box.width / 2, box.y + box.height / 2);
    const below = shapes.slice(0, k).filter((shape) => shape.tagName !== "text" && seen(shape)
      && !clear(getComputedStyle(shape).fill) && shape.isPointInFill(middle));
    const under = below.length ? getComputedStyle(below[below.length - 1]).fill : ground(svg);
    note(text, getComputedStyle(text).fill, under);
  });
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (own && !element.closest("svg, script") && seen(element)) {
      note(element, getComputedStyle(element).color, ground(element));
    }
  }
  return found;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_all_text_has_a_contrast_of_at_least_4_and_a_half_to_1(visit, name, scheme):
    page = visit(name, color_scheme=scheme)
    page.click("summary")
    for _ in range(len(data_of(page)["steps"])):
        measured = page.evaluate(CONTRAST)
        assert len(measured) > 30
        assert [(ratio, text) for ratio, text in measured if ratio < 4.5] == []
        page.keyboard.press("ArrowRight")


def test_the_page_is_dark_where_the_reader_wants_it_dark(visit):
    grounds = [
        visit("accumulate", color_scheme=scheme).evaluate(
            "getComputedStyle(document.body).backgroundColor"
        )
        for scheme in ("light", "dark")
    ]
    assert grounds == ["rgb(255, 255, 255)", "rgb(13, 17, 23)"]


@pytest.mark.parametrize("name", PAGES)
def test_on_a_narrow_screen_nothing_sticks_out(visit, name):
    page = visit(name, width=500)
    page.click("summary")
    for _ in range(len(data_of(page)["steps"])):
        assert page.evaluate("document.documentElement.scrollWidth") <= 500
        page.keyboard.press("ArrowRight")


def test_on_a_narrow_screen_the_step_is_seen_below_the_panel(visit):
    page = visit("network", width=500)
    for _ in range(len(data_of(page)["steps"]) - 1):
        panel = page.locator("#panel").bounding_box()
        for card in page.locator("g.from .frame, g.into .frame").all()[:1]:
            box = card.bounding_box()
            assert box["y"] >= panel["y"] + panel["height"] - 2
            assert box["y"] < 900
        page.keyboard.press("ArrowRight")


def test_without_a_script_picture_and_table_are_there(visit):
    page = visit("accumulate", java_script_enabled=False)
    assert page.locator("#graph svg").is_visible()
    assert page.locator("tbody tr[data-step]").count() == 4
    assert page.locator("tbody tr[data-step]").last.is_visible()
    assert page.locator(".back").count() == 4
    assert all(arrow.is_visible() for arrow in page.locator(".back").all())
    for control in ("#panel", "#controls", "#keys"):
        assert not page.locator(control).is_visible()


@pytest.mark.parametrize(("wish", "moving"), [("reduce", False), ("no-preference", True)])
def test_arrows_flow_where_motion_is_welcome(visit, wish, moving):
    page = visit("accumulate", "#step=2", reduced_motion=wish)
    name = page.evaluate(
        "getComputedStyle(document.querySelector('g.edge.now path')).animationName"
    )
    assert name == ("flow" if moving else "none")


def test_a_hostile_name_does_no_harm(visit, tmp_path):
    page = visit(accumulate(HOSTILE).save(tmp_path / "hostile.html"), "#step=3")
    assert page.title().startswith("Backward pass of ")
    assert page.locator("script").count() == 2
    assert page.locator("img").count() == 0
    assert HOSTILE.replace("\n", "�")[:30] in page.inner_text("#says")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1400


def test_the_page_plays_in_the_frame_of_a_notebook(visit, tmp_path):
    file = tmp_path / "notebook.html"
    file.write_text(accumulate()._repr_mimebundle_()["text/html"], "utf-8")
    frame = visit(file).frame_locator("iframe")
    frame.locator("#next").click()
    assert frame.locator("#what").inner_text() == "Step 2 of 4: add"
