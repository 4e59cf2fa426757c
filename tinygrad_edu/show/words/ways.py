"""The paths from a tensor to the loss in words: what each carries, and that this adds up."""

from __future__ import annotations

from ..record.story import Story
from .layout import beside, wrapped
from .numerals import cells
from .paths import Path, Paths
from .printer import SUBSCRIPTS
from .steps import label_of

LONGEST = 9  # tensors of a path that are all named


def about_paths(story: Story, paths: Paths) -> str:
    """Each path with what it carries, and that this adds up."""
    start, root = story.of[paths.start], story.root
    whole, one = label_of(start), paths.count == 1
    head = (
        f"{paths.count:,} path{'s' * (not one)} lead{'s' * one} from {start.name} to {root.name}, "
        f"and {whole} is {'what it carries' if one else 'the sum of what they carry'}:"
    )
    if all(not node.value.ndim for path in paths.shown for node in path.nodes):
        return "\n".join([f"{head} {cells(paths.gradient)[0][0]}\n", *of_numbers(story, paths)])
    lines = [f"{head}\n"]
    for k, path in enumerate(paths.shown, 1):
        lines += [f"{f'{k}.':<4}{way(story, path)}", *going_back(story, path)]
        lines += beside("        ", path.contribution)
    if left := paths.count - len(paths.shown):
        lines.append(f"… and {left:,} more path{'s' * (left > 1)}")
    title = f"\n{whole}, {'the sum' if not one else 'which is all'}:"
    return "\n".join([*lines, title, *beside("        ", paths.gradient)])


def of_numbers(story: Story, paths: Paths) -> list[str]:
    """A line for each path of numbers: its derivatives and their product; then the sum."""
    ways = [way(story, path) for path in paths.shown]
    wide = max(map(len, ways))
    carried = [cells(path.contribution)[0][0] for path in paths.shown]
    lines = []
    for k, path in enumerate(paths.shown):
        factors = shortened([bracketed(cells(f)[0][0]) for f in path.factors])
        product = " × ".join(factors) if len(factors) > 1 else carried[k]
        equals = f" = {carried[k]}" if len(factors) > 1 else ""
        lines.append(f"{f'{k + 1}.':<4}{ways[k]:<{wide}}  {product}{equals}")
    if paths.count > 1:
        left = paths.count - len(paths.shown)
        rest = [f"… ({left:,} more)"] * (left > 0)
        terms = [carried[0], *map(bracketed, carried[1:]), *rest]
        lines.append(f"\n{' + '.join(terms)} = {cells(paths.gradient)[0][0]}")
    return lines


def way(story: Story, path: Path) -> str:
    """The tensors on a path; →₂ leads into the second place of an op that uses one twice."""
    parts, source = [story.of[path.start].name], path.start
    for node, i in path.uses:
        twice = sum(x is source for x in node.inputs) > 1
        place = str(i + 1).translate(SUBSCRIPTS) if twice else ""
        parts.append(f"→{place} {story.of[node].name}")
        source = node
    return " ".join(shortened(parts))


def shortened(parts: list[str]) -> list[str]:
    """Many parts without those in the middle."""
    return parts if len(parts) <= LONGEST else [*parts[:3], "…", *parts[-3:]]


def going_back(story: Story, path: Path) -> list[str]:
    """What each tensor on a path gets of what came to the one behind it, the last one first."""
    uses = [story.of[node].inputs[i] for node, i in reversed(path.uses)]
    words = shortened([f"{use.source.name} gets {use.rule}" for use in uses])
    text = "; ".join(words)
    return wrapped(text, "      ")


def bracketed(number: str) -> str:
    """A negative number in brackets, as a factor or a term."""
    return f"({number})" if number.startswith("−") else number
