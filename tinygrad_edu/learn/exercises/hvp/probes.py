import numpy as np

import tinygrad_edu as tg
from tinygrad_edu.learn.probing import call
from tinygrad_edu.learn.spies import derivatives_taken


def cubes(x):
    """A function whose Hessian is no diagonal matrix."""
    return (x**3).sum() + x[0] * x[1] * x[2]


def waves(x):
    """Another one, whose Hessian depends on all entries."""
    return tg.sin(x).sum() * (x * x).sum()


cubes.__name__, waves.__name__ = "Σ xᵢ³ + x₁x₂x₃", "Σ sin(xᵢ) · Σ xᵢ²"
PLACES = (
    (cubes, np.array([1.5, 0.8, -0.6]), np.array([0.5, -1.2, 2.0])),
    (waves, np.array([0.3, -0.9, 1.4, 0.7]), np.array([1.5, 0.4, -0.8, 3.0])),
)


def accept(answer):
    for f, x, v in PLACES:
        yield call(answer.hvp, f=f, x=x, v=v)


def look(answer):
    yield derivatives_taken(answer.hvp, *PLACES[0])
