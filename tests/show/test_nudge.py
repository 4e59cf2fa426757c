"""Nudges: the meaning of a derivative."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.show._nudge import nudge


def network(dtype=np.float64):
    rng = np.random.default_rng(0)
    x = tg.Tensor(rng.normal(size=(2, 2)), dtype=dtype)
    w = tg.Tensor(rng.normal(size=(2, 3)), dtype=dtype, requires_grad=True, name="W")
    b = tg.Tensor(rng.normal(size=3), dtype=dtype, requires_grad=True, name="b")
    return ((tg.sigmoid(x @ w + b) - 0.5) ** 2).mean(), w, b


def test_the_prediction_is_the_gradient_times_the_nudge():
    loss, w, _ = network()
    loss.backward()
    for row in nudge(loss, w, by=0.01, k=6):
        assert row.gradient == w.grad[row.index]
        assert row.predicted == row.gradient * 0.01
        assert row.value == w.data[row.index]


def test_the_error_falls_as_the_square_of_the_nudge():
    loss, w, b = network()
    for parameter in (w, b):
        for coarse, fine in zip(
            nudge(loss, parameter, by=1e-2), nudge(loss, parameter, by=1e-3), strict=True
        ):
            assert coarse.error / fine.error == pytest.approx(100, rel=0.1)


def test_the_actual_change_is_that_of_the_recomputed_loss():
    loss, w, _ = network()
    row = nudge(loss, w, by=0.5, index=(1, 2))[0]
    again, moved, _ = network()
    base = again.item()
    moved.data[1, 2] += 0.5
    rng = np.random.default_rng(0)
    x = rng.normal(size=(2, 2))
    rng.normal(size=(2, 3))
    z = tg.sigmoid(x @ moved.data + rng.normal(size=3))
    assert row.actual == pytest.approx(np.mean((z - 0.5) ** 2) - base, rel=1e-12)


def test_the_most_important_entries_come_first():
    loss, w, _ = network()
    loss.backward()
    rows = nudge(loss, w, k=4)
    assert len(rows) == 4
    sizes = [abs(row.gradient) for row in rows]
    assert sizes == sorted(np.abs(w.grad).ravel(), reverse=True)[:4]


@pytest.mark.parametrize("when", ["before", "after"])
def test_nothing_is_touched(when):
    loss, w, b = network()
    if when == "after":
        loss.backward()
    grads = [None if p.grad is None else p.grad.copy() for p in (w, b)]
    values = w.data.copy(), b.data.copy()
    ages = w.age, b.age
    nudge(loss, w)
    assert (w.age, b.age) == ages
    for p, value, grad in zip((w, b), values, grads, strict=True):
        np.testing.assert_array_equal(p.data, value)
        np.testing.assert_array_equal(p.grad, grad)
    if when == "before":
        loss.backward()


def test_float32_rounding_does_not_hide_a_small_nudge():
    loss, w, _ = network(np.float32)
    for row in nudge(loss, w, by=1e-5):
        assert row.actual == pytest.approx(row.predicted, rel=1e-3)


def test_a_parameter_used_twice_moves_in_both_places():
    x = tg.Tensor(3.0, requires_grad=True, name="x")
    (row,) = nudge(x * x + x, x, by=0.5)
    assert (row.predicted, row.actual, row.error) == (3.5, 3.75, 0.25)
    assert row.index == ()


def test_a_dropped_entry_stays_dropped():
    x = tg.Tensor(np.ones(50), requires_grad=True)
    loss = tg.nn.Dropout(0.5, rng=np.random.default_rng(0))(x).sum()
    assert {(row.predicted, round(row.actual, 9)) for row in nudge(loss, x, by=0.5, k=50)} == {
        (0, 0),
        (1, 1),
    }


def test_it_prints_as_a_table():
    x = tg.Tensor([3.0, -1.0, 0.0], requires_grad=True, name="x")
    text = str(nudge((x * x).sum(), x, by=0.01, k=2))
    assert text.splitlines() == [
        "The loss is 10.  If one entry of x moves by 0.01, it changes by:",
        "entry  value  gradient  predicted   actual    error",
        "x[0]       3         6      +0.06  +0.0601  +0.0001",
        "x[1]      −1        −2      −0.02  −0.0199  +0.0001",
        "… and 1 more, with smaller gradients",
    ]


def test_a_question_without_an_answer_is_an_error_that_says_why():
    loss, w, b = network()
    other = tg.Tensor(1.0, requires_grad=True, name="other")
    with pytest.raises(ValueError, match=r"other of shape \(\) is not a parameter of this loss"):
        nudge(loss, other)
    with pytest.raises(ValueError, match="a result of sigmoid, not a leaf"):
        nudge(loss, tg.sigmoid(w))
    with pytest.raises(IndexError, match=r"no entry of W .* \(0 … 1, 0 … 2\)"):
        nudge(loss, w, index=(2, 0))
    with pytest.raises(IndexError, match="one number for each axis"):
        nudge(loss, w, index=1)
    with pytest.raises(ValueError, match="must be one number"):
        nudge(w * 2, w)
    with pytest.raises(ValueError, match="moves nothing"):
        nudge(loss, w, by=0)
    with pytest.raises(ValueError, match="at least one"):
        nudge(loss, w, k=0)
    with pytest.raises(TypeError, match="parameter is a ndarray"):
        nudge(loss, w.data)
    b.data += 1
    with pytest.raises(RuntimeError, match=r"b of shape .* was changed after the loss"):
        nudge(loss, w)


def test_negative_indices_count_from_the_end():
    loss, w, _ = network()
    assert nudge(loss, w, index=(-1, -1))[0].index == (1, 2)
