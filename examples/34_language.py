"""Can a network learn to write?  It reads sonnets, and guesses the next character at each place.

To guess well it must look back.  Attention does that: each character asks a question (a query), all
earlier ones show what they have (keys), and where the two match, it takes what is there (values).
Attention is not part of the package: here it is, a custom layer in twelve lines.

    python examples/34_language.py                # a minute or two
    python examples/34_language.py --text FILE    # another text

    characters to choose from: text it reads  4.466
    characters to choose from: unseen         7.437
"""

import math
from pathlib import Path

import numpy as np
from shared import course
from shared.plots import plot_curves
from shared.writer import SONNETS, Writer, windows_of, write
from tqdm import tqdm

import tinygrad_edu as tg
from tinygrad_edu.nn import CrossEntropy, Linear, Module


# %% A layer in which each character looks at all earlier ones
class Attention(Module):
    """softmax(q kᵀ / √size) v, several times side by side; no character sees a later one."""

    def __init__(self, width, heads, rng):
        self.heads = heads
        self.ask, self.show, self.give, self.join = (
            Linear(width, width, bias=False, rng=rng) for _ in range(4)
        )

    def forward(self, x):
        """(batch, length, width) -> the same."""
        batch, length, width = x.shape
        q, k, v = (
            part(x).reshape(batch, length, self.heads, -1).swapaxes(1, 2)
            for part in (self.ask, self.show, self.give)
        )  # (batch, heads, length, size)
        match = q @ k.mT / math.sqrt(width // self.heads)  # (batch, heads, length, length)
        share = tg.softmax(match + np.triu(np.full((length, length), -1e9, x.dtype), 1))
        return self.join((share @ v).swapaxes(1, 2).reshape(batch, length, width))


# %% How much is the network surprised by the next character?
def surprise(model, rows):
    """Cross-entropy per character; each row of numbers is one longer than the network reads."""
    scores = model(rows[:, :-1])
    return CrossEntropy()(scores.reshape(-1, scores.shape[-1]), rows[:, 1:].reshape(-1))


# %% Train, and write a few lines from time to time.
def measure(seed, quick, out=None, text=SONNETS):
    """The number of characters it hesitates between, in the training text and in unseen text."""
    rng = np.random.default_rng(seed)
    length = 64
    steps = 60 if quick else 1200
    windows, alphabet = windows_of(Path(text).read_text(encoding="utf-8"), length)
    split = len(windows) * 9 // 10  # the last sonnets are not used for training
    unseen = windows[split + length :: 29]
    looks = [Attention(64, 4, rng) for _ in range(2)]
    model = Writer(len(alphabet), length, 64, looks, rng).to(np.float32)
    optimizer = tg.optim.Adam(model.parameters(), lr=3e-3)
    schedule = tg.optim.cosine(optimizer, steps, warmup=0.05)
    noted = []
    history = {"text it reads": [], "unseen": []}
    for step in tqdm(range(1, steps + 1), leave=False, disable=None):
        cost = surprise(model, windows[rng.integers(split, size=32)])
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
        schedule.step()
        if step == 1 or step % (steps // 8) == 0:
            with tg.no_grad():
                model.eval()
                costs = cost.item(), surprise(model, unseen).item()
            noted.append(step)
            for values, value in zip(history.values(), costs, strict=True):
                values.append(value)
            print(f"--- step {step}: {math.exp(costs[0]):.1f} characters to choose from, ", end="")
            print(f"{math.exp(costs[1]):.1f} in unseen text")
            print(write(model, "\n", 150, alphabet, rng).strip(), "\n", flush=True)
    if out:
        tg.save(out / "weights.npz", model=model.state_dict())
        words = "How well it guesses", "step", "cost per character"
        plot_curves(noted, history, out / "learning_curve.png", *words, ylim=(0, None))
    return {f"characters to choose from: {k}": math.exp(v[-1]) for k, v in history.items()}


if __name__ == "__main__":
    course.run(measure, __doc__, text=SONNETS)
