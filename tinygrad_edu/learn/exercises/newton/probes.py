import tinygrad_edu as tg
from tinygrad_edu.learn.probing import call
from tinygrad_edu.learn.spies import derivatives_taken


def named(name, function):
    """A function that is printed by its formula."""
    function.__name__ = name
    return function


FUNCTIONS = (
    (named("w⁴ − 2w", lambda w: w**4 - 2 * w), 1.5),
    (named("exp(w) − 3w", lambda w: tg.exp(w) - 3 * w), 0.3),
    (named("w³ + 5w²", lambda w: w**3 + 5 * w**2), -0.4),
    (named("w³ − 3w", lambda w: w**3 - 3 * w), -1.5),  # on a hill
)


def accept(answer):
    for f, w in FUNCTIONS:
        yield call(answer.newton, f=f, w=w)


def look(answer):
    yield derivatives_taken(answer.newton, *FUNCTIONS[0])
