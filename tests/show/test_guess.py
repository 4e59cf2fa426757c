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


def layer():
    x, w = tg.Tensor([[1.0, 2], [3, 5]], name="x"), tensor([[7, 11], [13, 19]], "w")
    return (tg.linear(x, w, tensor([1, 2], "b")) * tg.Tensor([[1.0, 3], [4, 9]], name="c")).sum()


# a graph, a step, what is asked for, the answer, and what is said to other guesses; that all
# mistakes are named as in Python is tested in test_quiz.py
MISTAKES = [
    (
        *(power, 5, "∂L/∂w", 150),
        {
            30: "That is g alone. Multiply it by the local derivative: how v₁ moves with w.",
            5: "That is the local derivative alone, right if 1 came in. "
            "Here g = 30 comes in: multiply.",
            -150: "That is right but for the sign: if w grows a little, does L grow or fall?",
            77: "No mistake that I know leads to this number. "
            "Here g = 30 comes in, and w gets g · x.",
            "one": "Write a number, or a calculation such as 2 * 0.5 + 1 or −3/8.",
        },
    ),
    (
        *(twice, 7, "∂L/∂x", 12),
        {
            35: "The parts are multiplied here. Along a path multiply; over paths add.",
            7: "That is what comes back along x → v₂ alone. x is used 2 times: add all parts.",
            8: "More than one mistake leads to this number. "
            "Either: The part along x → v₂ is g times x itself. "
            "In a product, x gets g times the other factor. "
            "Or: The part along x → v₁ is g alone. "
            "Multiply it by the local derivative: how v₁ moves with x.",
        },
    ),
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
    unknown = "No mistake that I know leads to this number. Here g = 1 comes in, and v₁ gets g."
    assert guess(page, 3) == unknown
    said = guess(page, 4)
    assert said == f"{unknown} The answer is ∂L/∂v₁ = 1. 0 of 1 right at the first try."
    page.keyboard.press("ArrowRight")
    assert asked(page) == "∂L/∂x"
    page.click("#show")
    assert page.inner_text("#verdict") == "The answer is ∂L/∂x = 7. 0 of 2 right at the first try."
    page.keyboard.press("ArrowRight")
    assert guess(page, 35).startswith("The parts are multiplied here.")
    assert guess(page, 5).startswith("That is what comes back along x → v₁ alone.")
    assert page.inner_text("#verdict").endswith(
        "The answer is ∂L/∂x = 12. 0 of 3 right at the first try."
    )
    page.keyboard.press("ArrowLeft")  # what was answered stays so
    assert page.inner_text("#verdict").startswith("The answer is ∂L/∂x = 7.")
    page.click("#asks")
    assert page.locator("#verdict").is_hidden()


@pytest.mark.parametrize(
    "text", ["150", "30 * 5", "30×5", "3 * 50", "160 - 10", "-3 * -50", "300/2", "1.5e2", "150,0"]
)
def test_a_guess_may_be_a_calculation(visit, text):
    page = visit(tg.play(power()))
    ask(page, 5)
    assert guess(page, text) == "Right: ∂L/∂w = 150. 1 of 1 right at the first try."


@pytest.mark.parametrize("text", ["5 5", "2 *", "* 2", "1..2", "2x", "2**3", "1/0"])
def test_what_is_no_number_is_not_counted(visit, text):
    page = visit(tg.play(power()))
    ask(page, 5)
    for _ in range(3):
        assert guess(page, text) == "Write a number, or a calculation such as 2 * 0.5 + 1 or −3/8."
    assert guess(page, " ") == "Write a number, or a calculation such as 2 * 0.5 + 1 or −3/8."
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
    assert guess(page, 2).endswith("Here g = 1 comes in, and v₁ gets g · 2v₁.")
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
            way = asks["ways"][-1]
            row = step["rows"][1 + step["uses"].index(way["use"][0])]
            answer = arrays[row[-1]["array"]][asks["entry"]]
            parts = [arrays[number][i] for _, [number, i] in asks["right"]]
            assert sum(parts) == pytest.approx(answer, rel=1e-6, abs=1e-6)
            made = np.dot(way["slopes"], arrays[step["rows"][0][0]["array"]])
            assert made == pytest.approx(parts[-1], rel=1e-6, abs=1e-6)
