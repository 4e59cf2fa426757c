"""A story in DOT, the language of Graphviz: a card for each tensor, an arrow for each use."""

from __future__ import annotations

import math
from collections.abc import Iterator
from textwrap import wrap

import numpy as np

from ...engine.state import Scope
from ...watch.digits import number
from ...watch.referee.quotient import rms
from ..record.names import around
from ..record.story import Story, Use
from ..words.numerals import is_small
from .cards import card, cell, font, module_card, table
from .picture import rule_and_value
from .pixels import tiles
from .plan import Plan, Unit, clusters
from .style import FONT, LABEL, NUMBER, Role, Theme, escaped, quoted

LONGEST_RULE = 44
FAR, LONGEST_ARROWS = 5, 100  # how many cards one arrow, and all together, may pass by


class DOT:
    """A story as the lines of a DOT file."""

    def __init__(self, story: Story, plan: Plan, theme: Theme) -> None:
        self.story, self.plan, self.theme = story, plan, theme
        self.entries = [entry for unit in plan.units for entry in unit.entries]
        of = plan.of
        uses = [use for entry in self.entries for use in entry.inputs if use.source in of]
        # an arrow for each use; of repeats one for all that use the same tensor from outside, and
        # one for all that are used of their inside
        found: dict[object, list[Use]] = {}
        for use in uses:
            source, result = of[use.source], of[use.result]
            if source is not result:
                hidden = source.repeats and use.source is not source.result
                into = result if hidden or result.repeats else use
                found.setdefault((source if hidden else use.source, into), []).append(use)
        self.together = {some[-1]: some for some in found.values()}
        self.uses = list(self.together)
        sizes = [rms(use.contribution) for use in self.uses if use.contribution is not None]
        # an arrow is thinnest where the gradient has the size 10 ** lowest
        self.lowest = -6 if any(0 < size < 1e-3 for size in sizes) else -3
        # the uses far from where their tensor stands, if there are many, or it is held by a module
        place = {unit: k for k, unit in enumerate(plan.units)}
        length = {use: place[of[use.result]] - place[of[use.source]] for use in self.uses}
        many = sum(length.values()) > LONGEST_ARROWS
        held = [x for x in self.uses if x.source.role == "parameter" and x.source.scope]
        self.far = {use for use in (self.uses if many else held) if length[use] > FAR}
        # the data with which the main column of cards begins
        self.first = next((entry for entry in self.entries if entry.role == "input"), None)
        self.framed = any(unit.scope for unit in plan.units)

    def lines(self, direction: str, wanted: bool | None) -> Iterator[str]:
        """The whole file, but for its first and last brace; `wanted` is the legend."""
        theme = self.theme
        self.under = "<BR/>&#160;" if direction in ("LR", "RL") else ""  # a label's empty line
        yield (
            f"graph [rankdir={direction} newrank=true nodesep=0.3 ranksep=0.4 pad=0.15 "
            f'bgcolor="{theme["page"]}" '
            f'fontname="{FONT}" fontsize={NUMBER} fontcolor="{theme["muted"]}" tooltip=" "]'
        )
        yield f'node [shape=plain fontname="{FONT}" fontsize={NUMBER} fontcolor="{theme["ink"]}"]'
        yield (
            f'edge [fontname="{FONT}" fontsize={LABEL} color="{theme["arrow"]}" '
            f'fontcolor="{theme["muted"]}" arrowsize=0.8 penwidth=1.2]'
        )
        count = 0
        for what, thing in clusters(self.plan):
            if isinstance(thing, Unit):
                yield self.node(thing)
            elif what == "open":
                yield f"subgraph cluster_{count} {{"
                yield self.frame(thing)
                count += 1
            else:
                yield "}"
        if self.plan.left_out:
            yield from self.stub()
        for use in self.uses:
            if use in self.far:  # the tensor's name once more, beside the use of it
                name = use.source.name
                role = theme.role(use.source.role)
                many = len(self.together[use])
                words = f"{name} · {many} uses" if many > 1 else name
                yield self.box(f"{use.id}x", words, words, role, '"filled,rounded"')
            yield self.arrow(use)
        if not self.plan.boxes:
            yield from self.stacked()
        below = self.legend(wanted)
        if below:
            yield f"graph [labelloc=b label=<{below}>]"

    def frame(self, scope: Scope) -> str:
        """The look of a module's frame."""
        theme = self.theme
        title = self.story.wording.places.title(scope)
        label = font(escaped(title, 60), theme["muted"])
        label += "&#160;" * 2 * min(len(title), 60)  # as wide as the title: the arrow is beside it
        return (
            f'graph [style=rounded bgcolor="{theme["module"]}" color="{theme["module-line"]}" '
            f"labeljust=l labelloc=t margin=12 label=<{label}> "
            f"tooltip={quoted(title)}]"
        )

    def node(self, unit: Unit) -> str:
        """A card, or a plain box where there are too many for cards."""
        theme, result = self.theme, unit.result
        title = self.story.wording.places.title(unit.module) if unit.module else ""
        made = f" = {result.formula}" if result.op else ""
        sizes = result.value.shape
        tip = title or f"{result.path}{made}: {result.role} {sizes}"
        group = " group=spine" if self.on_spine(unit) else ""
        if self.plan.boxes:
            words = title or f"{result.symbol} {result.name} {sizes}"
            return self.box(unit.id, words, tip, theme.role(result.role), "filled", group)
        if unit.module:
            path = self.story.wording.places.path(unit.module)
            label = module_card(title, path, unit, theme)
        else:
            label = card(result, theme, waiting=self.story.note == "")
        if self.framed and len(unit.entries[0].inputs) > 1:
            group += " ordering=in"  # the weight, then the bias
        return f'{unit.id} [id="{unit.id}" label=<{label}> tooltip={quoted(tip)}{group}]'

    def on_spine(self, unit: Unit) -> bool:
        """Whether it stands in the main column: the first input, then result below result."""
        entry = unit.result
        return bool(unit.module or entry.inputs or entry is self.first)

    def box(self, id: str, words: str, tip: str, role: Role, style: str, group: str = "") -> str:
        """A tensor or module in one line."""
        return (
            f'{id} [id="{id}" shape=box style={style} height=0.25 margin="0.08,0.03" '
            f'fillcolor="{role.header}" color="{role.line}" fontcolor="{role.ink}" '
            f"label=<{escaped(words, 40)}> tooltip={quoted(tip)}{group}]"
        )

    def stub(self) -> Iterator[str]:
        """A box in place of everything that was left out."""
        theme = self.theme
        words = f"… {self.plan.left_out:,} more tensors, further from {self.story.root.name}"
        yield (
            f'rest [id="rest" shape=box style="dashed,rounded" color="{theme["arrow"]}" '
            f'fontcolor="{theme["muted"]}" label=<{escaped(words)}> tooltip={quoted(words)}]'
        )
        for unit in self.plan.units:
            uses = [use for entry in unit.entries for use in entry.inputs]
            if any(use.source not in self.plan.of for use in uses):
                yield f"rest -> {unit.id} [style=dashed]"

    def arrow(self, use: Use) -> str:
        """An arrow: back and red if a gradient flowed, else in the direction of the values."""
        source, result = self.plan.of[use.source], self.plan.of[use.result]
        together = self.together[use]
        words = [f'id="{use.id}"']
        if self.framed and self.on_spine(source) and self.on_spine(result):
            words.append("weight=100")  # straight down, whatever the frames do
        label = ""
        tip = f"{use.source.name} → {use.result.name}"
        if use.contribution is not None:
            red = self.theme["gradient"]
            parts = [x.contribution for x in together if x.source is use.source]
            with np.errstate(all="ignore"):
                size = self.width(rms(np.sum([d for d in parts if d is not None], axis=0)))
            words.append(f'dir=back color="{red}" penwidth={size:.1f}')
            if not result.module and len(together) == 1:  # else the label is not the gradient's
                words.append(f'fontcolor="{red}"')
            words.append(f"arrowsize={0.7 + size / 8:.2f}")
            label = rule_and_value(use)
            tip = f"{use.source.label}: {label}"
        elif not use.source.node.needs_gradient:
            words.append("style=dashed")
        if result.module:  # whose inside is not seen
            inner = use.source.role == "parameter" and source.module
            named = use.source.name if use not in self.far else ""
            label = (inner and named) or str(use.source.value.shape)
        if len(together) > 1:
            label = "" if use in self.far else f"{len(together)} uses"
        if label and not self.plan.boxes:
            text = "&#160;" * 4 + escaped(label, LONGEST_RULE)  # beside the arrow, however it bends
            words.append(f"label=<{text}&#160;{self.under}>")
        words.append(f"tooltip={quoted(tip)} labeltooltip={quoted(tip)}")
        start = f"{use.id}x" if use in self.far else source.id
        return f"{start} -> {result.id} [{' '.join(words)}]"

    def width(self, size: float) -> float:
        """The width of an arrow in points; it grows with the logarithm of the gradient's size."""
        if math.isnan(size) or size == math.inf:
            return 4.5
        share = (math.log10(size) - self.lowest) / -self.lowest if size else 0.0
        return 1.2 + 3.3 * min(max(share, 0.0), 1.0)

    def stacked(self) -> Iterator[str]:
        """Invisible arrows that put the tensors of a module below the inputs of the module.

        Of a module that is called several times they stand in its first call, which alone counts:
        the inputs of later calls are further down.
        """
        for use in self.uses:
            leaf = self.plan.of[use.source]
            here = any(scope is leaf.scope for scope in around(self.plan.of[use.result].scope))
            for other in use.result.inputs if here and not use.source.inputs else ():
                above = self.plan.of.get(other.source)
                if above is not None and leaf.scope not in around(above.scope):
                    yield f"{above.id} -> {leaf.id} [style=invis weight=0]"

    def legend(self, wanted: bool | None) -> str:
        """What colours and arrows mean, and why gradients are missing if they are, as a table."""
        if wanted is False:
            return ""
        theme, note = self.theme, self.story.note
        wide = 56 if len(self.plan.units) < 7 else 66  # letters, about as many as a graph is wide
        roles = [entry.role for entry in self.entries]
        kinds = {theme.role(role) for role in roles}
        shown = [  # heat maps, images, and None for a histogram
            tiles(array, x.role == "input")
            for unit in ([] if self.plan.boxes else self.plan.units)
            for x in unit.entries
            for array in (x.value, x.gradient)
            if array is not None and (unit.module or not is_small(array))
            if x.role == "parameter" or not unit.module
        ]
        maps = any(found and not found[1] for found in shown)
        keys = [
            (theme.role("parameter").header, "parameter", "parameter" in roles),
            (theme.role("data").header, "data", theme.role("data") in kinds),
            (theme["badge"], "operation", any(entry.op for entry in self.entries)),
            (theme.role("loss").header, roles[-1], roles[-1] in ("loss", "output")),
            (theme["negative"], "entry < 0", maps),
            (theme["positive"], "entry > 0", maps),
        ]
        marks = []
        for colour, word, present in keys:
            if present:
                square = cell("", WIDTH=14, HEIGHT=10, FIXEDSIZE="TRUE", BGCOLOR=colour)
                text = font(f"{escaped(word)}&#160;&#160;", theme["muted"], LABEL)
                marks.append(square + cell(text, ALIGN="LEFT", CELLPADDING=3))
        columns = math.ceil(len(marks) / math.ceil(len(marks) * 11 / wide))
        lines = ["".join(marks[k : k + columns]) for k in range(0, len(marks), columns)]
        rows = [cell(table(lines))]
        low, high = number(10.0**self.lowest), number(1.0)
        red = any(use.contribution is not None for use in self.uses)
        dashed = any(not use.source.node.needs_gradient for use in self.uses)
        facts = [
            ("red: the gradient flows back", red),
            ("dashed: needs no gradient", dashed),
            ("g: the gradient where the arrow starts", red),
            (f"width: its size (rms), {low} … {high}", red),
            ("upright line in a histogram: 0", None in shown),
        ]
        said = " ".join(f"{fact} ·".replace(" ", "\xa0") for fact, present in facts if present)
        texts = [text.rstrip("\xa0·") for text in wrap(said, wide)]
        texts += wrap(note, wide) + wrap(self.changed(), wide)
        rows += [cell(font(escaped(text), theme["muted"], LABEL)) for text in texts]
        return table(rows, CELLPADDING=1)

    def changed(self) -> str:
        """Which leaves were changed after they had been used."""
        uses = self.story.uses
        late = {use.source for use in uses if use.source.node.age > use.node.age}
        names = [entry.name for entry in self.story.entries if entry in late]
        if not names:
            return ""
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        values = "their new values" if len(names) > 1 else "its new value"
        return f"changed since, and shown with {values}: {', '.join(names[:3])}{more}"
