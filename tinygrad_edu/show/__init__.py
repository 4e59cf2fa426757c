"""A graph and its backward pass, in numbers, words and pictures; pages about a network."""

from ._nudge import nudge
from .digits.draw_page import draw_page
from .digits.recording import Recording
from .digits.train_page import train_page
from .picture.draw import draw
from .picture.picture import render_with
from .player.play import play
from .questions.quiz import quiz
from .words.explain import explain

__all__ = [
    "Recording",
    "draw",
    "draw_page",
    "explain",
    "nudge",
    "play",
    "quiz",
    "render_with",
    "train_page",
]
