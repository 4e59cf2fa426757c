"""Published claims, the examples that test them, and how the two are compared.

A `Claim` is a row of docs/reproductions.md.  Its verdict is computed from the numbers of all runs.
"""

import statistics
from collections.abc import Callable
from dataclasses import dataclass

Values = dict[str, list[float]]  # the name of a number, and the number of each run


@dataclass(frozen=True)
class Claim:
    """A published claim, and the example that tests it."""

    example: str  # the name of its file, without .py
    claim: str  # in a learner's words
    source: str  # a key of SOURCES
    published: str  # the figure, or "–"
    numbers: tuple[str, ...]  # the measured numbers to show
    verdict: Callable[[Values], str]
    seeds: int = 5  # runs with the seeds 0, 1, …
    picture: str = ""  # a picture that the example saves
    why: str = ""  # the reason, if ours differs


def close_to(name: str, figure: float, within: float) -> Callable[[Values], str]:
    """Whether the median is within this distance of the published figure."""

    def verdict(values: Values) -> str:
        return compare(statistics.median(values[name]) - figure, within, "the median")

    return verdict


def best_of_three(name: str, figure: float, within: float) -> Callable[[Values], str]:
    """Whether the best of the first three runs is within this distance of a published one."""

    def verdict(values: Values) -> str:
        best = max(values[name][:3])
        return f"best of three: {best:.2f}; " + compare(best - figure, within, "it")

    return verdict


def compare(difference: float, within: float, what: str) -> str:
    """The verdict for a difference, in words."""
    word = "agrees" if abs(difference) <= within else "differs"
    side = "above" if difference > 0 else "below"
    return f"**{word}**: {what} is " + (f"{abs(difference):.2g} {side}" if difference else "equal")


def at_least(name: str, figure: float) -> Callable[[Values], str]:
    """Whether the median reaches the figure."""

    def verdict(values: Values) -> str:
        middle = statistics.median(values[name])
        lowest = min(values[name])
        if lowest >= figure:
            return "**reached**" + (f" in all {len(values[name])} runs" if values[name][1:] else "")
        if middle >= figure:
            count = sum(x >= figure for x in values[name])
            return f"**reached** by the median, and in {count} of {len(values[name])} runs"
        return f"**not reached**: the median is {figure - middle:.2g} below"

    return verdict


def holds(test: Callable[[dict[str, float]], bool]) -> Callable[[Values], str]:
    """Whether a condition is true for each run."""

    def verdict(values: Values) -> str:
        table = zip(*values.values(), strict=True)
        runs = [dict(zip(values, numbers, strict=True)) for numbers in table]
        count = sum(bool(test(run)) for run in runs)
        if count == len(runs):
            return "**holds**" if count == 1 else f"**holds** in all {count} runs"
        return f"**holds only** in {count} of {len(runs)} runs" if count else "**does not hold**"

    return verdict
