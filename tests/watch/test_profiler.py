"""`profile` finds where the time goes, and costs nothing when it is off."""

import threading
import time

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.engine.state import thread, watching


@tg.differentiable
def slow(x, /):
    time.sleep(0.02)

    def derivative(g):
        time.sleep(0.04)
        return g * 2

    return x * 2, derivative


@tg.differentiable
def mirrored(x, /):
    return x * 2, slow


@pytest.fixture(autouse=True)
def _without_the_first_check():
    slow(tg.Tensor([1.0], requires_grad=True))  # the first use of an op is checked


def test_the_slow_op_is_found_forward_and_backward():
    x = tg.Tensor(np.ones(3), requires_grad=True)
    with tg.profile() as p:
        slow(slow(x)).sum().backward()
    assert p.rows["slow"].calls == 2
    assert p.rows["slow"].forward >= 0.04
    assert p.rows["slow"].backward >= 0.08
    assert p.rows["sum"].calls == 1
    assert 0 < p.rows["sum"].both < p.rows["slow"].both
    assert p.seconds >= 0.12


def test_the_slowest_op_comes_first_and_the_shares_add_up_to_one():
    x = tg.Tensor(np.ones(3), requires_grad=True)
    with tg.profile() as p:
        (slow(x) * 3).sum().backward()
    _, _, *lines, _, last = str(p).splitlines()
    assert [line.split("  ")[0] for line in lines][0::3] == ["slow", "everything else"]
    assert {line.split()[0] for line in lines} == {"slow", "multiply", "sum", "everything"}
    assert sum(int(line.split()[-1].rstrip("%")) for line in lines) == pytest.approx(100, abs=2)
    assert last.startswith("Times are milliseconds: ")


def test_python_code_between_the_ops_is_everything_else():
    with tg.profile() as p:
        time.sleep(0.03)
    assert p.rows == {}
    assert "everything else" in str(p)
    assert "100%" in str(p)


def test_it_adds_up_over_several_uses():
    p = tg.profile()
    for _ in range(3):
        with p:
            tg.exp(tg.Tensor(1.0))
        tg.exp(tg.Tensor(1.0))
    assert p.rows["exp"].calls == 3


def test_an_op_that_a_derivative_calls_is_counted_once():
    x = tg.Tensor(np.ones(3), requires_grad=True)
    y = mirrored(x).sum()
    with tg.profile() as p:
        tg.grad(y, [x], create_graph=True)
    assert p.rows["slow"].forward >= 0.02
    assert sum(row.both for row in p.rows.values()) <= p.seconds


def test_ops_on_plain_arrays_and_without_recording():
    with tg.profile() as p, tg.no_grad():
        tg.exp(np.ones(3))
        tg.exp(tg.Tensor(np.ones(3)))
    assert p.rows["exp"].calls == 1  # of arrays nothing is remembered, nor timed


def test_another_thread_is_not_watched():
    def work():
        x = tg.Tensor(np.ones(3), requires_grad=True)
        (x * x).sum().backward()

    with tg.profile() as p:
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert p.rows == {}


def test_the_explanation_still_hears_of_each_step():
    x = tg.Tensor([1.0, 2.0], requires_grad=True, name="x")
    y = (x * x).sum()
    text = tg.explain(y)
    with tg.profile():
        assert tg.explain(y) == text


def test_gradients_are_the_same_and_nothing_stays_on():
    x = tg.Tensor(np.linspace(-1, 1, 5), requires_grad=True)
    tg.tanh(x).sum().backward()
    expected, x.grad = x.grad, None

    def breaks():
        with tg.profile():
            tg.tanh(x).sum().backward()
            raise ArithmeticError

    with pytest.raises(ArithmeticError):
        breaks()
    np.testing.assert_array_equal(x.grad, expected)
    assert thread.watchers == ()


def test_a_debug_that_ends_in_another_thread_does_not_end_a_profile():
    debugging, profiling, done = (threading.Event() for _ in range(3))
    complaints = []

    def debug_meanwhile():
        with tg.debug():
            debugging.set()
            profiling.wait(10)
        done.set()

    other = threading.Thread(target=debug_meanwhile)
    other.start()
    try:
        assert debugging.wait(10)
        with tg.profile() as p:
            profiling.set()
            assert done.wait(10)
            tg.exp(tg.Tensor(1.0))
    except ValueError as error:
        complaints.append(error)
    finally:
        profiling.set()
        other.join()
    assert not complaints
    assert p.rows["exp"].calls == 1
    assert not watching


def test_a_profile_that_is_entered_twice_counts_once_and_stays_on_to_the_end():
    p = tg.profile()
    with p:
        with p:
            tg.exp(tg.Tensor(1.0))
        for _ in range(4):
            tg.exp(tg.Tensor(1.0))
    tg.exp(tg.Tensor(1.0))
    assert p.rows["exp"].calls == 5
    assert not watching
