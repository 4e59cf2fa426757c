"""`debug`: who writes into what a derivative needs is stopped there; the first nan is an error."""

import contextlib
import gc
import threading

import numpy as np
import pytest

import tinygrad_edu as tg
from tests.watch.test_notices import CORRECT
from tinygrad_edu.nn import Linear, Sequential, Tanh
from tinygrad_edu.watch import debug as debugging


@pytest.fixture(autouse=True)
def _nothing_stays_locked():
    gc.disable()  # a graph dies by itself
    yield
    gc.enable()
    assert not debugging.locked


def parameter(values, **options):
    return tg.Tensor(values, requires_grad=True, **options)


@pytest.mark.parametrize("loop", CORRECT)
def test_a_correct_loop_runs_as_usual(loop):
    with tg.debug():
        loop()


# --- writing ----------------------------------------------------------------------------------


@pytest.mark.promise(14)
def test_a_write_into_a_value_that_is_needed_is_stopped_at_its_line():
    w = parameter([1.0, 2.0])
    with tg.debug():
        loss = (w * w).sum()
    for write in (lambda: w.data.__setitem__(0, 5.0), lambda: np.add(w.data, 1, out=w.data)):
        with pytest.raises(ValueError, match="read-only"):
            write()
    loss.backward()
    np.testing.assert_array_equal(w.grad, [2, 4])
    w.data[0] = 5.0


@pytest.mark.parametrize("look", [tg.explain, tg.draw, tg.play])
def test_it_is_writeable_again_after_a_look_at_the_graph(look):
    w, model = parameter([1.0, 2.0]), Sequential(Linear(2, 3), Tanh())
    with tg.debug():
        loss = model(w * w).sum()
        repr(look(loss))
        assert not w.data.flags.writeable
        del loss
        assert w.data.flags.writeable


def test_without_debug_the_write_itself_passes():
    w = parameter([1.0, 2.0])
    loss = (w * w).sum()
    w.data[0] = 5.0
    del loss


@pytest.mark.parametrize("release", ["backward", "retained backward", "death", "another death"])
def test_it_is_writeable_again_when_no_graph_needs_it(release):
    w = parameter([1.0, 2.0])
    with tg.debug():
        loss, other = (w * w).sum(), (w * w).sum()
    if release == "backward":
        loss.backward()
        other.backward()
    elif release == "retained backward":
        loss.backward(retain_graph=True)
        assert not w.data.flags.writeable
        del loss, other
    elif release == "death":
        del loss, other
    else:
        del loss
        assert not w.data.flags.writeable
        del other
    assert w.data.flags.writeable


@pytest.mark.parametrize(
    "view", [lambda a: a, lambda a: a[1:], lambda a: a.T, lambda a: a[::2]], ids=range(4)
)
def test_an_array_that_from_numpy_shares_is_locked_and_so_is_what_owns_it(view):
    a = np.ones((3, 2))
    shared, w = view(a), parameter(np.ones_like(view(a)))
    with tg.debug():
        loss = (w * tg.from_numpy(shared)).sum()
    for array in (a, shared):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 2
    del loss
    a[0] = shared[0] = 2


def test_a_leaf_on_a_view_is_locked_with_another_view_of_it():
    @tg.differentiable
    def squares(x, /):
        t = x.T
        return (t * t).sum(), lambda g: (2 * g * t).T

    a = np.ones((3, 2))
    w = tg.from_numpy(a[1:], requires_grad=True)
    with tg.debug():
        loss = squares(w)
    with pytest.raises(ValueError, match="read-only"):
        w.data[0] = 2
    del loss
    w.data[0] = 2


def test_read_only_arrays_stay_read_only():
    a = np.ones(3)
    a.flags.writeable = False
    with tg.debug():
        loss = (parameter(np.ones(3)) * tg.from_numpy(a)).sum()
    loss.backward()
    assert not a.flags.writeable


def test_arrays_that_no_derivative_needs_are_writable():
    w, b = parameter([1.0, 2.0]), parameter([3.0, 4.0])
    with tg.debug():
        loss = (w + b).sum()
        w.data += 1
        b.data = [0.0, 0.0]
    loss.backward()


def test_new_data_and_a_step_say_what_to_do():
    w = tg.Tensor([1.0, 2.0], requires_grad=True, name="w")
    optimizer = tg.optim.SGD([w], lr=0.1)
    with tg.debug():
        loss = (w * w).sum()
        loss.backward(retain_graph=True)
        with pytest.raises(RuntimeError, match=r"data: .* w of shape \(2,\).*backward\(\)"):
            w.data = [3.0, 4.0]
        with pytest.raises(RuntimeError, match=r"step: .*del loss"):
            optimizer.step()
    np.testing.assert_array_equal(w.data, [1, 2])
    del loss
    optimizer.step()


# --- nan and inf ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("op", "x", "words"),
    [
        (tg.log, [1.0, 0.0], "log made inf, of 0 … 1; log.0. is -inf"),
        (tg.sqrt, [-1.0, 4.0], "sqrt made nan, of −1 … 4"),
        (lambda x: 1 / x, [0.0], "divide made inf, of 1 and 0; it divided by 0"),
        (tg.exp, [800.0], "exp made inf, of 800; exp overflows above 709"),
        (tg.square, [1e200], "learning rate"),
    ],
)
@pytest.mark.parametrize("requires_grad", [True, False])
def test_the_op_that_makes_the_first_nan_or_inf_is_an_error_at_once(op, x, words, requires_grad):
    x = tg.Tensor(x, requires_grad=requires_grad)
    with np.errstate(all="ignore"):
        with tg.debug(), pytest.raises(FloatingPointError, match=words):
            op(x)
        op(x)


def test_it_names_the_layer():
    model = Sequential(Linear(2, 2), Tanh(), Linear(2, 1))
    model[2].weight.data = [[1e308, 1e308]]
    model[0].bias.data = [10.0, 10.0]
    with (
        np.errstate(all="ignore"),
        tg.debug(),
        pytest.raises(FloatingPointError, match=r"linear in model.2 \(Linear 2 → 1\) made inf"),
    ):
        model(np.ones((1, 2)))


def test_nan_and_inf_that_go_in_may_come_out():
    with tg.debug():
        y = tg.where([True, False], parameter([1.0, 2.0]), -np.inf)
        assert tg.softmax(y).sum().item() == 1
        assert np.isnan((parameter([np.nan]) * 2).item())


def test_a_derivative_that_is_not_finite_names_the_line_of_its_op():
    x = parameter([0.0, 4.0])
    with tg.debug():
        root = tg.sqrt(x)
        loss = tg.where(x.data > 0, root, x).sum()
        with np.errstate(all="ignore"), pytest.raises(FloatingPointError) as caught:
            loss.backward()
    line = test_a_derivative_that_is_not_finite_names_the_line_of_its_op
    assert f"sqrt, computed at test_debug.py, line {line.__code__.co_firstlineno + 3}," in str(
        caught.value
    )
    assert "tg.where after it does not help" in str(caught.value)
    assert x.grad is None
    del caught  # whose traceback holds the graph


# --- the switch -------------------------------------------------------------------------------


def test_it_is_off_at_first_and_after_an_exception_and_may_be_nested():
    def looks():
        try:
            with np.errstate(all="ignore"):
                tg.log(tg.Tensor(0.0))
        except FloatingPointError:
            return True
        return False

    assert not looks()
    with contextlib.suppress(KeyError), tg.debug():
        assert looks()
        with tg.debug():
            assert looks()
        assert looks()
        raise KeyError
    assert not looks()
    assert tg.debug()(looks)()


def test_it_is_of_one_thread():
    found = []

    def other():
        with np.errstate(all="ignore"):
            found.append(tg.log(tg.Tensor(0.0)).item())

    with tg.debug():
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert found == [-np.inf]


def test_second_derivatives_are_the_same():
    def third(x):
        y = x * x * x
        slope = tg.grad(y, x, create_graph=True)
        return tg.grad(slope, x).data

    with tg.debug():
        assert third(parameter(2.0)) == third(parameter(2.0)) == 12
