"""The quiz: each mistake is named, the ladder tells all apart, and it can be asked anywhere."""

import json
import os
import re
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import assume, given

import tinygrad_edu as tg
from tests.show.graphs import graphs
from tests.show.networks import NETWORKS
from tinygrad_edu.show.picture.plan import make_plan
from tinygrad_edu.show.player import play as player
from tinygrad_edu.show.player.guess import Asker
from tinygrad_edu.show.questions import ladder
from tinygrad_edu.show.questions.misconceptions import SENTENCES
from tinygrad_edu.show.questions.question import behind
from tinygrad_edu.show.record.story import tell
from tinygrad_edu.show.words.steps import steps_of
from tinygrad_edu.watch import digits
from tinygrad_edu.watch.digits import calculated

MISTAKES = list(SENTENCES)[: list(SENTENCES).index("ask")]


def tensor(value, name):
    return tg.Tensor(np.array(value, float), requires_grad=True, name=name)


def asked(loss, label):
    """The question about a gradient."""
    (found,) = [q for q in tg.quiz(loss).questions if repr(q) == f"<Question: what is {label}?>"]
    return found


# --- each mistake is named --------------------------------------------------------------------


def power():
    return (tensor(3, "w") * tensor(5, "x")) ** 2  # g = 30 at w · x


def thrice():
    x = tensor(-4, "x")
    return (x * x + x) * tensor(2.5, "y")


def curve():
    return tg.tanh(tensor(0.5, "x")) * tensor(3, "y")


def quotient():
    return tensor(3, "x") / tensor(4, "y") * tensor(7, "c")


def broadcast():
    x = tg.Tensor([[1.0, 2], [3, 5], [4, 9]], name="x")
    return ((x + tensor([7, 11], "b")) ** 2).sum() / 10


def square_product():
    x, w = tensor([[1, 2], [3, 5]], "x"), tensor([[7, 11], [13, 19]], "w")
    return (x @ w * tg.Tensor([[1.0, 3], [4, 9]], name="c")).sum()


def layer():
    x, w = tg.Tensor([[1.0, 2], [3, 5]], name="x"), tensor([[7, 11], [13, 19]], "w")
    return (tg.linear(x, w, tensor([1, 2], "b")) * tg.Tensor([[1.0, 3], [4, 9]], name="c")).sum()


def loss():
    return tg.nn.MSE()(tensor([1, 2, 4, 8], "x"), tg.Tensor([6.0, 5, 5, 5], name="y"))


def total():
    return tensor([1, 2, 4], "x").sum() * tensor(12, "c")


# a graph, what is asked for, the answer; and for other answers the mistake, and what is said
TOLD = [
    (
        *(power, "∂L/∂w", 150),
        {
            "3": ("value", "That is how large w is, not how much L moves when w moves."),
            "15": ("result", "That is how large v₁ is, not how much L moves when w moves."),
            "5": (
                "no g",
                "That is the local derivative alone, right if 1 came in. "
                "Here g = 30 comes in: multiply.",
            ),
            "30": (
                "no slope",
                "That is g alone. Multiply it by the local derivative: how v₁ moves with w.",
            ),
            "35": ("added", "That is g plus the local derivative. The chain rule multiplies them."),
            "-150": (
                "sign",
                "That is right but for the sign: if w grows a little, does L grow or fall?",
            ),
            "90": (
                "own factor",
                "That is g times w itself. In a product, w gets g times the other factor.",
            ),
            "450": (
                "g result",
                "That is g times v₁ itself. Multiply g by the local derivative, not by v₁.",
            ),
        },
    ),
    (
        *(thrice, "∂L/∂x", -17.5),
        {
            "-10": (
                "path",
                "That is what comes back along x →₁ v₁ alone. x is used 3 times: add all parts.",
            ),
            "-20": (
                "missing",
                "The part along x → v₂ is missing. Each use of x moves L: add all parts.",
            ),
            "250": (
                "multiplied",
                "The parts are multiplied here. Along a path multiply; over paths add.",
            ),
            "-35/6": (
                "averaged",
                "That is 3 times too small: the 3 parts are added up, not averaged.",
            ),
            "7.5": (
                "no slope",
                "That is g alone. Multiply it by the local derivative: how v₁ moves with x.",
            ),
            "-5": (
                "no slope",
                "The part along x →₁ v₁ is g alone. "
                "Multiply it by the local derivative: how v₁ moves with x.",
            ),
            "-22.5": (
                "sign",
                "The part along x → v₂ is right but for the sign: "
                "if x grows a little, does L grow or fall?",
            ),
        },
    ),
    (
        *(curve, "∂L/∂x", 2.359),
        {
            "1.5": (
                "g own",
                "That is g times x itself. Multiply g by the local derivative, not by x.",
            )
        },
    ),
    (
        *(quotient, "∂L/∂x", 1.75),
        {
            "-1.3125": (
                "neighbour",
                "That is what y gets. Take the local derivative by x instead.",
            )
        },
    ),
    (
        *(broadcast, "∂L/∂b[0]", 5.8),
        {
            "2.2": (
                "not summed",
                "That is one of 3 parts: b[0] was broadcast, and so used 3 times. Add all up.",
            ),
            "5.8/3": (
                "averaged",
                "That is 3 times too small: the 3 parts are added up, not averaged.",
            ),
        },
    ),
    (
        *(square_product, "∂L/∂x[0, 1]", 70),
        {
            "57": (
                "one",
                "That is one of several parts: x[0, 1] moves 2 entries of v₁. Add them all up.",
            ),
            **dict.fromkeys(
                ("127", "89", "68"),
                (
                    "transposed",
                    "Rows and columns are exchanged: one of the matrices must be transposed.",
                ),
            ),
        },
    ),
    (
        *(layer, "∂L/∂w[1, 0]", 30),
        dict.fromkeys(
            ("22", "31", "21"),
            (
                "transposed",
                "Rows and columns are exchanged: one of the matrices must be transposed.",
            ),
        ),
    ),
    (
        *(loss, "∂L/∂x[1]", -1.5),
        {
            "-6": (
                "mean",
                "That is 4 times too large: in a mean, each of 4 entries has a share of 1/4.",
            )
        },
    ),
    (
        *(total, "∂L/∂x[1]", 12),
        {
            "4": (
                "sum",
                "That is 3 times too small: in a sum, unlike a mean, each entry counts in full.",
            )
        },
    ),
]


@pytest.mark.parametrize(
    ("make", "label", "answer", "told"), TOLD, ids=[t[0].__name__ for t in TOLD]
)
def test_a_wrong_number_is_told_which_mistake_leads_to_it(make, label, answer, told):
    question = asked(make(), label)
    assert question.reply(str(answer)) == (
        True,
        f"Right: {label} = {answer}.".replace("-", "−"),
        (),
    )
    for text, (key, says) in told.items():
        assert question.reply(text) == (False, says, (key,))


def test_every_mistake_is_tried():
    assert {key for *_, told in TOLD for key, _ in told.values()} == set(MISTAKES)


def test_of_two_mistakes_that_lead_to_one_number_both_are_named():
    x = tensor(3, "x")
    assert asked((x + 1) * (x * 2), "∂L/∂x").reply("6") == (
        False,
        "More than one mistake leads to this number. "
        "Either: That is how large v₂ is, not how much L moves when x moves. "
        "Or: That is what comes back along x → v₁ alone. x is used 2 times: add all parts.",
        ("result", "path"),
    )


def test_a_mistake_that_leads_to_the_right_number_is_none():
    x = tensor(2, "x")
    assert asked(tg.exp(x) * x * 4, "∂L/∂v₂").reply("4").mistakes == ()


def test_a_number_that_nothing_explains_gets_a_nudge():
    assert asked(power(), "∂L/∂w").reply("77").says == (
        "No mistake that I know leads to this number. Here g = 30 comes in, and w gets g · x."
    )
    says = asked(thrice(), "∂L/∂x").reply("77").says
    paths = "g along x → v₂, g · x along x →₁ v₁ and g · x along x →₂ v₁, added up."
    assert says.endswith(f"Here g comes in, and x gets {paths}")


# --- what is written --------------------------------------------------------------------------

NUMBERS = {
    "150": 150,
    "-3/8": -0.375,
    "−3/8": -0.375,
    "2 * 0.5 + 1": 2,
    "2 × 0,5 + 1": 2,
    "3·50": 150,
    "3 * -50": -150,
    "2 - -3": 5,
    "2*(1 - 0.5)/4": 0.25,
    "-(2+1)*(1)": -3,
    " 1.5e2 ": 150,
    "1,5": 1.5,
    ".5": 0.5,
    "1e-3": 1e-3,
}
NO_NUMBERS = [
    "abc",
    "",
    " ",
    "nan",
    "inf",
    "5 5",
    "2 *",
    "* 2",
    "1..2",
    "2x",
    "1/0",
    "2**3",
    "7//2",
]
NO_NUMBERS += ["(2", "2)", "()", "2(3)", "1_0", "0x1", "__import__('os')", "9e999", "(" * 300, "e"]


@pytest.mark.parametrize("text", NUMBERS)
def test_an_answer_may_be_a_calculation(text):
    assert calculated(text) == pytest.approx(NUMBERS[text])


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_is_no_number_is_told_what_is_wanted(text):
    reply = asked(power(), "∂L/∂w").reply(text)
    assert reply == (None, "Write a number, or a calculation such as 2 * 0.5 + 1 or −3/8.", ())


@pytest.mark.parametrize(("text", "right"), [("151", True), ("148.6", True), ("152", False)])
def test_one_percent_off_is_right(text, right):
    assert asked(power(), "∂L/∂w").reply(text).right is right


# --- any graph --------------------------------------------------------------------------------


@given(graphs())
def test_the_recorded_gradient_is_right_and_no_right_number_is_called_a_mistake(make):
    loss, _ = make()
    try:
        questions = tg.quiz(loss).questions
    except ValueError:  # only large arrays
        assume(False)
    for question in questions:
        right = float(np.asarray(question.x.gradient).flat[question.entry])
        assert question.right == pytest.approx(right, rel=1e-6, abs=1e-6)
        assert question.reply(repr(question.right)).right
        assert behind(question.right, question) == []
        for mistake, number in question.mistakes:
            reply = question.reply(repr(number))
            assert reply.right or len(reply.mistakes) in (1, 2), mistake
        assert not re.search(r"[{}]", question.reply("1e30").says)


def test_a_question_is_about_the_whole_gradient():
    for network in ("mlp", "residual", "recurrent"):
        for question in tg.quiz(NETWORKS[network]()).questions:
            uses = [way.use for way in question.ways]
            assert uses == question.x.contributions


# --- the ladder -------------------------------------------------------------------------------

every_rung = pytest.mark.parametrize("rung", range(12))


def apart(x, y):
    return abs(x - y) > 0.01 * max(abs(x), abs(y))


def test_there_are_twelve_rungs():
    assert len(ladder.RUNGS) == 12 == len(tg.quiz().questions)


@every_rung
def test_each_mistake_has_a_number_of_its_own_and_none_is_right(rung):
    rng = np.random.default_rng(99)
    others = [ladder.drawn(ladder.RUNGS[rung], lambda s: rng.normal(size=s)) for _ in range(3)]
    for variant in range(3):
        question = ladder.of_rung(rung, variant)
        numbers = [number for _, number in question.mistakes]
        assert len(numbers) > 6
        for i, x in enumerate(numbers):
            assert apart(x, question.right), question.mistakes[i]
            for j, y in enumerate(numbers[:i]):
                always = all(not apart(q.mistakes[i][1], q.mistakes[j][1]) for q in others)
                assert apart(x, y) or always, (question.mistakes[i], question.mistakes[j])


@every_rung
def test_another_draws_other_numbers_and_the_same_ones_each_time(rung):
    drawn = [ladder.leaves_of(ladder.of_rung(rung, variant)) for variant in range(8)]
    for k in range(8):
        assert drawn[k] not in drawn[max(0, k - 4) : k]
    ladder.of_rung.cache_clear()
    assert ladder.leaves_of(ladder.of_rung(rung, 3)) == drawn[3]


FROM_RESULT = {  # local derivatives that a learner computes from the printed result
    "tanh": lambda z: 1 - z * z,
    "sigmoid": lambda z: z - z * z,
    "exp": lambda z: z,
}


@every_rung
def test_the_printed_digits_lead_to_the_answer(rung):
    def printed(array):
        return np.array([float(x.replace("−", "-")) for x in digits.numbers(np.asarray(array))])

    for variant in range(8):
        question = ladder.of_rung(rung, variant)
        terms = 0
        for way in question.ways:
            g, z, slopes = printed(way.z.gradient), printed(way.z.value), way.slopes
            if way.z.op in FROM_RESULT:
                slopes = FROM_RESULT[way.z.op](z)
            terms += sum(g[j] * slopes[j] for j in way.moved)
        assert question.reply(repr(float(terms))).right, (terms, question.right)


def test_the_ladder_meets_all_mistakes_but_one():
    met = {m.key for k in range(12) for m, _ in ladder.of_rung(k).mistakes}
    assert set(MISTAKES) - met == {"sum"}


# --- the terminal -----------------------------------------------------------------------------


@pytest.fixture
def typed(monkeypatch, capsys):
    """A function that types lines into a quiz, and returns what it printed."""

    def typed(quiz, *lines):
        lines = iter(lines)

        def read(prompt):
            print(prompt, end="")
            try:
                line = next(lines)
            except StopIteration:
                raise EOFError from None
            if isinstance(line, type):
                raise line
            print(line)
            return line

        monkeypatch.setattr("builtins.input", read)
        assert quiz.ask() is None
        return capsys.readouterr().out

    return typed


def test_the_terminal_asks_names_mistakes_and_shows_the_sum(typed):
    x = tensor(3, "x")
    said = typed(tg.quiz(x * x + 5 * x), "1", "6", "h", "nonsense", "5", "q")
    assert "What will ∂L/∂x be?" in said
    before, _, after = said.partition("What will ∂L/∂x be?")
    assert "11" not in before.split()
    assert "> 6\nThe part along x → v₂ is missing." in after
    assert "The answer is ∂L/∂x = 11." in after
    assert "∂L/∂x, all 3 added up" in after
    assert after.endswith("1 of 2 right at the first try.\n")


def test_another_draws_other_numbers_on_the_same_rung(typed):
    said = typed(tg.quiz(), "another", "another", "q")
    titles = re.findall(r"^Question.*", said, re.M)
    assert titles == ["Question 1 of 12: one number, used three times.   L = (x × x + x) × y"] * 3
    assert len(set(re.findall(r"^  x +(\S+)", said, re.M))) > 1
    assert said.endswith("0 of 0 right at the first try.\n")


def test_another_leads_on_in_a_graph_of_ones_own(typed):
    said = typed(tg.quiz(power()), "another", "q")
    assert re.findall(r"Question \d of 2", said) == ["Question 1 of 2", "Question 2 of 2"]


@pytest.mark.parametrize("end", [EOFError, KeyboardInterrupt, "q", "Q"])
def test_the_quiz_can_be_left_at_any_time(typed, end):
    assert typed(tg.quiz(power()), "30", end).endswith("1 of 1 right at the first try.\n")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "ascii"])
def test_the_terminal_may_be_a_pipe_of_any_encoding(encoding):
    code = "import tinygrad_edu as tg; tg.quiz().ask()"
    env = {**os.environ, "PYTHONIOENCODING": encoding}
    run = subprocess.run(
        [sys.executable, "-c", code], input=b"h\n1\n2\n", env=env, capture_output=True, check=True
    )
    assert run.stderr == b""
    said = run.stdout.decode(encoding)
    assert ("What will ∂L/∂x be?" if encoding == "utf-8" else "What will dL/dx be?") in said
    assert "Question 2 of 12" in said
    assert said.rstrip().endswith("0 of 1 right at the first try.")


# --- what it is given, and what it gives ------------------------------------------------------

WRONG = {
    "list": (lambda: tg.quiz([1]), TypeError, "quiz takes one Tensor"),
    "array": (lambda: tg.quiz(np.ones(2)), TypeError, "quiz: this is an array"),
    "shape": (lambda: tg.quiz(tensor([1, 2], "x") * 2), ValueError, r"quiz: .* seed="),
    "leaf": (lambda: tg.quiz(tensor(1, "x")), ValueError, "give it a graph that has an op"),
    "no gradient": (lambda: tg.quiz(tg.Tensor(1.0) * 2), ValueError, "nothing here needs a"),
    "large": (lambda: tg.quiz(tensor(np.ones(99), "x").sum()), ValueError, "at most 20 entries"),
    "file": (lambda: tg.quiz(power()).save("quiz.png"), ValueError, "end it with .html"),
}


@pytest.mark.parametrize("name", WRONG)
def test_bad_input_is_told_what_is_wanted(name):
    call, kind, words = WRONG[name]
    with pytest.raises(kind, match=words):
        call()


def test_a_quiz_prints_its_first_question_and_how_to_go_on():
    quiz = tg.quiz(power())
    assert repr(quiz).splitlines()[0] == "Question 1 of 2.   L = (w × x)²"
    assert "What will ∂L/∂v₁ be?" in repr(quiz)
    assert repr(quiz).endswith(
        '.ask() asks in the terminal, .save("quiz.html") writes a page that asks.'
    )
    assert "30" not in repr(quiz)


def test_a_seed_is_the_gradient_at_the_end():
    quiz = tg.quiz(tensor([1, 2], "x") * 3, seed=np.array([1.0, 10]))
    assert {q.right for q in quiz.questions} <= {3.0, 30.0}


# --- the page ---------------------------------------------------------------------------------


def test_a_notebook_shows_the_page_in_a_frame():
    html = tg.quiz(power())._repr_html_()
    assert html.startswith('<iframe sandbox="allow-scripts allow-forms" title="quiz" srcdoc=')


def test_without_graphviz_a_notebook_shows_the_text(monkeypatch):
    def nothing_draws(*_):
        raise RuntimeError("draw: Graphviz is not installed")

    monkeypatch.setattr(sys.modules["tinygrad_edu.show.questions.quiz"], "document", nothing_draws)
    assert tg.quiz(power())._repr_html_() is None


def test_the_sentences_are_only_in_python():
    for name in player.SCRIPTS:
        script = player.source(name)
        for sentence in SENTENCES.values():
            assert sentence[:20] not in script, name


SCRIPT = "".join(map(player.source, (*player.COMPUTES, "panel.js", "guess.js")))


@pytest.fixture(scope="module")
def run(browser):
    """A function that runs the page's own script on the data of a page."""
    page = browser.new_page()

    def run(data, function, given):
        start = "const page = given.page; const { arrays } = page;"
        code = f"({{ ...given }}) => {{ {start} {SCRIPT} return ({function})(given.more); }}"
        return page.evaluate(code, {"page": json.loads(json.dumps(data)), "more": given})

    yield run
    page.close()


VERDICTS = """(more) => {
  for (const [k, value] of Object.entries(more.given)) page.live.tensors[k].value = value;
  if (!page.live.still && Object.keys(more.given).length) recompute(page);
  const steps = page.steps.filter(({ asks }) => asks);
  return more.numbers.map((numbers, k) => numbers.map((number) => {
    const { mistakes, says } = verdictOn(number, steps[k].asks);
    const right = near(number, rightOf(steps[k].asks));
    return [right, mistakes.map(({ key }) => key), says];
  }));
}"""


def tried(question):
    """Numbers to answer with: all mistakes, some rounded, and some that are none."""
    numbers = [number for _, number in question.mistakes]
    numbers += [float(f"{number:.3g}") for number in numbers]
    return [number for number in [*numbers, question.right, 77.7, -0.123] if np.isfinite(number)]


def in_python(question, number):
    """What Python says to a number."""
    reply = question.reply(repr(number))
    return [reply.right, list(reply.mistakes), reply.says]


def compare(run, data, questions, given):
    numbers = [tried(question) for question in questions]
    found = run(data, VERDICTS, {"numbers": numbers, "given": given})
    assert len(found) == len(questions)
    for question, answers, verdicts in zip(questions, numbers, found, strict=True):
        for number, (right, keys, says) in zip(answers, verdicts, strict=True):
            here = in_python(question, number)
            assert right or [right, keys] == here[:2], (question, number)
            assert right == here[0], (question, number)
            assert right or says == here[2] or re.search("g = [^ ]*e", here[2])  # 0.00001, 1e−5


@pytest.mark.browser
@every_rung
def test_page_and_python_name_the_same_mistakes_on_the_ladder(run, rung):
    first = ladder.of_rung(rung)
    data = player.page_of(first.story, asked=first).data
    tensors = [t["name"] for t in data["live"]["tensors"]]
    for variant in range(3):
        question = ladder.of_rung(rung, variant)
        given = {tensors.index(name): x for name, x in ladder.leaves_of(question).items()}
        compare(run, data, [question], given)


@pytest.mark.browser
@pytest.mark.parametrize("name", ["mlp", "recurrent", "iterated"])
def test_page_and_python_name_the_same_mistakes_in_networks(run, name):
    story = tell(NETWORKS[name]())
    data = player.page_of(story, "open").data
    asker = Asker(story, make_plan(story, "open", None))
    found = [asker.question(step) for step in steps_of(story)]
    questions = [question for question in found if question]
    assert len(questions) == sum("asks" in step for step in data["steps"]) > 3
    compare(run, data, questions, {})


@pytest.mark.browser
def test_page_and_python_read_the_same_numbers(run):
    texts = [text for text in [*NUMBERS, *NO_NUMBERS] if text != "9e999"]
    found = run({"arrays": []}, "(texts) => texts.map((t) => String(calculated(t)))", texts)
    for text, number in zip(texts, found, strict=True):
        here = calculated(text)
        there = float(number.replace("Infinity", "nan"))
        assert there == pytest.approx(here, nan_ok=True), text


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The pages, each written once."""
    folder = tmp_path_factory.mktemp("quiz")
    ladder, own = tg.quiz(), tg.quiz(power())
    return {"ladder": ladder.save(folder / "a.html"), "own": own.save(folder / "b.html")}


def answer(page, text):
    """What the page says to an answer."""
    page.fill("#guess", str(text))
    page.press("#guess", "Enter")
    return page.inner_text("#verdict")


@pytest.mark.browser
def test_a_page_of_ones_own_graph_starts_with_its_first_question(visit):
    page = visit("own")
    assert page.inner_text("#question") == "What will ∂L/∂v₁ be?"
    assert page.inner_text("h1") == "Predict, then reveal: L = (w × x)²"
    assert page.evaluate("document.activeElement.id") == "guess"
    assert answer(page, 30) == "Right: ∂L/∂v₁ = 30. 1 of 1 right at the first try."
    page.keyboard.press("ArrowRight")
    assert answer(page, 90).startswith("That is g times w itself.")


@pytest.mark.browser
def test_the_ladder_leads_from_question_to_question(visit):
    page = visit("ladder")
    assert page.inner_text("#place") == "1 of 12: one number, used three times"
    assert page.locator("#before").is_disabled()
    first = ladder.of_rung(0)
    assert answer(page, first.mistakes[0][1]) == first.reply("-4").says
    assert answer(page, first.right).endswith("0 of 1 right at the first try.")
    assert page.evaluate("document.activeElement.id") == "after"
    page.keyboard.press("Enter")
    assert page.inner_text("#place") == "2 of 12: a neuron"
    assert page.inner_text("h1 code") == "L = (tanh(w × x + b) − y)²"
    assert page.evaluate("document.activeElement.id") == "guess"
    assert answer(page, ladder.of_rung(1).right).endswith("1 of 2 right at the first try.")
    assert page.inner_text("#score") == "1 of 2 right at the first try"
    page.click("#before")  # what was answered stays so
    assert page.locator("#guess").is_hidden()
    assert page.inner_text("#verdict").endswith("0 of 1 right at the first try.")
    for _ in range(11):
        page.click("#after")
    assert page.inner_text("#place").startswith("12 of 12")
    assert page.locator("#after").is_disabled()


@pytest.mark.browser
@every_rung
def test_another_set_of_numbers_is_computed_and_asked(visit, rung):
    page = visit("ladder", f"#rung={rung + 1}")
    for variant in range(6):
        question = ladder.of_rung(rung, variant % 5)
        assert page.inner_text("#question") == f"What will {question.x.label}{question.at} be?"
        assert page.locator("text.changed").count() == 0
        if variant == 2:
            said = answer(page, question.right)
            number = f"{question.right:.4g}".replace("-", "−")
            assert said == f"Right: {question.x.label}{question.at} = {number}. " + (
                "1 of 1 right at the first try."
            )
        page.click("#another")


@pytest.mark.browser
def test_the_arrow_that_was_counted_lights_up(visit):
    page = visit("ladder")
    answer(page, 2.5)
    assert page.locator("g.edge.counted").count() == 1
    answer(page, "x")
    page.click("#after")
    assert page.locator("g.edge.counted").count() == 0


@pytest.mark.browser
def test_questions_of_the_ladder_follow_values_that_are_changed(visit):
    page = visit("ladder")
    page.click("#another")
    page.click("#change")
    page.select_option("#which", label="y")
    page.fill("#amount", "1")
    x = ladder.leaves_of(ladder.of_rung(0, 1))["x"][0]
    page.click("#reset")
    assert page.locator("text.changed").count() == 0
    page.fill("#amount", "1")
    assert page.locator("text.changed").count() == 1
    page.click("#away")
    assert answer(page, 2 * x + 1).startswith("Right: ∂L/∂x = ")


@pytest.mark.browser
def test_without_a_script_the_first_graph_and_its_steps_are_there(visit):
    page = visit("ladder", java_script_enabled=False)
    assert page.locator("#graph svg").is_visible()
    assert page.locator("#all tbody tr").count() > 5
    assert page.locator("#ladder").is_hidden()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(360, 740), (768, 1024), (1440, 900)], ids=str)
@pytest.mark.parametrize("name", ["ladder", "own"])
def test_the_page_fits_any_window_and_axe_finds_nothing(visit, name, size, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="pip install it")
    page = visit(name, "#rung=6" if name == "ladder" else "", size=size, color_scheme=scheme)
    for text in ("", "7", "8"):
        if text:
            answer(page, text)
        found = axe.Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["target"]) for v in found] == []
        kinds = (
            "#question",
            "#guess",
            "#show",
            "#verdict",
            "#place",
            "#after",
            "#another",
            "#score",
        )
        for kind in kinds:
            if page.locator(kind).count() and page.locator(kind).is_visible():
                box = page.locator(kind).bounding_box()
                assert box["x"] >= 0
                assert box["x"] + box["width"] <= size[0]
                assert box["y"] + box["height"] <= size[1]
        assert page.evaluate("document.scrollingElement.scrollWidth") <= size[0]
        assert page.evaluate("document.scrollingElement.scrollHeight") <= size[1] + 60
