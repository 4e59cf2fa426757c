"""Exercises: learn how backpropagation works by writing it.

`python -m tinygrad_edu.learn` lays them out in a folder, and checks each one as it is saved.
The same check is the last line of each file, and works in a notebook:

>>> from tinygrad_edu.learn import check
>>> check("slope", lambda x: x * x)
✗ slope
slope(x=3.0) is 9; it should be 6.
That is the height of the curve at x, not its slope. How much does x² grow if x grows a little?
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from . import judge, report
from .judge import Verdict


def check(exercise: str, /, *answer: Any, **named: Any) -> Verdict | None:
    """The verdict on an answer: its file, its text, or what it asks for as objects.

    check(__file__) as the last line of a file prints the verdict when the file is run.
    check("bias", bias_gradient) takes functions and classes, check("hello", target=3) values,
    and check("bias", text) a whole program.
    """
    if judge.busy:  # this is the last line of a file that is being checked
        return None
    if not answer and not named:
        return report.check_file(Path(exercise))
    if answer and isinstance(answer[0], str):
        return judge.verdict_on(exercise, answer[0])
    return judge.verdict_on(exercise, "", {**judge.named(exercise, answer), **named})
