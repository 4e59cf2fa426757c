"""A page about a trained network: its learning curve, and the digits that it misreads.

The page is one text without scripts.  It shows in light and dark, on a phone as on a screen.
"""

from __future__ import annotations

import base64
from collections import Counter

import numpy as np

from ..show.picture.pixels import SIDE, coloured, png
from ..show.picture.style import COLOURS
from .recipes import Misread, Outcome

SHOWN = 48  # misread digits, at most
WIDTH, HEIGHT, LEFT, BELOW = 340, 200, 44, 30  # of the curve, and its margins for numbers

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; {light} }}
@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}
body {{ font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page);
  max-width: 42rem; margin: 0 auto; padding: 1rem; }}
h1, h2 {{ line-height: 1.2; }}
svg {{ width: 100%; max-width: 34rem; height: auto; }}
svg text {{ fill: var(--muted); font-size: 12px; }}
.grid {{ stroke: var(--data-header); }}
.curve {{ fill: none; stroke: var(--badge); stroke-width: 2; }}
.dot {{ fill: var(--badge); }}
.digits {{ display: grid; grid-template-columns: repeat(auto-fill, minmax(84px, 1fr)); gap: 12px;
  padding: 0; list-style: none; text-align: center; font-size: 14px; line-height: 1.3; }}
.digits img {{ width: 56px; height: 56px; image-rendering: pixelated; border-radius: 4px; }}
</style>
<h1>{title}</h1>
<p>{summary}</p>
<h2>How it learned</h2>
<p>After each epoch: the share of 5,000 digits that were kept aside, which it never trained on.</p>
{curve}
<h2>What it misreads</h2>
<p>{mistakes}</p>
<ul class="digits">
{digits}
</ul>
</html>
"""


def html_of(outcome: Outcome) -> str:
    """The page of a training that has just been done."""
    misread = outcome.network.misread if outcome.network else ()
    colours = ["; ".join(f"--{name}: {COLOURS[name][theme]}" for name in USED) for theme in (0, 1)]
    return PAGE.format(
        title=f"Your network reads {outcome.accuracy:.2%} of the digits",
        light=colours[0],
        dark=colours[1],
        summary=training_in_words(outcome, len(misread)),
        curve=curve(outcome.curve),
        mistakes=commonest_mistake(misread),
        digits="\n".join(map(item, misread[:SHOWN])),
    )


USED = "page", "ink", "muted", "data-header", "badge"


def training_in_words(outcome: Outcome, wrong: int) -> str:
    """The training in two sentences."""
    count = len(outcome.curve)
    epochs = "one epoch" if count == 1 else f"{count} epochs"
    return (
        f"It was trained for {epochs}, in {outcome.seconds:.0f} seconds. Of the 10,000 test "
        f"digits, which it never saw, it reads {10_000 - wrong:,} as they were meant, "
        f"and {wrong:,} as another digit."
    )


def commonest_mistake(misread: tuple[Misread, ...]) -> str:
    """The commonest mistake, and which of them are shown."""
    if not misread:
        return "It misreads none of them."
    (label, answer), times = Counter((m.label, m.answer) for m in misread).most_common(1)[0]
    often = "once" if times == 1 else f"{times} times"
    few = f" Here are the {SHOWN} of which it was surest." if len(misread) > SHOWN else ""
    return (
        f"Its commonest mistake: a {label} that it reads as {answer}, {often}.{few} "
        "Under each stands what it is, what the network says, and how sure it is. "
        "Which of them would you have read?"
    )


def item(misread: Misread) -> str:
    """One digit, with what it is and what the network says."""
    words = f"a {misread.label}, read as {misread.answer}"
    square = misread.image.reshape(1, SIDE, SIDE)
    data = base64.b64encode(png(coloured(1 - square, is_image=True)[0])).decode()
    picture = f'<img src="data:image/png;base64,{data}" alt="{words}" width="56" height="56">'
    lines = picture, f"a {misread.label},", f"read as {misread.answer},", f"{misread.sure:.0%} sure"
    return f"<li>{'<br>'.join(lines)}</li>"


def curve(shares: tuple[float, ...]) -> str:
    """The learning curve, as an SVG."""
    if not shares:
        return "<p>No epoch was complete.</p>"
    low = np.floor(min(shares) * 20) / 20  # a multiple of 5 %
    low = min(low, 0.95)
    inner = WIDTH - LEFT - 12, HEIGHT - BELOW - 12

    def place(epoch: float, share: float) -> tuple[float, float]:
        right = (epoch - 1) / max(len(shares) - 1, 1)
        return LEFT + right * inner[0], 12 + (1 - share) / (1 - low) * inner[1]

    parts = []
    for share in np.linspace(low, 1, 6):
        _, y = place(1, share)
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(
            f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{100 * share:.4g} %</text>'
        )
    for epoch in sorted({1, len(shares)}):
        x, _ = place(epoch, low)
        parts.append(f'<text x="{x:.1f}" y="{HEIGHT - 10}" text-anchor="middle">{epoch}</text>')
    middle = (LEFT + WIDTH) / 2
    parts.append(f'<text x="{middle}" y="{HEIGHT - 10}" text-anchor="middle">epoch</text>')
    points = [place(epoch, share) for epoch, share in enumerate(shares, 1)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    parts.append(f'<polyline class="curve" points="{line}"/>')
    parts += [f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in points]
    words = (
        f"The learning curve: {shares[0]:.1%} after the first epoch, {shares[-1]:.1%} at the end"
    )
    size = f'viewBox="0 0 {WIDTH + 8} {HEIGHT}"'
    return f'<svg {size} role="img" aria-label="{words}">\n' + "\n".join(parts) + "\n</svg>"
