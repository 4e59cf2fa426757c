"""The stage of the player: a drawn graph whose parts bear classes that a script can toggle.

The graph is drawn once, after its backward pass.  Its colours become variables, so that the page
has a light and a dark dress; what belongs to a gradient is marked; each card gets a frame, and the
words "not yet"; and each arrow a second head: before its step it points forward, from then on back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from typing import TYPE_CHECKING

from .style import Role, Theme

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

SVG = "{http://www.w3.org/2000/svg}"
GROUP, TITLE, TEXT, POLYGON, PATH = (SVG + tag for tag in ("g", "title", "text", "polygon", "path"))
COLOUR = re.compile(r'(fill|stroke)="#([0-9a-f]{6})"')
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
RED, PALE, INK = "var(--gradient)", "var(--gradient-fill)", "var(--ink)"

Point = tuple[float, float]


def stage(svg: str, theme: Theme) -> str:
    """The SVG of a graph after its backward pass, drawn in `numbered(theme)`, to be played."""
    from xml.etree import ElementTree

    ElementTree.register_namespace("", SVG[1:-1])
    ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    root = ElementTree.fromstring(dressed(svg, theme).encode())
    for group in list(root.iter(GROUP)):
        for title in group.findall(TITLE):
            group.remove(title)  # "n0" would come up under the mouse
        if group.get("class") == "node":
            stage_node(group)
        elif group.get("class") == "edge":
            stage_edge(group)
    for element in root.iter():
        element.tail = (element.tail or "").strip() or None
        if element.tag != TEXT:
            element.text = (element.text or "").strip() or None
    return ElementTree.tostring(root, encoding="unicode")


# --- colours ----------------------------------------------------------------------------------


def colours(theme: Theme) -> Iterator[tuple[str, str]]:
    """The colours of a theme by name: ("parameter-line", "#8A5A00")."""
    for field in fields(theme):
        name, value = field.name.replace("_", "-"), getattr(theme, field.name)
        if isinstance(value, Role):
            yield from (
                (f"{name}-{part.name}", getattr(value, part.name)) for part in fields(value)
            )
        else:
            yield name, value


def numbered(theme: Theme) -> Theme:
    """The theme with numbers for colours, so that a drawing tells which of them it used."""
    count = iter(range(1, 1000))

    def number(value: str | Role) -> str | Role:
        if isinstance(value, Role):
            return Role(*(f"#{next(count):06x}" for _ in fields(value)))
        return f"#{next(count):06x}"

    numbers = {field.name: number(getattr(theme, field.name)) for field in fields(theme)}
    return Theme(**numbers)  # type: ignore[arg-type]


def dressed(svg: str, theme: Theme) -> str:
    """The drawing with a variable in place of each number: fill="var(--ink)"."""
    names = ["", *(name for name, _ in colours(theme))]
    return COLOUR.sub(lambda found: f'{found[1]}="var(--{names[int(found[2], 16)]})"', svg)


# --- cards ------------------------------------------------------------------------------------


def stage_node(group: Element) -> None:
    """Mark values and gradients; add a frame, and words for the gradient that is not there yet.

    The gradients of a card are numbered by `data-slot`: a tensor has one, a module one for each
    of its parameters.
    """
    grounds: list[list[Point]] = []  # of the rows that hold a gradient
    starts: list[Point] = []  # of the first text of each gradient
    corners: list[Point] = []
    words = ""
    for element in group.iter():
        colour, slot = element.get("fill"), max(len(starts) - 1, 0)
        if element.tag in (POLYGON, PATH):
            points = pairs(element.get("points", element.get("d", "")))
            corners += points
            if colour == PALE:
                grounds.append(points)
            if colour in (PALE, RED):
                mark(element, "gradient bar" if colour == RED else "gradient", slot)
        elif element.tag == TEXT:
            at = float(element.get("x", 0)), float(element.get("y", 0))
            in_row = any(inside(at, ground) for ground in grounds)
            if colour == RED and not (starts and in_row):
                starts.append(at)
            if colour == RED:
                label = (element.text or "").startswith("∂")
                kind = "label" if label else "sum" if words.startswith("added") else "number"
                mark(element, f"gradient {kind}", len(starts) - 1)
            elif in_row:
                words = element.text or ""
                mark(element, "gradient", slot)
            elif colour == INK:
                element.set("class", "value")
    for slot, (x, y) in enumerate(starts):
        end = max((x for corner in grounds for x, _ in corner), default=0.0)
        waiting = add(group, "text", "waiting", x=end - 4 if grounds else x, y=y, font_size=10)
        waiting.set("text-anchor", "end" if grounds else "start")
        waiting.set("data-slot", str(slot))
        waiting.text = "not yet" if grounds else "grad not yet"
    if corners:
        left, top = (min(p[k] for p in corners) - 1 for k in (0, 1))
        right, bottom = (max(p[k] for p in corners) + 1 for k in (0, 1))
        add(group, "rect", "frame", x=left, y=top, width=right - left, height=bottom - top, rx=3)


def inside(point: Point, corners: list[Point]) -> bool:
    """Whether a point lies in a rectangle."""
    (x, y), xs, ys = point, [p[0] for p in corners], [p[1] for p in corners]
    return min(xs) <= x <= max(xs) and min(ys) <= y <= max(ys)


# --- arrows -----------------------------------------------------------------------------------


def stage_edge(group: Element) -> None:
    """Give an arrow that points back a head at its other end, too, and a line up to its tip."""
    paths, heads = list(group.iter(PATH)), list(group.iter(POLYGON))
    if len(paths) != 1 or len(heads) != 1 or heads[0].get("fill") != RED:
        return  # no gradient goes along here: it stays as it is
    line, tip = pairs(paths[0].get("d", "")), pairs(heads[0].get("points", ""))[1]
    heads[0].set("class", "back")
    (x, y), end = line[0], line[-1]
    add(group, "path", "ahead", d=f"M{x},{y}L{tip[0]},{tip[1]}", fill="none")
    corners = " ".join(f"{x:.2f},{y:.2f}" for x, y in head(line[-2], end))
    add(group, "polygon", "ahead", points=corners)


def head(before: Point, tip: Point) -> list[Point]:
    """An arrowhead that comes from `before` and ends at `tip`."""
    dx, dy = tip[0] - before[0], tip[1] - before[1]
    length = (dx * dx + dy * dy) ** 0.5 or 1.0
    dx, dy = dx / length, dy / length
    x, y = tip[0] - 8 * dx, tip[1] - 8 * dy
    return [(x - 2.8 * dy, y + 2.8 * dx), tip, (x + 2.8 * dy, y - 2.8 * dx)]


# --- elements ---------------------------------------------------------------------------------


def mark(element: Element, kind: str, slot: int) -> None:
    """Say what an element is, and of which gradient."""
    element.set("class", kind)
    element.set("data-slot", str(slot))


def add(group: Element, tag: str, kind: str, **attributes: object) -> Element:
    """A new element at the end of the group."""
    element = group.makeelement(SVG + tag, {"class": kind})
    group.append(element)
    for name, value in attributes.items():
        text = f"{value:.2f}" if isinstance(value, float) else str(value)
        element.set(name.replace("_", "-"), text)
    return element


def pairs(text: str) -> list[Point]:
    """The numbers of a path or a polygon, two by two."""
    numbers = [float(number) for number in NUMBER.findall(text)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))
