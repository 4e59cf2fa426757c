"""What happened in a graph, shown: in numbers, words and pictures."""

from .draw import draw
from .explain import explain
from .nudge import nudge
from .player import play

__all__ = ["draw", "explain", "nudge", "play"]
