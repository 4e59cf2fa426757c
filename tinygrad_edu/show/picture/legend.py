"""Below a picture: what its colours and widths mean, and why gradients are missing if they are."""

from __future__ import annotations

from textwrap import wrap

from ..record.story import Story
from ..words.numerals import number
from .cards import cell, font, table
from .plan import Plan
from .style import LABEL, Theme, escaped


def legend(story: Story, plan: Plan, theme: Theme, lowest: int, wanted: bool | None) -> str:
    """A table, or "" where there is nothing to say; `wanted` None is for more than six tensors.

    An arrow is thinnest where the gradient has the size 10 ** lowest.
    """
    rows = []
    entries = [entry for unit in plan.units for entry in unit.entries]
    if wanted or (wanted is None and len(entries) > 6):
        roles = [entry.role for entry in entries]
        keys = [
            (theme.parameter.header, "parameter", "parameter" in roles),
            (theme.data.header, "data", any(theme.role(r) is theme.data for r in roles)),
            (theme.badge, "operation", any(entry.op for entry in entries)),
            (theme.loss.header, entries[-1].role, theme.role(roles[-1]) is theme.loss),
            (theme.gradient, "gradient", story.note == ""),
        ]
        cells = ""
        for colour, word, present in keys:
            if present:
                mark = table([cell("", WIDTH=14, HEIGHT=10, FIXEDSIZE="TRUE")], BGCOLOR=colour)
                cells += cell(mark) + cell(font(word, theme.muted, LABEL), CELLPADDING=3)
        rows.append(cell(table([cells])))
        if not story.note:
            ends = [number(10.0**k) for k in (lowest, 0)]
            words = f"arrow width: size (rms) of the gradient, {ends[0]} … {ends[1]}"
            rows.append(cell(font(words, theme.muted, LABEL)))
    if wanted is not False:
        for line in wrap(story.note, 60) + wrap(changed(story), 60):
            rows.append(cell(font(escaped(line), theme.muted, LABEL)))
    return table(rows, CELLPADDING=1) if rows else ""


def changed(story: Story) -> str:
    """Which leaves were changed after they had been used."""
    late = {use.source for use in story.uses if use.source.node.age > use.result.node.age}
    names = [entry.name for entry in story.entries if entry in late]
    if not names:
        return ""
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    values = "their new values" if len(names) > 1 else "its new value"
    return f"changed since, and shown with {values}: {', '.join(names[:3])}{more}"
