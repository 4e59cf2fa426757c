"""The player in a real browser: what a learner presses, clicks and sees."""

import json
import re

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn, optim

pytestmark = pytest.mark.browser
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


def xor():
    """The page of examples/36_player.py."""
    rng = np.random.default_rng(0)
    model = nn.Sequential(
        nn.Linear(2, 3, rng=rng), nn.Tanh(), nn.Linear(3, 1, rng=rng), nn.Sigmoid()
    )
    x = tg.Tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], name="x")
    y = tg.Tensor([[0.0], [1.0], [1.0], [0.0]], name="y")
    return tg.play(nn.MSE()(model(x), y), optimizer=optim.SGD(model.parameters(), lr=2))


def recurrent():
    """A network that runs through a sequence of five: an arrow passes many cards."""
    rng = np.random.default_rng(0)
    look, recall = nn.Linear(2, 3, rng=rng), nn.Linear(3, 3, bias=False, rng=rng)
    h = tg.Tensor(np.zeros((2, 3)))
    for x in rng.normal(size=(5, 2, 2)):
        h = tg.tanh(look(tg.Tensor(x)) + recall(h))
    return tg.play((h * h).sum())


def product():
    """A product of two matrices."""
    x = tg.Tensor([[1.0, 2.0], [3.0, 4.0]], name="x")
    w = tg.Tensor([[0.5, 0.25, 2.0], [1.0, -1.0, 0.0]], requires_grad=True, name="w")
    return tg.play((x @ w).sum())


def maps():
    """Heat maps, histograms and numbers that are not finite; x gets two contributions."""
    x = tg.Tensor(np.linspace(-1, 1, 30).reshape(6, 5), requires_grad=True, name="x")
    many = tg.Tensor(np.linspace(-1, 1, 300), requires_grad=True, name="many")
    zero = tg.Tensor([0.0, 1.0], requires_grad=True, name="zero")
    with np.errstate(all="ignore"):
        return tg.play((x * x).sum() + tg.tanh(x).sum() + (many * many).sum() + tg.log(zero).sum())


PAGES = {"network": network, "accumulate": accumulate, "collapsed": collapsed, "maps": maps}
OTHERS = {"xor": xor, "recurrent": recurrent, "product": product}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("player")
    return {name: make().save(folder / f"{name}.html") for name, make in (PAGES | OTHERS).items()}


def step(page):
    """The number of the step that the panel tells of, which all that shows it must agree on."""
    now = int(page.locator("#slider").input_value())
    count = int(page.locator("#slider").get_attribute("max"))
    assert page.inner_text("#what").startswith(data_of(page)["steps"][now - 1]["place"] + ": ")
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
    "polygon.back", "polygon.ahead", "image"].map((kind) => [kind, texts(kind)]));
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
    assert seen == [2, 3, 2, 6, 6, 1, 1]


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
    assert page.locator("#slider").get_attribute("aria-valuetext") == "Forward 2 of 2: add"


def test_an_address_leads_to_a_step(visit):
    page = visit("accumulate", "#step=3")
    assert step(page) == 3
    page.keyboard.press("ArrowRight")
    assert page.url.endswith("#step=4")


def test_play_goes_on_by_itself_until_the_end(visit):
    page = visit("accumulate")
    page.clock.install(time=0)
    page.clock.pause_at(1000)  # time passes as the test says
    page.keyboard.press("Space")
    assert page.inner_text("#play") == "Pause"
    seen = []
    while page.inner_text("#play") == "Pause":
        page.clock.run_for(500)
        seen.append(step(page))
    assert sorted(set(seen)) == [1, 2, 3, 4, 5, 6]
    assert page.inner_text("#play") == "Play"
    page.click("#play")  # from the end it starts anew
    assert step(page) == 1
    page.click("#play")
    page.clock.run_for(60_000)
    assert (step(page), page.inner_text("#play")) == (1, "Play")


def test_moving_by_hand_ends_playing(visit):
    page = visit("accumulate")
    page.clock.install(time=0)
    page.clock.pause_at(1000)  # time passes as the test says
    page.click("#play")
    page.keyboard.press("ArrowRight")
    page.clock.run_for(60_000)
    assert step(page) == 2


def times(page):
    """How long each step is shown, in seconds, for each speed."""
    page.clock.install(time=0)
    page.clock.pause_at(1000)
    found = {}
    for speed in ("slow", "normal", "fast"):
        page.keyboard.press("Home")
        page.select_option("#speed", label=speed)
        page.click("#play")
        found[speed] = [0.0] * (len(data_of(page)["steps"]) - 1)
        while page.inner_text("#play") == "Pause":
            found[speed][step(page) - 1] += 0.1
            page.clock.run_for(100)
    return found


def test_a_step_is_shown_as_long_as_it_takes_to_read(visit):
    page = visit("accumulate")
    steps = data_of(page)["steps"]
    shown = times(page)
    for slow, normal, fast in zip(*shown.values(), strict=True):
        assert 1.5 < slow / normal < 2.5
        assert 2 < normal / fast < 3
    long = [len(json.dumps(step["says"])) + 50 * sum(map(len, step["rows"])) for step in steps[:-1]]
    assert np.argmax(shown["normal"]) == np.argmax(long)
    assert min(shown["normal"]) > 1.5


def test_a_click_on_a_card_goes_to_the_step_that_fills_its_gradient(visit):
    page = visit("network")
    data = data_of(page)
    for key, card in data["nodes"].items():
        states = [state["step"] for states in card["slots"] for state in states]
        page.keyboard.press("Home")
        page.locator(f"#{key}").click(position={"x": 9, "y": 9})  # its numbers can be changed
        assert step(page) == (max(states) + 1 if states else 1)


def test_a_card_is_a_button_for_the_keyboard(visit):
    page = visit("accumulate")
    for key, name in (("Enter", "x"), ("Space", "v₁")):
        page.keyboard.press("Home")
        card = page.get_by_role("button", name=re.compile(f"^{name}: go to step"))
        card.focus()
        card.press(key)
        assert step(page) == {"x": 5, "v₁": 4}[name]


# --- seeing -----------------------------------------------------------------------------------


def test_a_gradient_is_seen_from_its_step_on(visit):
    page = visit("network")
    data = data_of(page)
    for now in range(len(data["steps"])):
        there = seen(page)
        back = data["steps"][now]["part"] != "forward"
        for key, card in data["nodes"].items():
            made = card["value"][0]["step"] <= now
            assert bool(there["text.value"][key]) == made
            for states in card["slots"]:
                filled = states[0]["step"] <= now
                assert bool(there["text.number"][key]) == filled
                assert bool(there["text.waiting"][key]) == (not made or (back and not filled))
        page.keyboard.press("ArrowRight")


def test_a_sum_grows_in_its_card(visit):
    page = visit("accumulate")
    x = node(data_of(page), "x")
    shown = []
    for _ in range(5):
        there = seen(page)
        shown.append((there["text.number"][x], there["text.sum"][x]))
        page.keyboard.press("ArrowRight")
    assert shown == [([], [])] * 3 + [(["1"], ["? + ? + 1"]), (["7"], ["3 + 3 + 1"])]


def test_a_large_sum_shows_what_there_is_so_far(visit, tmp_path):
    x = tg.Tensor(np.ones((6, 1, 1)), requires_grad=True, name="x")
    y = tg.sum(x * np.reshape([np.inf, 1, 2, 3, 4, 5], (6, 1, 1))) + x.sum()
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


def test_a_map_is_there_once_its_gradient_is_whole(visit):
    page = visit("maps")
    data = data_of(page)
    x = node(data, "x")
    (states,) = data["nodes"][x]["slots"]
    begun, whole = (state["step"] for state in states)
    assert begun < whole
    for step in range(len(data["steps"])):
        there = seen(page)
        assert len(there["image"][x]) == 1 + (step >= whole)
        zero = node(data, "zero")
        (arrived,) = data["nodes"][zero]["slots"][0]
        assert ("∞ arises here" in there["text"][zero]) is (step >= arrived["step"])
        page.keyboard.press("ArrowRight")


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
    page = visit("accumulate", "#step=5")
    data = data_of(page)
    assert page.locator("g.from").get_attribute("id") == node(data, "v₁")
    assert page.locator("g.into").get_attribute("id") == node(data, "x")


def test_the_panel_shows_words_and_arrays(visit):
    page = visit("accumulate", "#step=5")
    assert page.inner_text("#formula") == "v₁ = x × x"
    assert "added up" in page.inner_text("#blocks")
    kinds = [block.get_attribute("class") for block in page.locator("#blocks .block").all()]
    assert kinds == [f"block {k}" for k in ("g", *("local", "result", "sum") * 2)]


def test_those_who_hear_the_page_are_told_words_and_results(visit):
    page = visit("accumulate", "#step=2")
    live = page.locator("#live")
    assert live.get_attribute("aria-live") == "polite"
    assert live.text_content() == "Forward 2 of 2: add. 9 + 3 = 12. L: 12"
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    assert live.text_content().endswith(
        "to x: 3; ∂L/∂x, 2 of 3 added up: 4; to x: 3; ∂L/∂x, all 3 added up: 7"
    )


def test_a_number_tells_its_exact_value(visit):
    page = visit("network", "#step=10")
    data = data_of(page)
    exact = data["arrays"][data["steps"][9]["rows"][1][-1]["array"]]
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
    page = visit("network", "#step=9")
    before = seen(page)
    last = len(data_of(page)["steps"]) - 1
    while step(page) < last:
        page.keyboard.press("ArrowRight")
    plain = {"text", "polygon.back"}
    still = seen(visit("network", java_script_enabled=False))
    assert {kind: seen(page)[kind] for kind in plain} == {kind: still[kind] for kind in plain}
    page.keyboard.press("End")
    page.evaluate("location.hash = '#step=9'")
    page.wait_for_function("document.querySelector('#slider').value === '9'")
    assert seen(page) == before


def test_the_gradients_of_a_module_come_one_by_one(visit):
    page = visit("collapsed", "#step=5")
    data = data_of(page)
    assert page.locator("g.node .waiting.there").count() > 0
    page.keyboard.press("End")
    assert page.locator("g.node .waiting.there").count() == 0
    assert page.inner_text("#what").endswith(": linear, in 0: Linear(20 → 8)")
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
    page = visit(name, size=(500, 900))
    page.click("summary")
    for _ in range(len(data_of(page)["steps"])):
        assert page.evaluate("document.documentElement.scrollWidth") <= 500
        page.keyboard.press("ArrowRight")


# --- at every size ----------------------------------------------------------------------------

SIZES = [(360, 740), (390, 844), (768, 1024), (1280, 720), (1440, 900)]
# how many cards have less than half of them in sight, how many results are cut, what is in sight
SIGHT = """() => {
  const graph = document.querySelector("#graph").getBoundingClientRect();
  const story = document.querySelector("#story").getBoundingClientRect();
  const panel = document.querySelector("#panel").getBoundingClientRect();
  const within = (box) => box.height > 0 && box.bottom <= innerHeight && box.top >= 0;
  function share(frame) {
    const box = frame.getBoundingClientRect();
    const wide = Math.min(box.right, graph.right) - Math.max(box.left, graph.left);
    const high = Math.min(box.bottom, graph.bottom) - Math.max(box.top, graph.top);
    return Math.max(0, wide) * Math.max(0, high) / (box.width * box.height);
  }
  const hidden = (kind) => [...document.querySelectorAll(`g.${kind} .frame`)]
    .filter((frame) => share(frame) < 0.5).length;
  function cut(block) {
    const box = block.getBoundingClientRect();
    const out = box.bottom > story.bottom + 1 || box.right > story.right + 1 || box.height === 0;
    return out || block.scrollWidth > block.clientWidth + 1;
  }
  const results = [...document.querySelectorAll(".block:is(.result, .sum, .made)")];
  return {
    into: hidden("into"),
    from: hidden("from"),
    cut: results.filter(cut).length,
    panel: panel.height / innerHeight,
    there: ["h1", "#controls", "#graph"].every((id) =>
      within(document.querySelector(id).getBoundingClientRect())),
    sticksOut: document.documentElement.scrollWidth > innerWidth,
    part: document.querySelector("#what span").className,
  };
}"""


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", ["xor", "network"])
def test_cards_and_results_of_a_step_are_in_sight(visit, name, size):
    page = visit(name, size=size)
    for _ in range(len(data_of(page)["steps"])):
        sight = page.evaluate(SIGHT)
        assert sight["into"] == 0
        assert sight["cut"] == 0 or sight["part"] == "step"  # which has one for each parameter
        assert sight["there"]
        assert not sight["sticksOut"]
        if size[0] >= 1280:
            assert sight["from"] == 0
        if size[0] <= 768:
            assert sight["panel"] <= 0.4
        page.keyboard.press("ArrowRight")


def test_of_a_large_graph_the_cards_of_a_step_are_in_sight(visit):
    page = visit("recurrent", size=(1280, 720))
    for _ in range(len(data_of(page)["steps"])):
        assert page.evaluate(SIGHT)["into"] == 0
        page.keyboard.press("ArrowRight")


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_page_opens_at_the_top(visit, size):
    page = visit("xor", size=size)
    assert page.evaluate("scrollY") == 0
    assert page.evaluate(SIGHT)["there"]


def test_words_for_which_there_is_no_room_are_behind_more(visit):
    page = visit("xor", "#step=9", size=(360, 740))
    assert not page.locator("#says").is_visible()
    page.click("#more")
    assert page.locator("#says").is_visible()
    assert page.locator("#blocks .left").first.is_visible()
    page.keyboard.press("Home")
    assert page.locator("#says").is_visible()
    page.click("#more")
    assert not page.locator("#says").is_visible()


# --- zoom -------------------------------------------------------------------------------------


def scale(page):
    """The size of the picture, as a part of its natural size."""
    return page.evaluate(
        "(() => { const svg = document.querySelector('#graph svg');"
        "return svg.getBoundingClientRect().width / svg.viewBox.baseVal.width * 0.75; })()"
    )


def test_buttons_and_keys_zoom(visit):
    page = visit("xor")
    first = scale(page)
    page.click("#larger")
    assert scale(page) == pytest.approx(1.25 * first, rel=1e-3)
    page.keyboard.press("-")
    page.keyboard.press("-")
    assert scale(page) == pytest.approx(first / 1.25, rel=1e-3)
    page.keyboard.press("ArrowRight")
    assert scale(page) == pytest.approx(first / 1.25, rel=1e-3)
    page.keyboard.press("0")
    box, frame = (page.locator(part).bounding_box() for part in ("#graph svg", "#graph"))
    assert box["height"] <= frame["height"]
    assert box["y"] >= frame["y"]
    assert page.locator("#fit").get_attribute("aria-pressed") == "true"
    page.click("#fit")
    assert scale(page) == pytest.approx(first, rel=1e-3)
    page.keyboard.press("+")
    assert scale(page) == pytest.approx(1.25 * first, rel=1e-3)


def test_the_wheel_zooms_around_the_mouse(visit):
    page = visit("xor")
    card = page.locator("g.into .frame")
    before = card.bounding_box()
    x, y = before["x"] + before["width"] / 2, before["y"] + before["height"] / 2
    page.mouse.move(x, y)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    page.keyboard.up("Control")
    width = "document.querySelector('g.into .frame').getBoundingClientRect().width"
    page.wait_for_function(f"{width} > {1.5 * before['width']}")
    after = card.bounding_box()
    assert after["x"] < x < after["x"] + after["width"]
    assert after["y"] < y < after["y"] + after["height"]


def test_the_mouse_drags_the_picture_and_then_no_card_is_clicked(visit):
    page = visit("xor")
    page.click("#larger")
    card = page.locator("g.into")
    before = card.bounding_box()
    x, y = before["x"] + before["width"] / 2, before["y"] + before["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - 60, steps=3)
    page.mouse.up()
    assert card.bounding_box()["y"] == pytest.approx(before["y"] - 60, abs=1)
    assert step(page) == 1
    page.mouse.click(x, y - 60)
    assert step(page) > 1


# --- matrix products --------------------------------------------------------------------------


def lit(page, kind):
    """Which entries of a matrix in the last row of the panel are lit."""
    return page.locator(f"#blocks .row >> nth=-1 >> .{kind} td").evaluate_all(
        "cells => cells.flatMap((td, k) => td.classList.contains('lit') ? [k] : [])"
    )


@pytest.mark.parametrize("way", ["hover", "click", "focus"])
def test_an_entry_of_a_product_shows_how_it_was_made(visit, way):
    page = visit("product", "#step=1")
    entry = page.locator("#blocks .made td").nth(4)
    getattr(entry, way)()
    assert (lit(page, "left"), lit(page, "right"), lit(page, "made")) == ([2, 3], [1, 4], [4])
    assert page.inner_text(".written") == "3 × 0.25 + 4 × (−1) = −3.25"
    page.keyboard.press("End")
    assert page.inner_text("#blocks .row >> nth=-1 >> .left b") == "x.T"
    page.locator("#blocks .row >> nth=-1 >> .result td").nth(2).hover()
    assert (lit(page, "left"), lit(page, "right")) == ([0, 1], [2, 5])
    assert page.locator(".written").last.inner_text() == "1 × 1 + 3 × 1 = 4"


def test_with_the_keyboard_one_goes_from_entry_to_entry(visit):
    page = visit("product", "#step=1")
    page.locator("#blocks .made td").first.focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowLeft"):
        page.keyboard.press(key)
    assert lit(page, "made") == [2]
    assert step(page) == 1


def test_the_bias_is_part_of_the_sum(visit):
    page = visit("xor", "#step=1")
    page.locator("#blocks .made td").nth(1).hover()
    data = data_of(page)
    blocks = {block["kind"]: block["array"] for block in data["steps"][0]["rows"][0]}
    assert lit(page, "plus") == [1]
    words = page.inner_text(".written").replace("−", "-").replace("(", "").replace(")", "")
    left, right = words.split(" = ")
    total = sum(
        float(x) * float(y or 1) for x, _, y in (t.partition(" × ") for t in left.split(" + "))
    )
    assert total == pytest.approx(float(right), rel=1e-4)
    assert float(right) == pytest.approx(data["arrays"][blocks["made"]]["exact"][1], rel=1e-5)


def test_nan_and_infinity_catch_the_eye(visit, tmp_path):
    x = tg.Tensor([np.inf, 1.0], requires_grad=True, name="x")
    page = visit(tg.play((x * 2).sum()).save(tmp_path / "odd.html"))
    assert page.locator("#blocks td.odd").all_inner_texts() == ["∞", "∞"]


def test_there_is_room_for_a_part_of_a_sum(visit, tmp_path):
    x = tg.Tensor([1.0, 2.0], requires_grad=True, name="x")
    page = visit(tg.play((x * 2 + x).sum()).save(tmp_path / "sum.html"))
    key = node(data_of(page), "x")
    while seen(page)["text.sum"][key] != ["1 of 2 arrows"]:
        page.keyboard.press("ArrowRight")
    words = page.locator(f"#{key} text.sum").bounding_box()
    others = page.locator(f"#{key} text", has_text="added up from").bounding_box()
    card = page.locator(f"#{key} .frame").bounding_box()
    assert others["x"] + others["width"] < words["x"]
    assert words["x"] + words["width"] < card["x"] + card["width"]


# --- with the keyboard, and on paper ----------------------------------------------------------


def test_the_controls_come_first(visit):
    page = visit("xor", "#step=3")
    found = []
    for _ in range(12):
        page.keyboard.press("Tab")
        found.append(page.evaluate("document.activeElement.closest('[id]').id"))
    assert found[:5] == ["back", "slider", "next", "play", "speed"]
    first_card = next(k for k, place in enumerate(found) if re.fullmatch(r"n\d+", place))
    assert found[first_card - 3 : first_card] == ["smaller", "fit", "larger"]


@pytest.mark.parametrize("size", [(360, 740), (1280, 720)], ids=str)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["xor", "accumulate", "collapsed"])
def test_axe_finds_nothing_to_complain_of(visit, name, size, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="pip install it")
    page = visit(name, size=size, color_scheme=scheme)
    for k in range(len(data_of(page)["steps"])):
        if k == 1:
            page.click("summary")
        if k % 3 == 0 or page.locator("#more").is_visible():
            found = axe.Axe().run(page).response["violations"]
            assert [(v["id"], v["nodes"][0]["target"]) for v in found] == []
        page.keyboard.press("ArrowRight")


def test_paper_shows_the_finished_passes_and_all_steps(visit, browser):
    page = visit("accumulate", "#step=2", color_scheme="dark")
    finished = seen(visit("accumulate", java_script_enabled=False))
    page.emulate_media(media="print", color_scheme="dark")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    shown = seen(page)
    assert {k: shown[k] for k in ("text", "polygon.back")} == {
        k: finished[k] for k in ("text", "polygon.back")
    }
    assert page.locator("tbody tr[data-step]").last.is_visible()
    assert not page.locator("#panel").is_visible()
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    assert step(page) == 2
    assert not page.locator("tbody tr[data-step]").last.is_visible()


# --- everywhere else --------------------------------------------------------------------------


def test_without_a_script_picture_and_table_are_there(visit):
    page = visit("accumulate", java_script_enabled=False)
    assert page.locator("#graph svg").is_visible()
    assert page.locator("tbody tr[data-step]").count() == 6
    assert page.locator("tbody tr[data-step]").last.is_visible()
    assert page.locator(".back").count() == 4
    assert all(arrow.is_visible() for arrow in page.locator(".back").all())
    for control in ("#panel", "#controls", "#keys"):
        assert not page.locator(control).is_visible()


@pytest.mark.parametrize(("wish", "moving"), [("reduce", False), ("no-preference", True)])
def test_arrows_flow_where_motion_is_welcome(visit, wish, moving):
    page = visit("accumulate", "#step=4", reduced_motion=wish)
    name = page.evaluate(
        "getComputedStyle(document.querySelector('g.edge.now path')).animationName"
    )
    assert name == ("flow" if moving else "none")


def test_a_hostile_name_does_no_harm(visit, tmp_path):
    page = visit(accumulate(HOSTILE).save(tmp_path / "hostile.html"), "#step=5")
    assert page.title().startswith("Forward and backward pass of ")
    assert page.locator("script").count() == 2
    assert page.locator("img").count() == 0
    assert HOSTILE.replace("\n", "�")[:30] in page.inner_text("#says")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1400


def test_the_page_plays_in_the_frame_of_a_notebook(visit, tmp_path):
    file = tmp_path / "notebook.html"
    file.write_text(accumulate()._repr_mimebundle_()["text/html"], "utf-8")
    frame = visit(file).frame_locator("iframe")
    frame.locator("#next").click()
    assert frame.locator("#what").inner_text() == "Forward 2 of 2: add"
