"""Can a network learn to write?  It reads sonnets, and guesses at each place the next character.

To guess well it must look back.  Attention does that: each character asks a question (a query),
all earlier ones show what they have (keys), and where the two match, it takes over what is there
(values).  Attention is no part of the package: here it is, a layer of one's own in twelve lines.

    python examples/language.py                   # a minute or two
    python examples/language.py --quick           # some seconds
    python examples/language.py --text FILE       # another text
"""

import argparse
import math
import time
from pathlib import Path

import numpy as np
from plots import plot_curves
from tqdm import tqdm

import tinygrad_edu as tg
from tinygrad_edu.nn import (
    CrossEntropy,
    Dropout,
    Embedding,
    LayerNorm,
    Linear,
    Module,
    Sequential,
    SiLU,
)

SONNETS = Path(__file__).parent / "data" / "sonnets.txt"  # 26 by Shakespeare, printed in 1609


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


class Block(Module):
    """First look around, then think: each adds to what is known."""

    def __init__(self, width, heads, rng):
        look = Attention(width, heads, rng)
        self.look = Sequential(LayerNorm(width), look, Dropout(0.2, rng))
        wide, narrow = Linear(width, 4 * width, rng=rng), Linear(4 * width, width, rng=rng)
        self.think = Sequential(LayerNorm(width), wide, SiLU(), narrow, Dropout(0.2, rng))

    def forward(self, x):
        """(batch, length, width) -> the same."""
        x = x + self.look(x)
        return x + self.think(x)


class Writer(Module):
    """From the numbers of characters, (batch, length), to a score for each next character."""

    def __init__(self, characters, length, width, heads, blocks, rng):
        self.what = Embedding(characters, width, rng=rng)
        self.where = Embedding(length, width, rng=rng)
        self.blocks = Sequential(*(Block(width, heads, rng) for _ in range(blocks)))
        self.score = Sequential(LayerNorm(width), Linear(width, characters, rng=rng))
        for table in (self.what, self.where):
            table.weight.data *= 0.1

    def forward(self, x):
        """(batch, length) -> (batch, length, characters)."""
        return self.score(self.blocks(self.what(x) + self.where(np.arange(x.shape[1]))))


@tg.no_grad()
def write(model, text, count, alphabet, length, rng, sureness=1.4):
    """Go on with the text: draw the next character by its score, append it, and again."""
    model.eval()
    numbers = [alphabet.index(character) for character in text]
    for _ in range(count):
        scores = model(np.array([numbers[-length:]])).data[0, -1].astype(float)
        chances = np.exp(sureness * (scores - scores.max()))
        numbers.append(rng.choice(len(alphabet), p=chances / chances.sum()))
    model.train()
    return "".join(alphabet[n] for n in numbers)


def main():
    """Train, and write a few lines from time to time."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--text", type=Path, default=SONNETS, help="a file to learn from")
    parser.add_argument("--steps", type=int, default=1200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path("output/language"))
    parser.add_argument("--quick", action="store_true", help="60 steps: some seconds")
    args = parser.parse_args()
    steps, rng = 60 if args.quick else args.steps, np.random.default_rng(args.seed)
    text, length, batch = args.text.read_text(encoding="utf-8"), 64, 32
    alphabet = sorted(set(text))
    numbers = np.array([alphabet.index(character) for character in text])
    windows = np.lib.stride_tricks.sliding_window_view(numbers, length + 1)
    split = len(windows) * 9 // 10  # the last sonnets are never trained on
    model = Writer(len(alphabet), length, 64, 4, 2, rng).to(np.float32)
    optimizer, loss = tg.optim.Adam(model.parameters(), lr=3e-3), CrossEntropy()
    schedule = tg.optim.cosine(optimizer, steps, warmup=0.05)

    def cost_of(rows):
        scores = model(rows[:, :-1])
        return loss(scores.reshape(-1, len(alphabet)), rows[:, 1:].reshape(-1))

    unseen = windows[split + length :: 29]
    start, history = time.perf_counter(), {"step": [], "text it reads": [], "unseen": []}
    for step in tqdm(range(1, steps + 1), leave=False, disable=None):
        cost = cost_of(windows[rng.integers(split, size=batch)])
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
        schedule.step()
        if step == 1 or step % (steps // 8) == 0:
            with tg.no_grad():
                model.eval()
                test = cost_of(unseen).item()
            for key, value in zip(history, (step, cost.item(), test), strict=True):
                history[key].append(value)
            print(
                f"--- step {step}: {math.exp(cost.item()):.1f} characters to choose from, ", end=""
            )
            print(f"{math.exp(test):.1f} in unseen text; {time.perf_counter() - start:.0f} s")
            print(write(model, "\n", 150, alphabet, length, rng).strip(), "\n", flush=True)

    args.out.mkdir(parents=True, exist_ok=True)
    tg.save(args.out / "weights.npz", model=model.state_dict())
    steps = history.pop("step")
    plot_curves(
        *(steps, history, args.out / "learning_curve.png", "How well it guesses"),
        *("step", "cost per character"),
        ylim=(0, None),
    )
    print(f"saved in {args.out}: weights.npz, learning_curve.png")


if __name__ == "__main__":
    main()
