"""Can a network remember?  It adds two numbers digit by digit, and must carry the one in mind.

A recurrent cell is a layer of one's own: it mixes what comes in with what it remembers.  It sees
two binary digits at a time, the lowest first.  Nobody tells it that there is such a thing as a
carry, but after training on numbers of 8 digits it adds numbers of 40.

    python examples/recurrent_cell.py             # some ten seconds
"""

import argparse
from pathlib import Path

import numpy as np
from plots import plot_curves

import tinygrad_edu as tg
from tinygrad_edu.nn import Linear, Module


class Cell(Module):
    """Memory' = tanh(W x + V memory + b): Elman, 1990."""

    def __init__(self, inputs, size, rng):
        self.size = size
        self.see = Linear(inputs, size, rng=rng)
        self.recall = Linear(size, size, bias=False, rng=rng)

    def forward(self, x, memory):
        """(batch, inputs), (batch, size) -> (batch, size)."""
        return tg.tanh(self.see(x) + self.recall(memory))


class Adder(Module):
    """The same cell at each step; an answer is read from its memory."""

    def __init__(self, size, rng):
        self.cell = Cell(2, size, rng)
        self.answer = Linear(size, 1, rng=rng)

    def memories(self, digits):
        """(batch, length, 2) -> (batch, length, size)."""
        memory, found = tg.Tensor(np.zeros((len(digits), self.cell.size))), []
        for k in range(digits.shape[1]):
            memory = self.cell(digits[:, k], memory)
            found.append(memory)
        return tg.stack(found, axis=1)

    def forward(self, digits):
        """(batch, length, 2) -> (batch, length): a score, above 0 for a 1."""
        return self.answer(self.memories(digits)).squeeze(-1)


def sums(count, length, rng):
    """Pairs of numbers as binary digits, lowest first, and the digits of their sums."""
    a, b = rng.integers(0, 2 ** (length - 1), (2, count))
    digits = lambda n: (n[:, None] >> np.arange(length)) & 1  # noqa: E731
    return np.stack([digits(a), digits(b)], axis=-1).astype(float), digits(a + b).astype(float)


def main():
    """Train, test on longer numbers, and look into the memory."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path("output/recurrent_cell"))
    parser.add_argument("--quick", action="store_true", help="fewer steps")
    args = parser.parse_args()
    rng = np.random.default_rng(args.seed)
    model, loss = Adder(8, rng), tg.nn.BCEWithLogits()
    print(model, "\n")
    optimizer = tg.optim.Adam(model.parameters(), lr=0.02)
    steps = 300 if args.quick else 1000
    for step in range(1, steps + 1):
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
    print(f"\nNeuron {best} follows the carry: correlation {abs(likeness[best]):.2f}")
    args.out.mkdir(parents=True, exist_ok=True)
    curves = {
        "the carry": 2 * carry - 1,
        f"neuron {best}": memory[:, best] * np.sign(likeness[best]),
    }
    title = "What it learned to remember, while adding two numbers"
    plot_curves(np.arange(40), curves, args.out / "memory.png", title, "digit", "−1 no, 1 yes")
    print(f"saved in {args.out}: memory.png")


if __name__ == "__main__":
    main()
