"""The check of an answer.  It knows no terminal, no process and no file of the learner.

An answer is accepted if the probes of `accept` give what they give for the solution.  If not, its
results on all probes, those of `look`, too, are its fingerprint: the wrong program that has the
same one names the mistake.
"""

from __future__ import annotations

import ast
import contextlib
import dataclasses
import functools
import io
import re
import sys
import traceback
import types
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import tinygrad_edu as tg

from ..watch import notices
from ..watch.notices import TrainingWarning
from ..watch.referee import first_use
from .catalogue import Exercise, docstring_of, find
from .probing import Probe, arrays_in_words
from .results import Failure, agree, difference, pattern, tidy

RIGHT, ALIKE = 1e-4, 1e-6  # how far a right answer may be off, and how near a known mistake is
MOST_PRINTED = 2000  # characters
NOT_PYTHON = "SyntaxError", "IndentationError", "TabError"
INNER_SIZES = re.compile(r"matmul: .*\(size (\d+) is different from (\d+)\)")  # NumPy's words
TELLING = "GradientError", "ValueError"  # errors that only one mistake raises with the same text

Results = list[tuple[Probe, Any]]


@dataclasses.dataclass(frozen=True)
class Verdict:
    """What is said of an answer: plain data, which any screen can show.

    `said` is the one thing to look at, `hint` what to think about; `mistake` is the name of a
    known mistake, `line` a line of the answer.  `details` are lines that show the arrays,
    `printed` is what the answer printed, and `warnings` what the framework noticed.  Of an answer
    that trains a network, `page` is a text in HTML about it, `drawing` one to draw on (if the
    answer is right), and `state` its numbers, to be saved.
    """

    name: str
    passed: bool
    said: str
    hint: str = ""
    mistake: str = ""
    line: int | None = None
    details: tuple[str, ...] = ()
    printed: str = ""
    warnings: tuple[str, ...] = ()
    page: str = ""
    drawing: str = ""
    state: dict[str, Any] | None = dataclasses.field(default=None, compare=False)

    def __repr__(self) -> str:
        parts = (self.printed.rstrip(), *self.warnings, self.said, *self.details, self.hint)
        return "\n".join([("✓ " if self.passed else "✗ ") + self.name, *filter(None, parts)])


@dataclasses.dataclass
class Answer:
    """The names that a program defines, as attributes.

    Where measuring takes minutes, recorded results do for a program of `ours`: the solution, or a
    typical mistake.  Probes that train a network leave its numbers in `model_state`.
    """

    names: dict[str, Any]
    ours: bool = False
    model_state: dict[str, Any] | None = None

    def __getattr__(self, name: str) -> Any:
        if name not in self.names:
            raise AttributeError(f"there is no {name} in the file")
        found = self.names[name]
        if isinstance(found, types.FunctionType) and found.__name__ != name:  # a lambda, say
            found = functools.partial(found)
            found.__name__ = name  # type: ignore[attr-defined]
        return found


def verdict_on(name: str, source: str, objects: dict[str, Any] | None = None) -> Verdict:
    """The verdict on the text of an answer, or on objects that were made elsewhere.

    Raises a ValueError if there is no exercise of this name.
    """
    exercise = find(name)
    with listening() as heard:
        try:
            given = load_answer(name, exercise.given)
            asked = asked_for(exercise)
            start = {key: value for key, value in given.items() if key not in asked}
            start = {"np": np, "tg": tg, **start}
            names = {**load_answer(name, source, names=start), **(objects or {})}
            if missing := [key for key in asked if key not in names]:
                said = f"There is no {missing[0]} in {name}.py."
                verdict = Verdict(name, False, said, "Was it renamed? The check calls it so.")
            elif odd := [key for key, of in asked.items() if callable(names[key]) is not of]:
                kind = "a function or a class" if asked[odd[0]] else "a value"
                said = f"{odd[0]} is of type {type(names[odd[0]]).__name__}; it should be {kind}."
                verdict = Verdict(name, False, said)
            else:
                answer = Answer(names)
                verdict = judged(exercise, answer, source)
                verdict = dataclasses.replace(
                    verdict,
                    page=page_about(exercise, answer, "page"),
                    drawing=page_about(exercise, answer, "drawing") if verdict.passed else "",
                    state=answer.model_state,
                )
        except StoppedError as error:
            verdict = stopped(name, error.failure, source)
    return dataclasses.replace(verdict, printed=heard.printed, warnings=heard.warnings)


def stopped(name: str, failure: Failure, source: str) -> Verdict:
    """The verdict on a program that cannot be read as Python, or that stops with an error."""
    line = failure.line
    lines = source.splitlines()
    shown = (f"{line:>4} | {lines[line - 1]}",) if line and line <= len(lines) else ()
    if failure.kind in NOT_PYTHON:
        said = f"This is not Python yet: {failure.text}."
    else:
        said = f"{name}.py stops with {failure.kind}: {failure.text}."
    return Verdict(name, False, said.replace("..", "."), line=line, details=shown)


def judged(exercise: Exercise, answer: Answer, source: str) -> Verdict:
    """The verdict on a program that runs."""
    results, right = results_of(exercise, "accept", answer), expected(exercise.name)
    results += [(probe, None) for probe, _ in right[len(results) :]]  # what was not even tried
    pairs = zip(results, right, strict=False)
    differ = ((probe, x, y) for (probe, x), (_, y) in pairs if not agree(x, y, RIGHT))
    probe, found, wanted = next(differ, (None, None, None))
    if probe is None:
        return Verdict(exercise.name, True, "That is right.")
    mistake = known_mistake(exercise, results, answer)
    if not mistake and source.split() == exercise.given.split():
        said = f"{exercise.name}.py is as it was given: nothing is written yet."
        return Verdict(exercise.name, False, said, exercise.hints[0], mistake="given")
    return Verdict(
        exercise.name,
        False,
        said=f"{probe.label} {difference(found, wanted)}.",
        hint=docstring_of(exercise.wrong[mistake]) if mistake else not_one_i_know(found, wanted),
        mistake=mistake,
        line=found.line if isinstance(found, Failure) else None,
        details=tuple(arrays_in_words(probe)),
    )


def page_about(exercise: Exercise, answer: Answer, name: str) -> str:
    """A page about the network that an answer has trained, if the exercise makes one so called."""
    page = exercise.probes.get(name)
    return str(page(answer)) if page and answer.model_state is not None else ""


def not_one_i_know(found: Any, right: Any) -> str:
    """What to say of a mistake that nobody wrote down."""
    if isinstance(found, Failure) or found is None:
        return ""
    return f"{pattern(found, right)} This is not a mistake that I know.".strip()


# --- programs ---------------------------------------------------------------------------------


class StoppedError(Exception):
    """A program stopped with an error."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.text)
        self.failure = failure


def load_answer(name: str, *programs: str, names: dict[str, Any] | None = None) -> dict[str, Any]:
    """The names that programs define, one after the other.  Raises a StoppedError if one stops."""
    module, file = types.ModuleType("answer"), f"{name}.py"
    module.__dict__.update(names or {}, __name__="answer", __file__=file)
    sys.modules["answer"] = module  # where dataclasses look
    for program in programs:
        code = functools.partial(compile, program, file, "exec")
        found = attempt(lambda: exec(code(), module.__dict__), file)
        if isinstance(found, Failure):
            raise StoppedError(found)
    return module.__dict__


def attempt(run: Callable[[], Any], file: str) -> Any:
    """The plain result, or the failure that was raised."""
    try:
        return tidy(run())
    except SyntaxError as error:
        return Failure(type(error).__name__, str(error.msg), error.lineno)
    except (Exception, SystemExit) as error:
        frames = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno for frame in frames if frame.filename == file]
        text = INNER_SIZES.sub(r"matmul: the inner sizes \2 and \1 differ", in_a_line(error))
        return Failure(type(error).__name__, text, lines[-1] if lines else None)


def in_a_line(error: BaseException) -> str:
    """The text of an error, on one line."""
    return " ".join(str(error).split())


@functools.cache
def asked_for(exercise: Exercise) -> dict[str, bool]:
    """The names that the solution defines otherwise than the given text; whether each is called."""
    given, solution = pieces(exercise.given), pieces(exercise.solution)
    return {
        name: not isinstance(node, ast.Assign)
        for name, node in solution.items()
        if name not in given or ast.dump(node) != ast.dump(given[name])
    }


def pieces(source: str) -> dict[str, ast.stmt]:
    """The functions, classes and variables at the top of a program."""
    found: dict[str, ast.stmt] = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found[node.name] = node
        elif isinstance(node, ast.Assign):
            found |= {target.id: node for target in node.targets if isinstance(target, ast.Name)}
    return found


# --- probes -----------------------------------------------------------------------------------


def results_of(exercise: Exercise, which: str, answer: Answer) -> Results:
    """What the probes of `accept`, or those of `look`, give for an answer."""
    probes = exercise.probes.get(which)
    found: Results = []
    try:
        for probe in probes(answer) if probes else ():
            found.append((probe, attempt(probe.run, f"{exercise.name}.py")))
    except Exception as error:  # the answer is not even what a probe takes for granted
        failure = Failure(type(error).__name__, in_a_line(error))
        found.append((Probe("The check", lambda: None), failure))
    return found


@functools.cache
def expected(name: str) -> Results:
    """What the solution gives on the probes of `accept`."""
    exercise = find(name)
    with listening():
        solution = Answer(load_answer(name, exercise.solution), ours=True)
        return results_of(exercise, "accept", solution)


@functools.cache
def fingerprint(name: str, mistake: str) -> Results:
    """The results of a wrong program, which changes the solution, of `accept` and of `look`."""
    exercise = find(name)
    with listening():
        names = load_answer(name, exercise.solution, exercise.wrong[mistake])
        answer = Answer(names, ours=True)
        return results_of(exercise, "accept", answer) + results_of(exercise, "look", answer)


def prepare(name: str) -> None:
    """Work out beforehand what each check of an exercise needs."""
    expected(name)
    for mistake in find(name).wrong:
        fingerprint(name, mistake)


def known_mistake(exercise: Exercise, accepted: Results, answer: Answer) -> str:
    """The name of the wrong program with the same fingerprint; "" if there is none."""
    mine = accepted + results_of(exercise, "look", answer)
    return next((m for m in exercise.wrong if match(mine, fingerprint(exercise.name, m))), "")


def match(mine: Results, theirs: Results) -> bool:
    """Whether two fingerprints are the same, and tell something: errors alone do not."""
    pairs = list(zip([x for _, x in mine], [y for _, y in theirs], strict=False))
    if len(mine) != len(theirs) or not all(agree(x, y, ALIKE) for x, y in pairs):
        return False
    return any(
        x is not None and (not isinstance(x, Failure) or x.kind in TELLING) for x, _ in pairs
    )


# --- what happens meanwhile -------------------------------------------------------------------


@dataclasses.dataclass
class Heard:
    """What an answer printed, and what the framework warned of."""

    printed: str = ""
    warnings: tuple[str, ...] = ()


busy = False  # whether an answer is running: the last line of its file calls `check` again


@contextlib.contextmanager
def listening() -> Iterator[Heard]:
    """Keep what is printed and warned of; nothing can be typed in.

    Wrong rules are allowed here, because the probes look at their results.
    """
    global busy
    busy, outside = True, busy
    heard, printed, before = Heard(), io.StringIO(), first_use.enabled
    keyboard, sys.stdin = sys.stdin, io.StringIO()
    notices.said_at.clear()  # what was said of an earlier answer
    with (
        warnings.catch_warnings(record=True) as caught,
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(io.StringIO()),
        np.errstate(all="ignore"),
    ):
        warnings.simplefilter("always")
        first_use.check_new_ops(False)
        try:
            yield heard
        finally:
            first_use.check_new_ops(before)
            sys.stdin, busy = keyboard, outside
    heard.printed = printed.getvalue()[:MOST_PRINTED]
    told = [str(w.message) for w in caught if issubclass(w.category, TrainingWarning)]
    heard.warnings = tuple(dict.fromkeys(told))


def named(name: str, objects: tuple[Any, ...]) -> dict[str, Any]:
    """Functions and classes by the names that the check calls them by."""
    asked = asked_for(find(name))
    if len(objects) == len(asked) == 1:
        return dict(zip(asked, objects, strict=True))
    return {getattr(value, "__name__", "?"): value for value in objects}
