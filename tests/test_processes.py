"""Threads, processes, copies: training is the same, wherever it runs and wherever it goes on."""

import contextlib
import copy
import multiprocessing
import os
import pickle
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.engine import leaves as gradients
from tinygrad_edu.engine.state import thread, watching
from tinygrad_edu.nn import BatchNorm1d, CrossEntropy, Dropout, Linear, ReLU, Sequential
from tinygrad_edu.optim import SGD, Adam, cosine, step_decay
from tinygrad_edu.watch import debug as debugging

# A training whose every part has a state: means of batches, dropped entries, momenta, a schedule.


class Training:
    """A network, its optimiser, its schedule and where its random numbers come from."""

    def __init__(self, seed=0, steps=40):
        self.rng = rng = np.random.default_rng(seed)
        self.model = Sequential(
            Linear(4, 6, rng=rng), BatchNorm1d(6), ReLU(), Dropout(0.3, rng=rng),
            Linear(6, 3, rng=rng),
        )  # fmt: skip
        self.optimizer = Adam(self.model.parameters(), lr=0.05)
        self.schedule = cosine(self.optimizer, steps=steps, warmup=0.1)

    def step(self):
        x = self.rng.normal(size=(8, 4))
        labels = self.rng.integers(3, size=8)
        self.optimizer.zero_grad()
        CrossEntropy()(self.model(tg.Tensor(x)), labels).backward()
        self.optimizer.step()
        self.schedule.step()

    def run(self, steps):
        for _ in range(steps):
            self.step()
        return self

    def bits(self):
        return b"".join(array.tobytes() for array in self.model.state_dict().values())


def trained(seed):
    """The bits of the weights after some steps."""
    return Training(seed).run(15).bits()


# --- threads ----------------------------------------------------------------------------------


@pytest.mark.promise(21)
def test_networks_train_in_parallel_threads_exactly():
    found, start = {}, threading.Barrier(4)

    def work(seed):
        start.wait()
        found[seed] = trained(seed)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert found == {seed: trained(seed) for seed in range(4)}


@pytest.mark.promise(20, 21)
def test_no_grad_of_one_thread_does_not_stop_another_from_training():
    stop, paused = threading.Event(), threading.Event()

    def pause():
        with tg.no_grad():
            paused.set()
            stop.wait(30)

    other = threading.Thread(target=pause)
    other.start()
    assert paused.wait(30)
    try:
        found = trained(0)
    finally:
        stop.set()
        other.join()
    assert found == trained(0)


def test_one_network_answers_many_threads_at_once():
    model = Training(0).run(5).model.eval()
    x = np.random.default_rng(1).normal(size=(50, 4))
    expected, found = model(x).data.tobytes(), []

    def ask():
        with tg.no_grad():
            found.extend(model(x).data.tobytes() for _ in range(20))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert found == [expected] * 80


def test_a_gradient_that_another_thread_deletes_meanwhile_says_so(monkeypatch):
    model = Linear(2, 1)
    add_to = gradients.add_to

    def interrupted(node, g):
        model.zero_grad()  # as another thread may do, just now
        add_to(node, g)

    monkeypatch.setattr(gradients, "add_to", interrupted)
    model(np.ones((1, 2))).sum().backward()
    with pytest.raises(RuntimeError, match=r"another thread .*copy\.deepcopy\(model\)"):
        model(np.ones((1, 2))).sum().backward()


# --- Ctrl-C -----------------------------------------------------------------------------------


@contextlib.contextmanager
def interrupted_at(count, *files):
    """A Ctrl-C at the line of this number, counted over the lines of the package's `files`."""
    left = count
    assert set(files) <= {path.name for path in Path(tg.__file__).parent.rglob("*.py")}

    def trace(frame, event, arg):
        nonlocal left
        if os.path.basename(frame.f_code.co_filename) not in files:
            return None
        if event == "line":
            left -= 1
            if not left:
                raise KeyboardInterrupt
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        sys.settrace(before)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("count", range(1, 140, 2))
def test_ctrl_c_inside_debug_leaves_no_lock(count, monkeypatch):
    # the tracer also interrupts where Python does not: between a block and the end of its lock
    monkeypatch.setattr(debugging, "turn", threading.RLock())
    w = tg.Tensor([1.0, 2.0], requires_grad=True)

    def work():
        with tg.debug():
            loss = ((w * w).exp() * w).sum()
            loss.backward()

    with tg.debug(), interrupted_at(count, "debug.py"):
        work()
    assert not thread.watchers
    tg.optim.SGD([w], lr=0.1).step() if w.grad is not None else None
    with tg.debug():
        pass
    assert w.data.flags.writeable
    assert not debugging.locked


def test_ctrl_c_while_debug_ends_does_not_keep_it_on(monkeypatch):
    leave, calls = tg.debug.leave, []

    def interrupted(self):
        calls.append(self)
        if len(calls) == 1:
            raise KeyboardInterrupt
        leave(self)

    monkeypatch.setattr(tg.debug, "leave", interrupted)
    with pytest.raises(KeyboardInterrupt), tg.debug():
        pass
    assert not thread.watchers
    assert not watching


def test_ctrl_c_while_a_lock_ends_is_not_lost(monkeypatch):
    """No error can leave a `__del__`, so the interruption is asked for again."""
    heard, unlock, calls = threading.Event(), debugging.unlock, []

    def interrupted(owners, lock):
        calls.append(lock)
        if len(calls) == 1:
            raise KeyboardInterrupt
        unlock(owners, lock)

    monkeypatch.setattr(debugging, "interrupt_main", heard.set)
    w = tg.Tensor([1.0, 2.0], requires_grad=True)
    with tg.debug():
        loss = (w * w).sum()
        monkeypatch.setattr(debugging, "unlock", interrupted)
        del loss
        assert w.data.flags.writeable
    assert heard.wait(10)


@pytest.mark.parametrize("count", range(1, 40))
def test_ctrl_c_inside_an_inner_switch_is_put_right_by_the_outer_one(count, monkeypatch):
    monkeypatch.setattr(thread, "deriving", False)  # at worst, a warning less
    w = tg.Tensor([1.0, 2.0], requires_grad=True)
    with tg.no_grad():
        with interrupted_at(count, "_no_grad.py", "tensor_rules.py"), tg.no_grad():
            tg.hessian(lambda x: (x**3).sum(), w)
        assert not (w * 2).requires_grad
    assert (w * 2).requires_grad
    assert thread.rule is None


@pytest.mark.parametrize("count", range(150, 250))
def test_ctrl_c_loads_all_of_a_state_or_nothing(count):
    model, state = Linear(4, 3), Linear(4, 3).state_dict()
    before = model.state_dict()
    with interrupted_at(count, "_module.py"):
        model.load_state_dict(state)
    found = {name: np.array_equal(array, state[name]) for name, array in model.state_dict().items()}
    same = {name: np.array_equal(array, before[name]) for name, array in model.state_dict().items()}
    assert all(found.values()) or all(same.values())


def test_one_switch_serves_threads_recursion_and_itself():
    switch, found = tg.no_grad(), []
    w = tg.Tensor([1.0], requires_grad=True)

    @switch
    def deep(n):
        return deep(n - 1) if n else (w * 2).requires_grad

    def work():
        with switch, switch:
            found.append(deep(3))
        found.append((w * 2).requires_grad)

    with switch:
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        work()
    assert found == [False, True, False, False]
    assert (w * 2).requires_grad


# --- processes --------------------------------------------------------------------------------


@pytest.mark.promise(21)
@pytest.mark.parametrize("way", ["fork", "spawn"])
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded")  # pytest's own, perhaps
def test_another_process_trains_the_same_weights(way):
    if way not in multiprocessing.get_all_start_methods():
        pytest.skip(f"there is no {way} here")
    with multiprocessing.get_context(way).Pool(2) as pool:
        found = pool.map(trained, [0, 1])
    assert found == [trained(0), trained(1)]


@pytest.mark.promise(36)
def test_a_training_gives_the_same_bits_in_new_processes():
    code = """
        import hashlib
        from tests.test_processes import trained
        print(hashlib.sha256(trained(5)).hexdigest())
        """
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    found = {
        subprocess.run(
            [sys.executable, "-c", textwrap.dedent(code)],
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            encoding="utf-8",
            check=True,
        ).stdout
        for seed in ("0", "1", "77777")
    }
    assert len(found) == 1
    assert len(found.pop().strip()) == 64


# --- copies and pickles -----------------------------------------------------------------------

COPIES = {"deepcopy": copy.deepcopy, "pickle": lambda x: pickle.loads(pickle.dumps(x))}
copied = pytest.mark.parametrize("twin", COPIES.values(), ids=COPIES)


@copied
def test_a_whole_training_is_copied_and_both_go_on_alike_and_apart(twin):
    one = Training(2).run(7)
    other = twin(one)
    assert other.bits() == one.bits()
    assert other.run(20).bits() == one.run(20).bits()
    one.step()
    assert other.bits() != one.bits()
    arrays = one.model.state_dict().values()
    for a in other.model.parameters():
        assert not any(np.shares_memory(a.data, b) for b in arrays)


@copied
def test_an_optimiser_that_is_copied_with_its_model_steps_the_copy(twin):
    model = Linear(3, 2, rng=np.random.default_rng(0))
    optimizer = SGD(model.parameters(), lr=0.1, momentum=0.9)
    pair = twin((model, optimizer))
    for m, o in ((model, optimizer), pair):
        for _ in range(3):
            o.zero_grad()
            m(np.ones((4, 3))).sum().backward()
            o.step()
    for a, b in zip(model.parameters(), pair[0].parameters(), strict=True):
        np.testing.assert_array_equal(a.data, b.data)
        assert not np.shares_memory(a.data, b.data)


@copied
@pytest.mark.parametrize("make", [lambda o: cosine(o, steps=9), lambda o: step_decay(o, 3, 0.5)])
def test_a_schedule_that_is_copied_goes_on(twin, make):
    model = Linear(3, 2)
    optimizer = SGD(model.parameters(), lr=0.1)
    schedule = make(optimizer)
    schedule.step()
    other_optimizer, other = twin((optimizer, schedule))
    for _ in range(5):
        schedule.step()
        other.step()
        assert optimizer.lr == other_optimizer.lr


@copied
def test_a_tensor_with_a_gradient_is_copied_and_a_result_refuses(twin):
    w = tg.Tensor([1.0, 2.0], requires_grad=True, name="w")
    (w * w).sum().backward()
    v = twin(w)
    assert (v.name, v.requires_grad, v.grad.tolist()) == ("w", True, [2, 4])
    v.grad[:] = 0
    assert w.grad.tolist() == [2, 4]
    with pytest.raises(TypeError, match=r"result of multiply cannot be .*\.detach\(\)"):
        twin(w * w)


@copied
def test_a_module_that_keeps_a_result_refuses_to_be_copied_and_says_why(twin):
    model = Linear(3, 2)
    model.last = model(np.ones((1, 3)))
    with pytest.raises(TypeError, match=r"\.detach\(\)"):
        twin(model)


# --- checkpoints ------------------------------------------------------------------------------


@pytest.mark.promise(36)
def test_a_checkpoint_goes_on_to_the_same_bits(tmp_path):
    """Model, optimiser, schedule and generator; through a file, after an even or odd draw."""
    straight = Training(3).run(30).bits()
    for steps in (0, 1, 13):
        first = Training(3).run(steps)
        tg.save(
            tmp_path / "checkpoint.npz",
            model=first.model.state_dict(),
            optimizer=first.optimizer.state_dict(),
            schedule=first.schedule.state_dict(),
            rng=first.rng.bit_generator.state,
        )
        again = Training(99)
        state = tg.load(tmp_path / "checkpoint.npz")
        again.model.load_state_dict(state["model"])
        again.optimizer.load_state_dict(state["optimizer"])
        again.schedule.load_state_dict(state["schedule"])
        again.rng.bit_generator.state = state["rng"]
        assert again.run(30 - steps).bits() == straight
