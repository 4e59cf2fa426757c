"""What goes wrong when a gradient is computed by hand: the sentences, and the numbers.

The number of a mistake is a sum of products of entries of arrays that the walk recorded: data, so
that the player's script computes it anew from values that were changed on the page.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from ...engine.arrays import Array
from ..player.products import is_product
from ..record.story import Entry, Use
from ..words.numerals import is_small
from ..words.steps import is_sign, slope_of

# {That} stands for "That is", or for "The part along x → v₁ is" where the other parts are right
SENTENCES = {
    "path": "That is what comes back along {path} alone. {x} is used {n} times: add all parts.",
    "missing": "The part along {path} is missing. Each use of {x} moves {L}: add all parts.",
    "multiplied": "The parts are multiplied here. Along a path multiply; over paths add.",
    "averaged": "{That} {n} times too small: the {n} parts are added up, not averaged.",
    "no g": "{That} the local derivative alone, right if 1 came in. Here {g} comes in: multiply.",
    "no slope": "{That} g alone. Multiply it by the local derivative: how {z} moves with {x}.",
    "added": "{That} g plus the local derivative. The chain rule multiplies them.",
    "value": "That is how large {x} is, not how much {L} moves when {x} moves.",
    "result": "That is how large {z} is, not how much {L} moves when {x} moves.",
    "g result": "{That} g times {z} itself. Multiply g by the local derivative, not by {z}.",
    "g own": "{That} g times {x} itself. Multiply g by the local derivative, not by {x}.",
    "own factor": "{That} g times {x} itself. In a product, {x} gets g times the other factor.",
    "neighbour": "{That} what {other} gets. Take the local derivative by {x} instead.",
    "sign": "{That} right but for the sign: if {x} grows a little, does {L} grow or fall?",
    "transposed": "Rows and columns are exchanged: one of the matrices must be transposed.",
    "one": "{That} one of several parts: {x} moves {n} entries of {z}. Add them all up.",
    "not summed": "{That} one of {n} parts: {x} was broadcast, and so used {n} times. Add all up.",
    "mean": "{That} {n} times too large: in a mean, each of {n} entries has a share of 1/{n}.",
    "sum": "{That} {n} times too small: in a sum, unlike a mean, each entry counts in full.",
    # what else is said
    "ask": "What will {dx} be?",
    "right": "Right: {dx} = {answer}.",
    "shown": "The answer is {dx} = {answer}.",
    "either": "More than one mistake leads to this number. Either: {a} Or: {b}",
    "unknown": "No mistake that I know leads to this number.",
    "hint": "Here {g} comes in, and {gets}.",
    "wanted": "Write a number, or a calculation such as 2 * 0.5 + 1 or −3/8.",
}

Term = tuple[float, tuple[tuple[Any, int], ...]]  # times entries: an array, and a place in it
Sum = list[Term]
Words = dict[str, Any]  # texts, numbers, or sums that are printed


class Way(NamedTuple):
    """One use of what is asked for: the local derivatives, and the entries that it moves."""

    use: Use
    z: Entry  # the result, which uses what is asked for
    path: str  # x → v₁
    slopes: Array  # of the result with respect to the entry, (z.size,)
    moved: list[int]


class Mistake(NamedTuple):
    """A misconception, and the number to which it leads."""

    key: str
    terms: Sum
    words: Words


def evaluate(terms: Sum) -> float:
    """The number that a sum stands for."""
    products = ((scale, *(float(np.ravel(a)[i]) for a, i in leaves)) for scale, leaves in terms)
    return math.fsum(map(math.prod, products))


def scaled(terms: Sum, factor: float, *leaves: tuple[Any, int]) -> Sum:
    """A sum, of which each term is multiplied."""
    return [(scale * factor, (*before, *leaves)) for scale, before in terms]


def parts_of(ways: list[Way], entry: int) -> Sum:
    """What each use adds to an entry: a term for each."""
    return [(1, ((way.use.contribution, entry),)) for way in ways]


def mistakes(x: Array, entry: int, ways: list[Way]) -> list[Mistake]:
    """All that is known to go wrong with an entry of ∂L/∂x, to which each use adds a part."""
    n, parts = len(ways), parts_of(ways, entry)
    wrong = [list(wrong_along(way, entry, part)) for way, part in zip(ways, parts, strict=True)]
    whole: Words = {"That": "That is", "n": n, "z": ways[-1].z.name, "g": "g"}
    found = [Mistake("value", [(1, ((x, entry),))], {})]
    for k, way in enumerate(ways):
        others = parts[:k] + parts[k + 1 :]
        words = {"path": way.path, "use": way.use.id, "n": n}
        found += [Mistake("path", [parts[k]], words)] if n > 1 else []
        found += [Mistake("missing", others, words)] if n > 2 else []
        words = {"That": "That is", "z": way.z.name}
        found += [Mistake("result", [(1, (y,))], words) for y in at(way, entry, way.z.value)]
        words = {**words, "That": f"The part along {way.path} is"} if n > 1 else words
        found += [Mistake(m.key, others + m.terms, {**words, **m.words}) for m in wrong[k]]
    if n > 1:
        product = tuple(leaf for _, leaves in parts for leaf in leaves)
        sums: dict[str, Sum] = {"multiplied": [(1, product)], "averaged": scaled(parts, 1 / n)}
        sums["sign"] = scaled(parts, -1)
        pairs = list(zip(wrong, parts, strict=True))
        for key in ("no g", "no slope", "added"):  # along all paths
            rows = [[m.terms for m in row if m.key == key] or [[part]] for row, part in pairs]
            sums[key] = [term for row in rows for term in row[0]]
        found += [Mistake(key, terms, whole) for key, terms in sums.items()]
    return found


def wrong_along(way: Way, entry: int, part: Term) -> Iterator[Mistake]:
    """What goes wrong along one path, with the number to which it leads there."""
    use, z, n = way.use, way.z, len(way.moved)
    x, g, share = use.source, z.gradient, use.source.value.size // z.value.size
    comes: Sum = [(1, ((g, j),)) for j in way.moved]
    slopes: Sum = [(1, ((way.slopes, j),)) for j in way.moved]
    others = [other for other in z.inputs if other.source is not x]
    yield Mistake("added", comes + slopes, {})
    yield Mistake("sign", scaled([part], -1), {})
    if z.uses:  # else g is where the walk starts: 1
        yield Mistake("no g", slopes, {"g": comes if n == 1 else "g"})
    if not is_sign(slope_of(use)):  # else the rule passes g on
        yield Mistake("no slope", comes, {})
    if others or z.op != "multiply":
        key = "own factor" if z.op == "multiply" else "g own"
        yield Mistake(key, scaled(comes, 1, (x.value, entry)), {})
    if z.op != "exp":  # whose derivative it is
        yield from (Mistake("g result", scaled(comes, 1, y), {}) for y in at(way, entry, z.value))
    for other in others if z.op not in ("add", "subtract", "multiply") else ():
        for d in at(way, entry, other.contribution):
            yield Mistake("neighbour", [(1, (d,))], {"other": other.source.name})
    if n > 1:
        key = "not summed" if x.value.ndim < z.value.ndim or use.summed_axes else "one"
        for j in way.moved:
            yield Mistake(key, [(1, ((g, j), (way.slopes, j)))], {"n": n})
        yield Mistake("averaged", scaled([part], 1 / n), {"n": n})
    if share > 1 and z.op in ("mean", "squared_error"):
        yield Mistake("mean", scaled([part], share), {"n": share})
    if share > 1 and z.op == "sum":
        yield Mistake("sum", scaled([part], 1 / share), {"n": share})
    yield from (Mistake("transposed", number, {}) for number in exchanged(use, entry))


def at(way: Way, entry: int, array: Array | None) -> list[tuple[Any, int]]:
    """The place of the number in another array that belongs to the entry, if there is one."""
    if array is None or (array.size != 1 and array.shape != way.use.source.value.shape):
        return []
    return [(array, 0 if array.size == 1 else entry)]


def exchanged(use: Use, entry: int) -> Iterator[Sum]:
    """The entry if the gradient is transposed, or one of the factors of a product is not."""
    z, d = use.result, np.asarray(use.contribution)
    values = [other.source.value for other in z.inputs]
    if use.position > 1 or not is_product(z) or not all(map(is_small, values)):
        return
    i, j = divmod(entry, d.shape[1])
    if i < d.shape[1] and j < d.shape[0]:
        yield [(1, ((use.contribution, j * d.shape[1] + i),))]
    arrays = (*values[:2], np.asarray(z.gradient))
    x, w, g = ((a, np.arange(a.size).reshape(a.shape)) for a in arrays)
    (a, left), (b, right) = (g, w) if use.position == 0 else (x, g)
    if z.op == "matmul":  # else x @ w.T
        left, right = (left, right.T) if use.position == 0 else (left.T, right)
    elif use.position:
        (a, left), (b, right) = (b, right.T), (a, left)
    for rows, columns in ((left.T, right), (left, right.T)):
        if rows.shape == left.shape and columns.shape == right.shape:
            pairs = zip(rows[i].tolist(), columns[:, j].tolist(), strict=True)
            yield [(1, ((a, k), (b, m))) for k, m in pairs]
