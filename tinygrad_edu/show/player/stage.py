"""The stage of the player: a drawn graph with CSS classes that a script can toggle.

The graph is drawn once, after its backward pass.  Its colours become variables, for a light and a
dark theme.  Its cards have said what each cell holds (`cards.mark`): that becomes a class.  Each
card gets a frame, and the words "not yet" for what comes later; and each arrow a second head, which
points forward.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..picture.style import COLOURS, FONT, Theme

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

SVG, LINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
GROUP, ANCHOR, TITLE, TEXT = (SVG + tag for tag in ("g", "a", "title", "text"))
POLYGON, PATH = SVG + "polygon", SVG + "path"
COLOUR = re.compile(r'(fill|stroke)="#([0-9a-f]{6})"')
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
RED = "var(--gradient)"
NEEDLESS = {"font-family": FONT, "text-anchor": "start", "stroke": "transparent"}  # as the style
# numbers for colours, so that a drawing tells which of them it used; cells say what they hold
NUMBERED = Theme({name: f"#{k:06x}" for k, name in enumerate(COLOURS, 1)})
NUMBERED.marked = True


def stage(svg: str) -> str:
    """The SVG of a graph after its backward pass, drawn in the theme `NUMBERED`, to be played."""
    from xml.etree import ElementTree

    ElementTree.register_namespace("", SVG[1:-1])
    ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    names = ["", *COLOURS]  # a variable in place of each number: fill="var(--ink)"
    coloured = COLOUR.sub(lambda found: f'{found[1]}="var(--{names[int(found[2], 16)]})"', svg)
    root = ElementTree.fromstring(coloured.encode())
    for group in list(root.iter(GROUP)):
        for title in group.findall(TITLE):
            group.remove(title)  # "n0" would come up under the mouse
        if group.get("class") == "node":
            stage_node(group)
        elif group.get("class") == "edge":
            stage_edge(group)
    for element in root.iter():
        for name in [name for name, value in element.items() if value == NEEDLESS.get(name)]:
            del element.attrib[name]
        element.tail = (element.tail or "").strip() or None
        if element.tag != TEXT:
            element.text = (element.text or "").strip() or None
    return ElementTree.tostring(root, encoding="unicode")


def stage_node(group: Element) -> None:
    """Turn the marks of a card's cells into classes; add a frame, and the words "not yet".

    `data-slot` counts the gradients of a card: a tensor has one, a module one for each parameter.
    """
    inner = group.find(f"{GROUP}/{ANCHOR}")
    card = group if inner is None or inner.get(LINK) else inner
    parts = list(unwrapped(card))
    card[:] = [element for element, _ in parts]
    corners: list[complex] = []
    starts: dict[str, Element] = {}  # the first text of the value, and of each gradient
    for element, mark in parts:
        corners += points(element.get("points", element.get("d", "")))
        if not mark:
            continue
        slot, _, kind = mark.removeprefix("#").partition(" ")
        if element.tag == TEXT:
            element.set("class", kind)
            if kind in ("value", "gradient label", "gradient number"):
                starts.setdefault(slot if kind != "value" else kind, element)
        else:
            element.set("class", kind if kind.endswith("bar") else kind.partition(" ")[0])
        if kind.startswith("gradient"):
            element.set("data-slot", slot)
    if not corners:
        return
    xs, ys = [p.real for p in corners], [p.imag for p in corners]
    for slot, start in starts.items():
        is_module = group.get("id", "").startswith("m")
        wait(group, slot, start, None if is_module else max(xs) - 4)
    x, y = min(xs) - 1, min(ys) - 1
    size = {"width": max(xs) + 1 - x, "height": max(ys) + 1 - y}
    append(group, "rect", "frame", x=x, y=y, **size, rx=3)


def unwrapped(group: Element, mark: str = "") -> Iterator[tuple[Element, str]]:
    """The shapes and texts in a group, each with the mark of the innermost cell it is in."""
    for element in group:
        if element.tag in (GROUP, ANCHOR):
            yield from unwrapped(element, element.get(LINK, mark))
        else:
            yield element, mark


def wait(group: Element, slot: str, start: Element, right: float | None) -> None:
    """Add the words for a number that is not there yet, at the right end of its row if it has one.

    `slot` is "value", or counts the gradients.
    """
    x, y = (float(start.get(name, 0)) for name in "xy")
    waiting = append(group, "text", "waiting", x=x, y=y, font_size=10)
    waiting.text = "not yet"
    if right is None:
        waiting.text = "out not yet" if slot == "value" else "grad not yet"
    else:
        waiting.set("x", f"{right:.2f}")
    waiting.set("text-anchor", "start" if right is None else "end")
    waiting.set("data-slot", slot)


def stage_edge(group: Element) -> None:
    """Give an arrow that points back a head at its other end, too, and a line up to its tip."""
    paths, heads = list(group.iter(PATH)), list(group.iter(POLYGON))
    if len(paths) != 1 or len(heads) != 1 or heads[0].get("fill") != RED:
        return  # no gradient goes along here: it stays as it is
    line = points(paths[0].get("d", ""))
    tip = points(heads[0].get("points", ""))[1]
    heads[0].set("class", "back")
    start, end = line[0], line[-1]
    way = f"M{start.real},{start.imag}L{tip.real},{tip.imag}"
    append(group, "path", "ahead", d=way, fill="none")
    along = (end - line[-2]) / (abs(end - line[-2]) or 1)
    back, side = end - 8 * along, 2.8j * along
    corners = (f"{p.real:.2f},{p.imag:.2f}" for p in (back + side, end, back - side))
    append(group, "polygon", "ahead", points=" ".join(corners))


def append(group: Element, tag: str, kind: str, **attributes: object) -> Element:
    """A new element at the end of the group."""
    element = group.makeelement(SVG + tag, {"class": kind})
    group.append(element)
    for name, value in attributes.items():
        text = f"{value:.2f}" if isinstance(value, float) else str(value)
        element.set(name.replace("_", "-"), text)
    return element


def points(text: str) -> list[complex]:
    """The points of a path or a polygon, x + iy."""
    numbers = [float(number) for number in NUMBER.findall(text)]
    return [complex(x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
