"""How pictures look: their colours, in light and dark, and text that nothing trips over."""

from __future__ import annotations

import html
from dataclasses import dataclass

from ...engine.messages import one_line


@dataclass(frozen=True)
class Role:
    """The colours of one kind of card."""

    header: str
    fill: str
    line: str
    ink: str  # of the header


@dataclass(frozen=True)
class Theme:
    """All colours of a picture; every text has a contrast of at least 4.5 : 1 to its ground."""

    page: str
    ink: str
    muted: str
    parameter: Role
    data: Role
    result: Role
    loss: Role
    badge: str
    badge_ink: str
    gradient: str
    gradient_fill: str
    arrow: str
    module: str  # the ground of a cluster
    module_line: str
    marked: bool = False  # whether cells say what they hold, for the player

    def role(self, role: str) -> Role:
        """The colours for a role of `story`."""
        roles = {"parameter": self.parameter, "result": self.result}
        roles |= {"loss": self.loss, "output": self.loss}
        return roles.get(role, self.data)


LIGHT = Theme(
    page="#FFFFFF",
    ink="#1F2328",
    muted="#59636E",
    parameter=Role("#F5C542", "#FFF6DC", "#8A5A00", "#3D2800"),
    data=Role("#D7DDE3", "#F3F5F7", "#59636E", "#1F2328"),
    result=Role("#DFE9F5", "#FFFFFF", "#6E7781", "#1F2328"),
    loss=Role("#A6DDB2", "#EEF9F0", "#1A7F37", "#0B3D1B"),
    badge="#0B4F9E",
    badge_ink="#FFFFFF",
    gradient="#B3261E",
    gradient_fill="#FDECEA",
    arrow="#6E7781",
    module="#F6F8FA",
    module_line="#8B949E",
)

DARK = Theme(
    page="#0D1117",
    ink="#E6EDF3",
    muted="#9BA7B4",
    parameter=Role("#B98900", "#2E2508", "#E3B341", "#0D1117"),
    data=Role("#3D444D", "#1C2128", "#8B949E", "#E6EDF3"),
    result=Role("#1F3350", "#161B22", "#8B949E", "#E6EDF3"),
    loss=Role("#2EA043", "#12261A", "#3FB950", "#0D1117"),
    badge="#4493F8",
    badge_ink="#0D1117",
    gradient="#FF8A80",
    gradient_fill="#3A1D1C",
    arrow="#8B949E",
    module="#161B22",
    module_line="#8B949E",
)

THEMES = {"light": LIGHT, "dark": DARK}

FONT = "Arial"
TITLE, NUMBER, LABEL = 13, 11, 10  # points


# --- text -------------------------------------------------------------------------------------


def escaped(text: str, most: int = 0) -> str:
    """Text for an HTML label, which must not be empty."""
    return (
        html.escape(one_line(text, most)).replace("]", "&#93;") or " "
    )  # dot stumbles at a ] alone


def quoted(text: str) -> str:
    """Text as a quoted string of DOT."""
    return '"' + html.escape(one_line(text)).replace("\\", "\\\\") + '"'
