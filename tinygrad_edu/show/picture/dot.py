"""A story in DOT, the language of Graphviz: a card for each tensor, an arrow for each use."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ...engine.state import Scope
from ...watch.quotient import rms
from ..record.story import Entry, Story, Use
from .cards import card, font, module_card, shape
from .legend import legend
from .plan import Plan, Unit, chain, clusters
from .style import FONT, LABEL, NUMBER, Theme, escaped, quoted
from .table import rule_and_value

LONGEST_RULE = 44
FAR, LONGEST_ARROWS = 20, 3000  # how many cards one arrow, and all together, may pass by


class DOT:
    """A story as the lines of a DOT file."""

    def __init__(self, story: Story, plan: Plan, theme: Theme) -> None:
        self.story, self.plan, self.theme = story, plan, theme
        uses = [use for unit in plan.units for entry in unit.entries for use in entry.inputs]
        self.uses = [use for use in uses if self.crosses(use)]
        sizes = [rms(use.contribution) for use in self.uses if use.contribution is not None]
        self.lowest = -6 if any(0 < size < 1e-3 for size in sizes) else -3
        self.far = self.long_arrows()
        self.first = self.first_input()
        self.framed = any(unit.scope for unit in plan.units)

    def crosses(self, use: Use) -> bool:
        """Whether the arrow leads from one unit to another."""
        of = self.plan.of
        return use.source in of and of[use.source] is not of[use.result]

    def first_input(self) -> Entry | None:
        """The data with which the main column of cards begins."""
        data = [e for unit in self.plan.units for e in unit.entries if e.role == "input"]
        return data[0] if data else None

    def lines(self, direction: str, wanted: bool | None) -> Iterator[str]:
        """The whole file, but for its first and last brace."""
        theme = self.theme
        yield (
            f"graph [rankdir={direction} newrank=true nodesep=0.3 ranksep=0.4 pad=0.15 "
            f'bgcolor="{theme.page}" '
            f'fontname="{FONT}" fontsize={NUMBER} fontcolor="{theme.muted}" tooltip=" "]'
        )
        yield f'node [shape=plain fontname="{FONT}" fontsize={NUMBER} fontcolor="{theme.ink}"]'
        yield (
            f'edge [fontname="{FONT}" fontsize={LABEL} color="{theme.arrow}" '
            f'fontcolor="{theme.muted}" arrowsize=0.8 penwidth=1.2]'
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
            if use in self.far:
                yield self.again(use)
            yield self.arrow(use)
        yield from self.stacked()
        below = legend(self.story, self.plan, self.theme, self.lowest, wanted)
        if below:
            yield f"graph [labelloc=b label=<{below}>]"

    def frame(self, scope: Scope) -> str:
        """What a module's frame looks like."""
        theme, title = self.theme, self.story.places.title(scope)
        return (
            f'graph [style=rounded bgcolor="{theme.module}" color="{theme.module_line}" '
            f"labeljust=l labelloc=t margin=12 label=<{font(escaped(title, 60), theme.muted)}> "
            f"tooltip={quoted(title)}]"
        )

    # --- nodes ---

    def node(self, unit: Unit) -> str:
        """A card, or a plain box where there are too many for cards."""
        theme, result = self.theme, unit.result
        title = self.story.places.title(unit.module) if unit.module else ""
        if self.plan.boxes:
            return self.box(unit, title)
        if unit.module:
            label = module_card(title, unit.entries, result, theme)
        else:
            label = card(result, theme, waiting=self.story.note == "")
        tip = title or self.tip(result)
        group = " group=spine" if self.on_spine(unit) else ""
        if self.framed and len(unit.entries[0].inputs) > 1:
            group += " ordering=in"  # the weight, then the bias
        return f'{unit.id} [id="{unit.id}" label=<{label}> tooltip={quoted(tip)}{group}]'

    def on_spine(self, unit: Unit) -> bool:
        """Whether it stands in the main column: the first input, then result below result."""
        entry = unit.result
        return bool(unit.module or entry.node.inputs or entry is self.first)

    def box(self, unit: Unit, title: str) -> str:
        """A tensor or module in one line."""
        entry, role = unit.result, self.theme.role(unit.result.role)
        words = title or f"{entry.symbol} {entry.name} {shape(entry.shape)}"
        return (
            f'{unit.id} [id="{unit.id}" shape=box style=filled height=0.25 margin="0.08,0.03" '
            f'fillcolor="{role.header}" color="{role.line}" fontcolor="{role.ink}" '
            f"label=<{escaped(words, 40)}> tooltip={quoted(title or self.tip(entry))}"
            f"{' group=spine' if self.on_spine(unit) else ''}]"
        )

    def tip(self, entry: Entry) -> str:
        """What comes up under the mouse."""
        made = f" = {entry.formula}" if entry.op else ""
        return f"{entry.path}{made}: {entry.role} {shape(entry.shape)}"

    def stub(self) -> Iterator[str]:
        """In place of all that was left out."""
        theme = self.theme
        words = f"… {self.plan.left_out:,} more tensors, further from {self.story.root.name}"
        yield (
            f'rest [id="rest" shape=box style="dashed,rounded" color="{theme.arrow}" '
            f'fontcolor="{theme.muted}" label=<{escaped(words)}> tooltip={quoted(words)}]'
        )
        for unit in self.plan.units:
            uses = [use for entry in unit.entries for use in entry.inputs]
            if any(use.source not in self.plan.of for use in uses):
                yield f"rest -> {unit.id} [style=dashed]"

    def long_arrows(self) -> set[Use]:
        """The uses far from where their tensor stands, if they are more than dot can lay out."""
        place = {unit: k for k, unit in enumerate(self.plan.units)}
        of = self.plan.of
        length = {use: place[of[use.result]] - place[of[use.source]] for use in self.uses}
        if sum(length.values()) <= LONGEST_ARROWS:
            return set()
        return {use for use in self.uses if length[use] > FAR}

    def again(self, use: Use) -> str:
        """The name of a tensor that stands far away, beside the use of it."""
        role, name = self.theme.role(use.source.role), use.source.name
        return (
            f'{use.id}x [id="{use.id}x" shape=box style="filled,rounded" height=0.25 '
            f'margin="0.08,0.03" fillcolor="{role.header}" color="{role.line}" '
            f'fontcolor="{role.ink}" label=<{escaped(name, 40)}> tooltip={quoted(name)}]'
        )

    # --- arrows ---

    def arrow(self, use: Use) -> str:
        """An arrow: back and red if a gradient flowed, else in the direction of the values."""
        source, result = self.plan.of[use.source], self.plan.of[use.result]
        words = [f'id="{use.id}"']
        if self.framed and self.on_spine(source) and self.on_spine(result):
            words.append("weight=100")  # straight down, whatever the frames do
        d = use.contribution
        if d is not None:
            size = self.width(rms(d))
            words += [f'dir=back color="{self.theme.gradient}" penwidth={size:.1f}']
            words += [f'fontcolor="{self.theme.gradient}"']
        elif not use.source.needs_gradient:
            words.append("style=dashed")
        label, tip = self.label(use), f"{use.source.name} → {use.result.name}"
        if d is not None:
            tip = f"∂{self.story.letter}/∂{use.source.name}: {rule_and_value(use)}"
        if label and not self.plan.boxes:
            words.append(f"label=<&#160;&#160;{escaped(label, LONGEST_RULE)}&#160;>")
        words.append(f"tooltip={quoted(tip)} labeltooltip={quoted(tip)}")
        start = f"{use.id}x" if use in self.far else source.id
        return f"{start} -> {result.id} [{' '.join(words)}]"

    def label(self, use: Use) -> str:
        """The rule; at a collapsed module, whose inside is not seen, the shape."""
        if self.plan.boxes:
            return ""
        if self.plan.of[use.result].module:
            inner = use.source.role == "parameter" and self.plan.of[use.source].module
            return use.source.name if inner else shape(use.source.shape)
        return "" if use.contribution is None else rule_and_value(use)

    def width(self, size: float) -> float:
        """Of an arrow, in points: grows with the logarithm of the gradient's size."""
        if math.isnan(size) or size == math.inf:
            return 4.5
        share = (math.log10(size) - self.lowest) / -self.lowest if size else 0.0
        return 1.2 + 3.3 * min(max(share, 0.0), 1.0)

    def stacked(self) -> Iterator[str]:
        """Unseen arrows by which a module's own tensors stand below what comes into the module."""
        for use in self.uses:
            leaf, scope = self.plan.of[use.source], self.plan.of[use.source].scope
            if scope is None or use.source.inputs or self.plan.boxes:
                continue
            for other in use.result.inputs:
                above = self.plan.of.get(other.source)
                if above is not None and scope not in chain(above.scope):
                    yield f"{above.id} -> {leaf.id} [style=invis weight=0]"
