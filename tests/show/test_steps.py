"""The steps in sentences and arrays: true numbers, correct words."""

import numpy as np
import pytest
from hypothesis import given

import tinygrad_edu as tg
from tests.ops.op_registry import MODULES
from tests.show.graphs import graphs
from tinygrad_edu._tensor import Tensor
from tinygrad_edu.ops.facts import FACTS
from tinygrad_edu.show.record.story import tell
from tinygrad_edu.show.words.formulas import letters
from tinygrad_edu.show.words.steps import ordinal, steps_of


def said(root, names=None, seed=None):
    """The sentences of each step behind the start."""
    steps = steps_of(tell(root, names, seed))
    return [
        ["".join(p if isinstance(p, str) else p[0] for p in sentence) for sentence in step.says]
        for step in steps[1:]
    ]


def parameter(value, name):
    return tg.Tensor(np.array(value, float), requires_grad=True, name=name)


@given(graphs())
def test_blocks_hold_the_recorded_arrays_and_the_last_sum_is_the_gradient(make):
    story = tell(make()[0])
    last = {}
    for step in steps_of(story)[1:]:
        assert step.blocks[0].array is step.entry.gradient
        results = [block.array for block in step.blocks if block.kind == "result"]
        assert [id(x) for x in results] == [id(use.contribution) for use in step.uses]
        sums = iter(block.array for block in step.blocks if block.kind == "sum")
        for use in step.uses:
            seen = use.source in last
            last[use.source] = next(sums) if seen else use.contribution
    for entry in story.entries:
        if entry is not story.root and entry.gradient is not None:
            assert last[entry].tobytes() == entry.gradient.tobytes()


def test_broadcasting_over_rows_columns_and_all_entries():
    x = tg.Tensor(np.ones((2, 3)))
    row, column, number = parameter([1, 2, 3], "b"), parameter([[1], [2]], "c"), parameter(1, "k")
    sentences = said((((x + row) - column) * number).sum())
    assert sentences[1][1] == (
        "k was broadcast over all 6 entries: it was used 6 times, so its gradient is the sum of "
        "g · v₂ over all 6 entries."
    )
    assert sentences[2][1] == (
        "c was broadcast over the 3 columns: each entry was used 3 times, so its gradient is the "
        "sum of −g over the 3 columns."
    )
    assert sentences[3][1] == (
        "b was broadcast over the 2 rows: each entry was used 2 times, so its gradient is the sum "
        "of g over the 2 rows."
    )


def test_broadcasting_of_higher_arrays_names_the_axes():
    b = parameter(np.ones((3, 1)), "b")
    assert (
        "over axes 0, 2: each entry was used 8 times" in said((b + np.ones((2, 3, 4))).sum())[1][0]
    )


def test_gradients_of_repeated_uses_are_added_up():
    x = parameter(3, "x")
    assert said(x * x + x) == [
        [
            "v₁ gets g as it is.",
            "x gets g as it is.",
            "x is used 3 times, and this is its 1st part. "
            "Every use moves L, so the parts are added up.",
        ],
        [
            "x gets g times the local derivative ∂v₁/∂x: the chain rule.",
            "x is used 3 times, and this is its 2nd part.",
            "x appears again and gets another contribution.",
            "x is used 3 times, and this is its 3rd part.",
        ],
    ]


def test_signs_and_tensors_that_need_nothing():
    x, y = parameter([1, 2], "x"), tg.Tensor([3.0, 4], name="y")
    assert said((y - x).sum())[1] == [
        "y needs no gradient: none is computed for it.",
        "x gets −g: as it grows, v₁ falls.",
    ]


def test_a_constant_is_not_worth_a_sentence():
    assert said(parameter(2, "x") * 3)[0] == [
        "x gets g times the local derivative ∂L/∂x: the chain rule."
    ]


def test_a_reason_is_given_once():
    w = parameter(np.eye(2), "w")
    sentences = said((w @ (w @ w)).sum())
    reasons = [s for step in sentences for s in step if "each entry is a factor in" in s]
    assert len(reasons) == len(set(reasons)) > 0
    assert said(parameter([1, 2], "x").mean()) == [
        ["Each entry of x gets g / 2: each entry counts for its share of the mean."]
    ]


def test_every_row_of_facts_belongs_to_an_op():
    found = [op for module in MODULES for op in vars(module).values() if hasattr(op, "rule")]
    assert FACTS.keys() <= {op.rule.__name__.lstrip("_") for op in found}
    for op in found:
        inputs = len(letters(op, 1))
        for texts in (op.facts.gets, op.facts.why):
            assert isinstance(texts, str) or len(texts) == inputs, op.__name__


def test_the_start_says_where_the_walk_begins():
    x = parameter([1, 2], "x")
    start = steps_of(tell((x * x).sum()))[0]
    assert start.says[0][1] == ["∂L/∂L = 1"]
    assert "with respect to itself" in start.says[0][2]
    loss = (x * x).sum()
    assert steps_of(tell(loss, {"loss": loss}))[0].says[0][2] == ", since L is loss itself."
    assert "given" in steps_of(tell(x * x, seed=[1.0, 2]))[0].says[0][1]


def test_the_local_derivative_is_shown_where_it_is_more_than_a_sign():
    x, y = parameter([1, 2], "x"), parameter([3, 5], "y")
    steps = steps_of(tell((x * y - x).sum()))
    blocks = {b.label: b.array.tolist() for step in steps for b in step.blocks}
    assert blocks["∂v₁/∂x"] == [3, 5]
    assert blocks["∂v₁/∂y"] == [1, 2]
    assert blocks["∂L/∂x, all 2 added up"] == [2, 4]
    assert not any(label.startswith("∂v₂/∂") for label in blocks)


def test_only_the_first_steps_on_demand():
    y = parameter(1, "x")
    for _ in range(20):
        y = tg.sin(y)
    story = tell(y)
    assert [len(steps_of(story, most)) for most in (1, 2, 5, 100, None)] == [1, 2, 5, 21, 21]


def test_a_story_without_gradients_has_no_steps():
    assert steps_of(tell(Tensor(1.0))) == []


@pytest.mark.parametrize(
    ("k", "text"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (22, "22nd"), (112, "112th")],
)
def test_ordinals(k, text):
    assert ordinal(k) == text


# --- rounding ---------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_gradient_that_cancels_is_called_zero(dtype):
    rng = np.random.default_rng(0)
    layers = tg.nn.Linear(3, 4, rng=rng), tg.nn.BatchNorm1d(4), tg.nn.Tanh()
    model = tg.nn.Sequential(*layers).to(dtype)
    x, factor = rng.normal(size=(8, 3)).astype(dtype), rng.normal(size=4).astype(dtype)
    text = "\n".join(s for step in said((model(x) * factor).sum()) for s in step)
    assert text.count("≈ 0: the entries of g cancel. This use of bias does not move L") == 1


def test_a_small_gradient_is_not_zero():
    b, c = parameter([1, 2], "b"), parameter([0, 0], "c")
    g = 1e-12 * np.array([[1.0, 2.0], [-1.0 + 1e-12, -2.0 + 1e-12]])
    for root in (((b + np.ones((2, 2))) * g).sum(), ((c + np.zeros((2, 2))) * 0 * g).sum()):
        assert "cancel" not in "".join(s for step in said(root) for s in step)
