"""Can a network remember?  It adds two numbers digit by digit, and must carry the one in mind.

A recurrent cell is a custom layer: it combines its input with what it remembers.  It sees two
binary digits at a time, the lowest first.  It does not know that there is such a thing as a carry,
but after training on numbers with 8 digits it can add numbers with 40.

    python examples/33_recurrent_cell.py          # some seconds

    sums of 40 digits right                 100.00 %
    correlation of a neuron with the carry  0.984
"""

import numpy as np
from shared import course
from shared.plots import plot_curves
from tqdm import tqdm

import tinygrad_edu as tg
from tinygrad_edu.nn import Linear, Module


# %% One cell, used again at each step
class Cell(Module):
    """The new memory is tanh(W x + V memory + b).  Elman, 1990."""

    def __init__(self, inputs, size, rng):
        self.size = size
        self.see = Linear(inputs, size, rng=rng)
        self.recall = Linear(size, size, bias=False, rng=rng)

    def forward(self, x, memory):
        """(batch, inputs), (batch, size) -> (batch, size)."""
        return tg.tanh(self.see(x) + self.recall(memory))


class Adder(Module):
    """The same cell at each step, and an answer from its memory."""

    def __init__(self, size, rng):
        self.cell = Cell(2, size, rng)
        self.answer = Linear(size, 1, rng=rng)

    def memories(self, digits):
        """(batch, length, 2) -> (batch, length, size)."""
        memory = tg.Tensor(np.zeros((len(digits), self.cell.size)))
        found = []
        for k in range(digits.shape[1]):
            memory = self.cell(digits[:, k], memory)
            found.append(memory)
        return tg.stack(found, axis=1)

    def forward(self, digits):
        """(batch, length, 2) -> (batch, length): a score, above 0 for a 1."""
        return self.answer(self.memories(digits)).squeeze(-1)


# %% Numbers, and the digits of their sums
def sums(count, length, rng):
    """Pairs of numbers as binary digits, lowest first, and the digits of their sums."""
    a, b = rng.integers(0, 2 ** (length - 1), (2, count))
    places = np.arange(length)
    pairs = np.stack([a[:, None] >> places & 1, b[:, None] >> places & 1], axis=-1)
    return pairs.astype(float), ((a + b)[:, None] >> places & 1).astype(float)


# %% Train, test on longer numbers, and look into the memory
def measure(seed, quick, out=None):
    """The share of right sums of 40 digits, and how well a neuron follows the carry."""
    rng = np.random.default_rng(seed)
    model = Adder(8, rng)
    loss = tg.nn.BCEWithLogits()
    optimizer = tg.optim.Adam(model.parameters(), lr=0.02)
    steps = 300 if quick else 1000
    for step in tqdm(range(1, steps + 1), leave=False, disable=None):
        x, y = sums(32, 8, rng)
        cost = loss(model(x), y)
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
        if step % (steps // 5) == 0:
            x, y = sums(500, 40, rng)
            right = ((model(x).data > 0) == y).all(axis=1).mean()
            print(f"step {step:4}   cost {cost.item():.4f}   sums of 40 digits right: {right:.1%}")

    x, y = sums(1, 40, rng)
    memory = model.memories(x).data[0]  # (40, size)
    carry = (x[0].sum(axis=1) + np.append(0, y[0, 1:] != x[0, 1:].sum(axis=1) % 2)[:40]) // 2
    likeness = np.corrcoef(memory.T, 2 * carry - 1)[-1, :-1]
    best = np.abs(likeness).argmax()
    followed = memory[:, best] * np.sign(likeness[best])
    if out:
        curves = {"the carry": 2 * carry - 1, f"neuron {best}": followed}
        title = "What it learned to remember, while adding two numbers"
        plot_curves(np.arange(40), curves, out / "memory.png", title, "digit", "−1 no, 1 yes")
    return {
        "sums of 40 digits right, %": 100 * right,
        "correlation of a neuron with the carry": abs(likeness[best]),
    }


if __name__ == "__main__":
    course.run(measure, __doc__)
