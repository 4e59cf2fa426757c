"""A graph and its backward pass, shown in numbers, words and pictures."""

from ._nudge import nudge
from .picture.draw import draw
from .picture.picture import render_with
from .player.play import play
from .questions.quiz import quiz
from .words.explain import explain

__all__ = ["draw", "explain", "nudge", "play", "quiz", "render_with"]
