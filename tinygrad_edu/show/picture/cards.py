"""The cards: a tensor, or a whole module, as an HTML table that dot can lay out."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np

from ...engine.arrays import Array
from ...watch.digits import number, numbers
from ...watch.referee.quotient import rms
from ..record.story import Entry, Use
from ..words.numerals import grid, is_small, plural, statistics
from .pixels import embedded
from .plan import Unit
from .style import FONT, LABEL, NUMBER, SMALL, TITLE, Theme, escaped

BARS, WIDTH, HEIGHT = 11, 5, 22  # of a histogram: how many, and the size of each in pixels
LONGEST = 24  # letters of a name
ROOM = 5  # letters of a number in the player, where it may be changed


def font(text: str, colour: str, size: int = NUMBER, bold: bool = False) -> str:
    """Text in a colour and size; it must be escaped already."""
    text = f"<B>{text}</B>" if bold else text
    return f'<FONT FACE="{FONT}" COLOR="{colour}" POINT-SIZE="{size}">{text}</FONT>'


def printed(text: str, theme: Theme, ink: str, size: int = NUMBER) -> str:
    """A number, or words about numbers, in a colour; nan and ∞ stand out."""
    odd = text.endswith(("nan", "∞"))
    return font(text, theme["warning"] if odd else ink, size, bold=odd)


def cell(text: str, **attributes: object) -> str:
    """A cell of a table."""
    words = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<TD{words}>{text}</TD>"


def table(rows: list[str], **attributes: object) -> str:
    """A table without lines, from its rows."""
    given = {"BORDER": 0, "CELLBORDER": 0, "CELLSPACING": 0} | attributes
    words = "".join(f' {name}="{value}"' for name, value in given.items())
    return f"<TABLE{words}>{''.join(f'<TR>{row}</TR>' for row in rows)}</TABLE>"


def line(text: str, **attributes: object) -> str:
    """A line of text in a module's card, or of a summary."""
    return cell(text, ALIGN="LEFT", CELLPADDING=1, **attributes)


def mark(theme: Theme, kind: str, slot: int = 0) -> dict[str, str]:
    """The attribute that tells the player what a cell holds; Graphviz passes it on.

    `kind` is value, or a value's bar, or gradient with what part of it: label, number, sum, bar or
    ground.  The gradients of a card are counted by `slot`: a module has one for each parameter.
    """
    return {"HREF": f"#{slot} {kind}"} if theme.marked else {}


def card(entry: Entry, theme: Theme, waiting: bool = False) -> str:
    """A tensor: its value and its gradient, all numbers in columns of one width."""
    texts = []
    if is_small(entry.value):
        texts = grid(entry.value) + ([] if entry.gradient is None else grid(entry.gradient))
    columns = max((len(row) for row in texts), default=1)
    longest = max((len(text) for row in texts for text in row), default=1)
    size = {"WIDTH": 6 * max(longest, ROOM if theme.marked else 0) + 6}
    rows = [head(entry, theme, columns)]
    kind = "data" if entry.role == "input" else "value"
    rows += part("value", entry.value, theme, kind, columns, size)
    if entry.op:
        rows += arisen(entry.value, [use.source.value for use in entry.inputs], theme, columns)
    label = escaped(entry.label, LONGEST + 4)
    end = {"ALIGN": "RIGHT", "COLSPAN": columns}
    if entry.gradient is not None:
        rows += part(label, entry.gradient, theme, "gradient", columns, size)
        came = [g for use in entry.contributions if (g := use.result.gradient) is not None]
        rows += arisen(entry.gradient, came, theme, columns, "gradient")
        if sums := added_up(entry):
            ground = {"BGCOLOR": theme["gradient-fill"], "CELLPADDING": 4}
            words = font("added up from", theme["muted"], LABEL)
            row = cell(words, ALIGN="LEFT", **ground, **mark(theme, "gradient ground"))
            text = font(sums, theme["gradient"])
            if theme.marked:  # room for "1 of 2 arrows", or for other numbers
                ground["WIDTH"] = 6 * (8 * len(sums.split("+")) if "+" in sums else len(sums) + 5)
            rows.append(row + cell(text, **end, **ground, **mark(theme, "gradient sum")))
    elif waiting and entry.node.needs_gradient:
        row = cell(font(label, theme["muted"], LABEL), CELLPADDING=4)
        rows.append(row + cell(font("not yet", theme["muted"], LABEL), **end, CELLPADDING=4))
    role = theme.role(entry.role)
    return table(rows, BORDER=1, COLOR=role.line, BGCOLOR=role.fill)


def head(entry: Entry, theme: Theme, columns: int) -> str:
    """The op's sign on a badge above the labels; then the name, and at the right role and shape."""
    role = theme.role(entry.role)
    badge = ""
    span = columns + 1
    if entry.symbol:
        sign = font(escaped(entry.symbol, 12), theme["badge-ink"], TITLE, bold=True)
        badge = cell(sign, BGCOLOR=theme["badge"], WIDTH=34, HEIGHT=20, CELLPADDING=3)
        span = columns
    name = font(escaped(entry.name, LONGEST), role.ink, TITLE, bold=True)
    word = "" if entry.role == "result" else f"{entry.role} "
    about = font(f"{word}{entry.value.shape}&#160;", role.ink, LABEL)
    return badge + cell(title(name, about), BGCOLOR=role.header, COLSPAN=span, CELLPADDING=0)


def title(left: str, right: str, **ground: str) -> str:
    """A name at the left end of a card, and what there is to say of it at the right."""
    left, right = cell(left, ALIGN="LEFT"), cell(right, ALIGN="RIGHT")
    return table([left + right], CELLPADDING=4, **ground)


def part(
    label: str, array: Array, theme: Theme, kind: str, columns: int, size: dict[str, int]
) -> list[str]:
    """The rows for a value, for data or a gradient: numbers, or a summary with a picture."""
    around: dict[str, str] = {}
    named: dict[str, str] = {}
    shown = mark(theme, "value")
    ink, muted = theme["ink"], theme["muted"]
    if kind == "gradient":
        ink = muted = theme["gradient"]
        ground = {"BGCOLOR": theme["gradient-fill"]}
        around = ground | mark(theme, "gradient ground")
        named = ground | mark(theme, "gradient label")
        shown = ground | mark(theme, "gradient number")
    words = font(label, muted, LABEL)
    if not is_small(array):
        left = cell(words, ALIGN="LEFT", CELLPADDING=4, **named)
        return [left + cell(summary(array, theme, kind), COLSPAN=columns, **around)]
    lines = grid(array)
    rows = []
    for k, texts in enumerate(lines):
        row = ""
        if k == 0:
            row = cell(words, ROWSPAN=len(lines), ALIGN="LEFT", CELLPADDING=4, **named)
        if columns > len(texts):
            row += cell(" ", COLSPAN=columns - len(texts), **around)
        for text in texts:
            row += cell(printed(text, theme, ink), ALIGN="RIGHT", CELLPADDING=4, **size, **shown)
        rows.append(row)
    return rows


def arisen(
    array: Array, sources: list[Array], theme: Theme, columns: int, kind: str = "value"
) -> list[str]:
    """A row that says so, if here an array is not finite though its sources are."""
    if np.isfinite(array).all() or not all(np.isfinite(source).all() for source in sources):
        return []
    text = f"{'nan' if np.isnan(array).any() else '∞'} arises here"
    look: dict[str, Any] = {"COLSPAN": columns + 1, "ALIGN": "RIGHT", "CELLPADDING": 4}
    if kind == "gradient":
        look |= {"BGCOLOR": theme["gradient-fill"]} | mark(theme, "gradient ground")
    return [cell(font(text, theme["warning"], LABEL, bold=True), **look)]


def added_up(entry: Entry, arrived: Collection[Use] | None = None) -> str:
    """The contributions that made the gradient, if it had several: 3 + 3 + 1.

    While they are still coming in, `arrived` are those that are there: ? + ? + 1.
    """
    uses = [use for use in entry.uses if use.contribution is not None]
    if len(uses) < 2:
        return ""
    there = [arrived is None or use in arrived for use in uses]
    if entry.value.size == 1 and len(uses) <= 6:
        values = numbers(np.array([np.asarray(use.contribution).item() for use in uses]))
        terms = [f"({v})" if k and v[0] == "−" else v for k, v in enumerate(values)]
        return " + ".join(term if t else "?" for term, t in zip(terms, there, strict=True))
    return f"{len(uses)} arrows" if all(there) else f"{sum(there)} of {len(uses)} arrows"


# --- large arrays -----------------------------------------------------------------------------


def summary(array: Array, theme: Theme, kind: str) -> str:
    """Mean, spread and range of many numbers, and a picture of them."""
    if not array.size:
        return font("no entries", theme["muted"], LABEL)
    gradient = kind == "gradient"
    ink = theme["gradient" if gradient else "ink"]
    drawn, note = drawing(array, theme, kind)
    lines = [printed(words, theme, ink, LABEL) for words in statistics(array)]
    lines += [font(note, theme["muted"], LABEL)] if note and not gradient else []
    text = "".join(f'{words}<BR ALIGN="LEFT"/>' for words in lines)
    shown = mark(theme, "gradient number" if gradient else "value")
    return table([cell(text, ALIGN="LEFT", CELLPADDING=4, **shown) + drawn])


def drawing(array: Array, theme: Theme, kind: str, slot: int = 0) -> tuple[str, str]:
    """The cell with a heat map, with images, or with a histogram; and what it leaves out."""
    if np.all(array == array.reshape(-1)[:1]):
        return cell(""), ""
    gradient = kind == "gradient"
    bars = histogram(array, theme, theme["gradient" if gradient else "badge"])
    drawn, note = embedded(array, kind == "data", theme, bars)
    shown = mark(theme, f"{'gradient' if gradient else 'value'} bar", slot)
    marked = {} if kind == "parameter" else shown  # which is there from the start
    return cell(drawn, ALIGN="RIGHT", CELLPADDING=4, **marked), note


def histogram(array: Array, theme: Theme, colour: str) -> str:
    """The histogram of the entries, above its ends, with a line at 0 if that is near."""
    values = np.asarray(array, dtype=np.float64).reshape(-1)
    values = values[np.isfinite(values)]
    scale = float(np.abs(values).max(initial=0.0)) or 1.0
    values = values / scale
    low, high = values.min(initial=1.0), values.max(initial=-1.0)
    if low >= high:
        return table([cell("")])
    edges = np.linspace(low, high, BARS + 1)
    left = -1  # how many bars are left of 0
    if 2 * low <= high and low <= 2 * high:
        low, high = min(low, 0.0), max(high, 0.0)
        left = min(max(round(BARS * low / (low - high)), int(low < 0)), BARS - int(high > 0))
        width = max(-low / max(left, 1), high / max(BARS - left, 1))
        edges = np.arange(-left, BARS - left + 1) * width
    counts = np.histogram(np.clip(values, edges[0], edges[-1]), bins=edges)[0]
    heights = np.ceil(counts * (HEIGHT / counts.max())).astype(int).tolist()
    bars = []
    for height in heights:
        size = {"FIXEDSIZE": "TRUE", "WIDTH": WIDTH, "HEIGHT": height}
        bar = table([cell("")], BGCOLOR=colour, CELLPADDING=0, VALIGN="BOTTOM", **size)
        bars.append(cell(bar if height else "", WIDTH=WIDTH + 1, HEIGHT=HEIGHT + 1))
    if left >= 0:
        bars.insert(left, cell("", WIDTH=1, BGCOLOR=theme["muted"]))
    whole = {"COLSPAN": len(bars), "CELLPADDING": 0}
    ends = [font(end, theme["muted"], SMALL) for end in numbers(np.array([low, high]) * scale)]
    words = table([cell(ends[0], ALIGN="LEFT") + cell(ends[1], ALIGN="RIGHT")])
    rows = ["".join(bars), cell("", HEIGHT=1, BGCOLOR=colour, **whole), cell(words, **whole)]
    return table(rows, CELLPADDING=0)


# --- modules ----------------------------------------------------------------------------------


def module_card(name: str, path: str, unit: Unit, theme: Theme) -> str:
    """A module and all that is inside: its parameters in figures, or what it puts out."""
    parameters = [entry for entry in unit.entries if entry.role == "parameter"]
    result = unit.result
    is_root = result.role in ("loss", "output")
    kind = "parameter" if parameters else "result"
    role = theme.role("loss" if is_root else kind)
    about = plural(sum(entry.value.size for entry in parameters), "parameter")
    if not parameters:
        about = str(result.value.shape)
        about = f"{result.role} {about}" if is_root else about
    ground = {"BGCOLOR": role.header} if is_root else {}
    ink = role.ink if is_root else theme["ink"]
    left = font(escaped(name, 60), ink, TITLE, bold=True)
    header = title(left, font(f"{about}&#160;", ink, LABEL), **ground)
    rows = [cell(header, COLSPAN=3, CELLPADDING=0), "<HR/>"]
    slot = 0
    for entry in unit.rows:
        inside = entry.path.removeprefix(f"{path}.")
        rows.append(parameter_row(entry, inside, theme, slot))
        slot += entry.gradient is not None
    if not unit.rows or is_root:
        lines = output_lines(result, theme, slot)
        rows.append(cell(lines, COLSPAN=3, ALIGN="LEFT", CELLPADDING=4))
    text = table(rows, BORDER=1, STYLE="ROUNDED", COLOR=role.line, BGCOLOR=role.fill)
    return text.replace("<TR><HR/></TR>", "<HR/>")


def parameter_row(entry: Entry, inside: str, theme: Theme, slot: int) -> str:
    """A parameter: its name inside the module, shape, numbers, and two histograms."""
    name = font(escaped(inside, LONGEST), theme["ink"], NUMBER, bold=True)
    shape = font(str(entry.value.shape), theme["muted"], LABEL)
    about = font(statistics(entry.value)[0], theme["ink"], LABEL)
    end = '<BR ALIGN="LEFT"/>'
    lines = [line(f"{name} {shape}{end}{about}{end}", VALIGN="BOTTOM")]
    drawn, red = drawing(entry.value, theme, "parameter")[0], cell(" ")
    if entry.gradient is not None:
        lines.append(gradient_line(entry.gradient, theme, slot))
        red = drawing(entry.gradient, theme, "gradient", slot)[0]
    return cell(table(lines), ALIGN="LEFT", CELLPADDING=4) + drawn + red


def gradient_line(gradient: Array, theme: Theme, slot: int) -> str:
    """The size of a gradient, as a line."""
    text = printed(f"grad rms {number(rms(gradient))}", theme, theme["gradient"], LABEL)
    return line(text, VALIGN="TOP", **mark(theme, "gradient number", slot))


def output_lines(entry: Entry, theme: Theme, slot: int) -> str:
    """The output of a module, in two lines."""
    values = np.asarray(entry.value, dtype=np.float64)
    if entry.value.size == 1:
        text = f"value {number(values.item())}"
    elif np.isfinite(values).all() and values.size:
        low, high = numbers(np.array([values.min(), values.max()]))
        text = f"out mean {number(float(values.mean()))} · from {low} to {high}"
    else:
        text = "out " + " · ".join(statistics(values))
    lines = [line(printed(text, theme, theme["ink"], LABEL), **mark(theme, "value"))]
    if entry.gradient is not None:
        lines.append(gradient_line(entry.gradient, theme, slot))
    return table(lines)
