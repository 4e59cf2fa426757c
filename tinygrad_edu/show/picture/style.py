"""The style of pictures: colours, in light and dark, and text that is safe in DOT."""

from __future__ import annotations

import html
from typing import NamedTuple

from ...engine.messages import one_line

FONT = "Arial"
TITLE, NUMBER, LABEL, SMALL = 13, 11, 10, 8  # points

# fmt: off
COLOURS = {  # in the light theme and in the dark one
    "page":             ("#FFFFFF", "#0D1117"),
    "ink":              ("#1F2328", "#E6EDF3"),
    "muted":            ("#59636E", "#9BA7B4"),
    "parameter-header": ("#F5C542", "#B98900"),
    "parameter-fill":   ("#FFF6DC", "#2E2508"),
    "parameter-line":   ("#8A5A00", "#E3B341"),
    "parameter-ink":    ("#3D2800", "#0D1117"),
    "data-header":      ("#D7DDE3", "#3D444D"),
    "data-fill":        ("#F3F5F7", "#1C2128"),
    "data-line":        ("#59636E", "#8B949E"),
    "data-ink":         ("#1F2328", "#E6EDF3"),
    "result-header":    ("#DFE9F5", "#1F3350"),
    "result-fill":      ("#FFFFFF", "#161B22"),
    "result-line":      ("#6E7781", "#8B949E"),
    "result-ink":       ("#1F2328", "#E6EDF3"),
    "loss-header":      ("#A6DDB2", "#2EA043"),
    "loss-fill":        ("#EEF9F0", "#12261A"),
    "loss-line":        ("#1A7F37", "#3FB950"),
    "loss-ink":         ("#0B3D1B", "#0D1117"),
    "badge":            ("#0B4F9E", "#4493F8"),
    "badge-ink":        ("#FFFFFF", "#0D1117"),
    "gradient":         ("#B3261E", "#FF8A80"),
    "gradient-fill":    ("#FDECEA", "#3A1D1C"),
    "warning":          ("#9C1191", "#F49BEC"),  # of nan and ∞
    "negative":         ("#E66100", "#E66100"),  # entries of a heat map
    "positive":         ("#1A7FE0", "#1A7FE0"),
    "arrow":            ("#6E7781", "#8B949E"),
    "module":           ("#F6F8FA", "#161B22"),  # the ground of a frame
    "module-line":      ("#8B949E", "#8B949E"),
}
# fmt: on
KINDS = {"parameter": "parameter", "result": "result", "loss": "loss", "output": "loss"}


class Role(NamedTuple):
    """The colours of one kind of card."""

    header: str
    fill: str
    line: str
    ink: str  # of the header


class Theme(dict[str, str]):
    """Colours by name; every text has a contrast of at least 4.5 : 1 to its ground."""

    marked = False  # whether cells say what they hold, for the player

    def role(self, role: str) -> Role:
        """The colours for a role of `story`; what is no parameter, result or loss is data."""
        kind = KINDS.get(role, "data")
        return Role(*(self[f"{kind}-{part}"] for part in Role._fields))


THEMES = {
    "light": Theme({name: light for name, (light, _) in COLOURS.items()}),
    "dark": Theme({name: dark for name, (_, dark) in COLOURS.items()}),
}


def escaped(text: str, most: int = 0) -> str:
    """Text for an HTML label, which must not be empty, and in which dot stumbles at a ] alone."""
    return html.escape(one_line(text, most)).replace("]", "&#93;") or " "


def quoted(text: str) -> str:
    """Text as a quoted string of DOT."""
    return '"' + html.escape(one_line(text)).replace("\\", "\\\\") + '"'
