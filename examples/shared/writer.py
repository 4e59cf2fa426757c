"""A small language model around a layer that looks back, and functions to let it write."""

from pathlib import Path

import numpy as np

import tinygrad_edu as tg
from tinygrad_edu.nn import Dropout, Embedding, LayerNorm, Linear, Module, Sequential, SiLU

SONNETS = Path(__file__).parents[1] / "data" / "sonnets.txt"  # 26 by Shakespeare, printed in 1609


class Block(Module):
    """First look around, then think: each adds its result to the input."""

    def __init__(self, width, look, rng):
        self.look = Sequential(LayerNorm(width), look, Dropout(0.2, rng=rng))
        wide, narrow = Linear(width, 4 * width, rng=rng), Linear(4 * width, width, rng=rng)
        self.think = Sequential(LayerNorm(width), wide, SiLU(), narrow, Dropout(0.2, rng=rng))

    def forward(self, x):
        """(batch, length, width) -> the same."""
        x = x + self.look(x)
        return x + self.think(x)


class Writer(Module):
    """From the numbers of characters, (batch, length), to a score for each next character.

    `looks` are layers (batch, length, width) -> the same, in which a character sees earlier ones.
    """

    def __init__(self, characters, length, width, looks, rng):
        self.length = length
        self.what = Embedding(characters, width, rng=rng)
        self.where = Embedding(length, width, rng=rng)
        self.blocks = Sequential(*(Block(width, look, rng) for look in looks))
        self.score = Sequential(LayerNorm(width), Linear(width, characters, rng=rng))
        for table in (self.what, self.where):
            table.weight.data *= 0.1

    def forward(self, x):
        """(batch, length) -> (batch, length, characters)."""
        return self.score(self.blocks(self.what(x) + self.where(np.arange(x.shape[1]))))


@tg.no_grad()
def write(model, text, count, alphabet, rng, sureness=1.4):
    """Continue the text: draw the next character by its score, append it, and repeat."""
    model.eval()
    numbers = [alphabet.index(character) for character in text]
    for _ in range(count):
        scores = model(np.array([numbers[-model.length :]])).data[0, -1].astype(float)
        chances = np.exp(sureness * (scores - scores.max()))
        numbers.append(rng.choice(len(alphabet), p=chances / chances.sum()))
    model.train()
    return "".join(alphabet[n] for n in numbers)


def windows_of(text, length):
    """All pieces of the text, as the numbers of its characters, and the characters."""
    alphabet = sorted(set(text))
    numbers = np.array([alphabet.index(character) for character in text])
    return np.lib.stride_tricks.sliding_window_view(numbers, length + 1), alphabet
