"""Guess first: the page asks for a gradient before it shows it, and names the mistake made."""

import json

import numpy as np
import pytest
from hypothesis import given

import tinygrad_edu as tg
from tests.show.graphs import graphs
from tests.show.test_live import give
from tinygrad_edu import nn

pytestmark = pytest.mark.browser


def tensor(value, name):
    return tg.Tensor(np.array(value, float), requires_grad=True, name=name)


def ask(page, step=None):
    """Be asked before each gradient; go to the question of a step."""
    page.click("#asks")
    if step:
        page.locator("#slider").fill(str(step))


def guess(page, number):
    """What the page says to a guess."""
    page.fill("#guess", str(number))
    page.press("#guess", "Enter")
    return page.inner_text("#verdict")


def asked(page):
    """What it asks for."""
    return page.inner_text("#question").removeprefix("What will ").removesuffix(" be?")


# --- each mistake is named --------------------------------------------------------------------


def power():
    return (tensor(3, "w") * tensor(5, "x")) ** 2  # g = 30 at w · x


def twice():
    x = tensor(3, "x")
    return x * 5 + 7 * x


def mean():
    return ((tensor([1, 2, 4, 8], "x") - tg.Tensor([6.0, 5, 5, 5], name="y")) ** 2).mean()


def broadcast():
    x = tg.Tensor([[1.0, 2], [3, 5], [4, 9]], name="x")
    return ((x + tensor([7, 11], "b")) ** 2).sum() / 10


def square_product():
    x, w = tensor([[1, 2], [3, 5]], "x"), tensor([[7, 11], [13, 19]], "w")
    return (x @ w * tg.Tensor([[1.0, 3], [4, 9]], name="c")).sum()


def layer():
    x, w = tg.Tensor([[1.0, 2], [3, 5]], name="x"), tensor([[7, 11], [13, 19]], "w")
    return (tg.linear(x, w, tensor([1, 2], "b")) * tg.Tensor([[1.0, 3], [4, 9]], name="c")).sum()


DERIVATIVE = "A derivative says how much L moves when {} moves."
INSTEAD = "Take the local derivative instead of the value."
EXCHANGED = "Rows and columns are exchanged: one of the two matrices must be transposed."
ONE = "That is one of several parts: {} moves {} entries of v₁. Add them all up."

# a graph, a step, what is asked for, the answer, and what is said to other guesses
MISTAKES = [
    (
        *(power, 5, "∂L/∂w", 150),
        {
            30: "That is g alone. Multiply it by the local derivative: how v₁ moves when w moves.",
            5: "That is the local derivative alone. Multiply it by g, the gradient that comes in.",
            -150: "That is right in size, but not in sign: "
            "if w grows a little, does L grow or fall?",
            3: f"That is the value of w. {DERIVATIVE.format('w')}",
            15: f"That is the value of v₁. {DERIVATIVE.format('w')}",
            90: f"That is g times the value of w itself. {INSTEAD}",
            450: f"That is g times the value of v₁ itself. {INSTEAD}",
            77: "No. Here w gets g · x.",
            "one": "Write a number, or a calculation such as 2 * 0.5 + 1.",
        },
    ),
    (
        *(twice, 7, "∂L/∂x", 12),
        {
            35: "The parts are multiplied here. Each use moves L on its own, so they are added.",
            7: "That was there before. v₁ uses x once more, and that adds a part.",
            5: "That is the part of this use alone. Add the parts that were there before.",
            100: "No. Here x gets g · 5, added to what it got before.",
            8: "The part that you added is g alone. "
            "Multiply it by the local derivative: how v₁ moves when x moves.",
        },
    ),
    (
        *(mean, 5, "∂L/∂v₂[0]", 0.25),
        {1: "That is 4 times too large: in a mean, each of the 4 entries has a share of 1/4."},
    ),
    (
        *(broadcast, 9, "∂L/∂b[0]", 5.8),
        {
            1.933: "That is 3 times too small: the parts are added up, not averaged.",
            2.2: ONE.format("b[0]", 3),
        },
    ),
    (
        *(square_product, 7, "∂L/∂x[0, 1]", 70),
        {127: EXCHANGED, 68: EXCHANGED, 89: EXCHANGED, 13: ONE.format("x[0, 1]", 2)},
    ),
    (*(layer, 7, "∂L/∂w[0, 1]", 22), {30: EXCHANGED, 17: EXCHANGED, 2: ONE.format("w[0, 1]", 2)}),
]


@pytest.mark.parametrize(
    ("make", "step", "what", "answer", "said"), MISTAKES, ids=[row[0].__name__ for row in MISTAKES]
)
def test_a_guess_is_told_which_mistake_it_was(visit, make, step, what, answer, said):
    file = tg.play(make())
    for wrong, words in said.items():
        page = visit(file)
        ask(page, step)
        assert asked(page) == what
        assert guess(page, wrong) == words
        assert guess(page, answer).startswith(f"Right: {what} = {answer}. ")


# --- asking -----------------------------------------------------------------------------------


def test_what_is_asked_for_is_hidden_until_it_is_answered(visit):
    page = visit(tg.play(power()))
    ask(page, 5)
    shown = page.inner_text("#stage")
    assert "150" not in shown
    assert "g · x" not in shown
    assert "local derivative" not in shown
    assert "150" not in page.inner_text("#live")
    assert "What will ∂L/∂w be?" in page.inner_text("#live")
    assert page.locator("g.edge.now.waits").count() == 2
    guess(page, "150")
    shown = page.inner_text("#stage")
    for words in ("150", "g · x", "local derivative"):
        assert words in shown
    assert page.locator("g.edge.now.waits").count() == 0
    assert page.locator("#guess").is_hidden()
    assert page.evaluate("document.activeElement.id") == "back"  # it is the last step


def test_after_two_wrong_guesses_the_answer_is_shown(visit):
    page = visit(tg.play(twice()))
    ask(page)
    assert asked(page) == "∂L/∂v₁"
    assert guess(page, 3) == "No. Here v₁ gets g."
    said = guess(page, 4)
    assert said == "No; the answer: ∂L/∂v₁ = 1. 0 of 1 right at the first try."
    page.keyboard.press("ArrowRight")
    assert asked(page) == "∂L/∂x"
    page.click("#show")
    assert page.inner_text("#verdict") == "Shown: ∂L/∂x = 7. 0 of 2 right at the first try."
    page.keyboard.press("ArrowRight")
    assert guess(page, 35).startswith("The parts are multiplied here.")
    assert guess(page, 5).startswith("That is the part of this use alone.")
    assert page.inner_text("#verdict").endswith(
        "The answer: ∂L/∂x = 12. 0 of 3 right at the first try."
    )
    page.keyboard.press("ArrowLeft")  # what was answered stays so
    assert page.inner_text("#verdict").startswith("Shown: ∂L/∂x = 7.")
    page.click("#asks")
    assert page.locator("#verdict").is_hidden()


@pytest.mark.parametrize(
    "text", ["150", "30 * 5", "30×5", "3 * 50", "160 - 10", "-3 * -50", "300/2", "1.5e2", "150,0"]
)
def test_a_guess_may_be_a_calculation(visit, text):
    page = visit(tg.play(power()))
    ask(page, 5)
    assert guess(page, text) == "Right: ∂L/∂w = 150. 1 of 1 right at the first try."


@pytest.mark.parametrize("text", ["5 5", "2 *", "* 2", "1..2", "2x", "--3", "1/0"])
def test_what_is_no_number_is_not_counted(visit, text):
    page = visit(tg.play(power()))
    ask(page, 5)
    for _ in range(3):
        assert guess(page, text) == "Write a number, or a calculation such as 2 * 0.5 + 1."
    assert guess(page, " ") == "Write a number, or a calculation such as 2 * 0.5 + 1."
    assert guess(page, 150).endswith("1 of 1 right at the first try.")


def test_play_stops_at_a_question_and_the_keys_lead_past_it(visit):
    page = visit(tg.play(power()))
    page.clock.install(time=0)
    page.clock.pause_at(1000)
    page.click("#asks")
    page.keyboard.press("Home")
    page.click("#play")
    page.clock.run_for(60_000)
    assert (page.locator("#slider").input_value(), page.inner_text("#play")) == ("4", "Play")
    assert page.evaluate("document.activeElement.id") == "guess"
    page.keyboard.press("ArrowRight")
    assert page.locator("#slider").input_value() == "5"
    page.keyboard.type("15")
    page.keyboard.press("ArrowLeft")  # within what was written
    assert page.locator("#slider").input_value() == "5"


def test_questions_follow_values_that_are_changed(visit):
    page = visit(tg.play(power()))
    ask(page, 5)
    guess(page, 150)
    give(page, "x", 2)  # g = 12
    page.click("#away")
    assert page.locator("#verdict").is_hidden()  # it told of other numbers
    page.locator("#slider").fill("4")
    assert guess(page, 2).startswith("No. Here v₁ gets")
    assert guess(page, 12).startswith("Right: ∂L/∂v₁ = 12.")


def test_paper_shows_all_gradients_and_the_question_comes_back(visit):
    page = visit(tg.play(power()))
    ask(page, 5)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert "150" in page.inner_text("#graph")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert "150" not in page.inner_text("#graph")
    assert asked(page) == "∂L/∂w"


def test_a_graph_of_large_arrays_has_no_questions(visit):
    x = tg.Tensor(np.linspace(0, 1, 300).reshape(3, 100))
    page = visit(tg.play(nn.Linear(100, 50, rng=np.random.default_rng(0))(x).tanh().sum()))
    assert page.locator("#asks").is_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(360, 740), (390, 844), (768, 1024), (1280, 720)], ids=str)
def test_a_question_fits_any_window_and_axe_finds_nothing(visit, size, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="pip install it")
    page = visit(tg.play(layer()), size=size, color_scheme=scheme)
    ask(page, 7)
    for _ in range(3):
        found = axe.Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["target"]) for v in found] == []
        for kind in ("#question", "#guess", "#show", "#verdict"):
            if page.locator(kind).is_visible():
                box = page.locator(kind).bounding_box()
                assert box["x"] >= 0
                assert box["x"] + box["width"] <= size[0]
                assert box["y"] + box["height"] <= size[1]
        assert page.evaluate("document.scrollingElement.scrollWidth") <= size[0]
        if page.locator("#guess").is_visible():
            guess(page, 30)


# --- what is asked ----------------------------------------------------------------------------


@given(graphs())
def test_the_answer_is_the_recorded_gradient_and_is_made_of_its_parts(make):
    data = json.loads(json.dumps(tg.play(make()[0]).data))
    arrays = [array.get("exact") for array in data["arrays"]]
    for step in data["steps"]:
        if asks := step.get("asks"):
            i, numbers = asks["entry"], {k: arrays[n] for k, n in asks["arrays"].items()}
            parts = [arrays[n][i] for n in asks["parts"]]
            assert sum(parts) == pytest.approx(numbers["answer"][i], rel=1e-6, abs=1e-6)
            made = np.dot(asks["slopes"], numbers["g"])
            assert made == pytest.approx(parts[-1], rel=1e-6, abs=1e-6)
