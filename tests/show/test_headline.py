"""The heading of a page: a calculation in one line, with no bracket too many or too few."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.show.record.story import tell
from tinygrad_edu.show.words.formulas import LONGEST

x = tg.Tensor([[1.0, 0.5], [1.5, 2.0]], requires_grad=True, name="x")
W = tg.Tensor([[0.4, 0.2], [0.3, 0.5]], requires_grad=True, name="W")
b = tg.Tensor([0.1, 0.3], requires_grad=True, name="b")

LINES = {
    "(sigmoid(x @ W + b) − x).sum()": lambda: (tg.sigmoid(x @ W + b) - x).sum(),
    "(x − (W − b)).sum()": lambda: (x - (W - b)).sum(),
    "(x − W − b).sum()": lambda: (x - W - b).sum(),
    "(x / (W × b)).sum()": lambda: (x / (W * b)).sum(),
    "(x × (W + b)).sum()": lambda: (x * (W + b)).sum(),
    "((x − W)²).sum()": lambda: ((x - W) ** 2).sum(),
    "exp(−x).sum()": lambda: tg.exp(-x).sum(),
    "(−x)[0, 1]": lambda: (-x)[0, 1],
    "maximum(x − W, b + 1).sum()": lambda: tg.maximum(x - W, b + 1).sum(),
    "concatenate(x + 1, W × 2).sum()": lambda: tg.concatenate([x + 1, W * 2]).sum(),
}


@pytest.mark.parametrize("line", LINES)
def test_a_calculation_is_written_as_on_paper(line):
    assert tell(LINES[line]()).headline == f"L = {line}"


def test_what_has_a_name_stays():
    z = x @ W
    assert tell((z + b).sum(), names={"z": z}).headline == "L = (z + b).sum()"


def test_what_is_used_twice_stays():
    z = x @ W
    assert tell((z * z + z).sum()).headline == "L = (v₁ × v₁ + v₁).sum()"


def test_of_a_long_calculation_only_the_last_step_is_explained():
    y = x
    for _ in range(300):
        y = tg.tanh(y + 1)
    line = tell(y.sum()).headline
    assert line == "L = v600.sum()" or len(line) <= LONGEST


def test_a_leaf_is_called_by_its_name():
    assert tell(tg.Tensor(np.pi, requires_grad=True, name="pi")).headline == "pi"


# --- modules ----------------------------------------------------------------------------------


class Residual(tg.nn.Module):
    """A module inside of which another one is called."""

    def __init__(self):
        super().__init__()
        self.inner = tg.nn.Linear(2, 2, rng=np.random.default_rng(0))

    def forward(self, x):
        return x + tg.tanh(self.inner(x))


net = Residual()
MODULES = {
    "MSE(Residual(x), y)": lambda: tg.nn.MSE()(net(x), [[1.0, 0.0], [0.0, 1.0]]),
    "((Residual(x) − 1)²).mean()": lambda: ((net(x) - 1) ** 2).mean(),
    "Residual(Residual(x) @ W).sum()": lambda: net(net(x) @ W).sum(),
    "LayerNorm(x + b).sum()": lambda: tg.nn.LayerNorm(2)(x + b).sum(),
}


@pytest.mark.parametrize("line", MODULES)
def test_a_call_of_a_module_is_written_as_a_call(line):
    assert tell(MODULES[line]()).headline == f"L = {line}"


def test_a_module_is_called_by_its_name():
    loss = tg.nn.MSE()(net(x), [[1.0, 0.0], [0.0, 1.0]])
    assert tell(loss, names={"model": net}).headline == "L = MSE(model(x), y)"


def test_a_module_that_is_the_end_of_a_graph():
    assert tell(net(x)).headline == "v₃ = Residual(x)"
    assert tell(net(x), names={"net": net}).headline == "v₃ = net(x)"
