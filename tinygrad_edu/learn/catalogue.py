"""The exercises: their order, and the files of each.

An exercise is a folder of `exercises/`, the only place where anything about it is written:

    given.py     what the learner gets
    solution.py  a right answer
    wrong/       typical mistakes, each a program; its docstring is its hint
    probes.py    accept(answer): what must hold;  look(answer): what else tells mistakes apart
    hints.md     a question, the rule, the line with a hole; and what to try after success
"""

from __future__ import annotations

import difflib
import functools
import hashlib
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).parent / "exercises"

CHAPTERS = {
    "1_slope": "hello slope quotient step roll cost importance steepest",
    "2_chain_rule": "chain sigmoid paths neuron two_layers",
    "3_engine": "multiply order backward check tanh",
    "4_shapes": "bias unbroadcast matmul layer relu cross_entropy mean",
    "5_training": "linear loop batches momentum bug_broadcast bug_evaluation bug_rate bug_pixels "
    "bug_dead bug_zeros bug_frozen bug_softmax bug_nan bug_labels",
    "6_digits": "accuracy initial vanishing random_labels picture noise",
    "7_your_own": "swish convolution unit",
    "8_second_derivatives": "newton hvp",
    "9_onwards": "ninety_eight",
}


class Exercise(NamedTuple):
    """One exercise, by its name; its files are read when they are asked for."""

    name: str
    chapter: str

    @property
    def folder(self) -> Path:
        """The place of its files in the package."""
        return FOLDER / self.name

    @property
    def path(self) -> str:
        """The place of the learner's file in their folder."""
        return f"{self.chapter}/{self.name}.py"

    @property
    def given(self) -> str:
        """The text that a learner starts from."""
        return read(self.folder / "given.py")

    @property
    def question(self) -> str:
        """The first line of that text's docstring."""
        return self.given.split('"""')[1].strip().splitlines()[0]

    @property
    def solution(self) -> str:
        """A right answer."""
        return read(self.folder / "solution.py")

    @property
    def wrong(self) -> dict[str, str]:
        """The typical mistakes, as programs that replace parts of the solution."""
        return {path.stem: read(path) for path in sorted((self.folder / "wrong").glob("*.py"))}

    @property
    def hints(self) -> list[str]:
        """A question, the rule, the line with a hole."""
        return self.sections[:3]

    @property
    def now_change(self) -> str:
        """What to try after success."""
        return self.sections[3]

    @property
    def sections(self) -> list[str]:
        """The parts of hints.md, without their headings."""
        parts = read(self.folder / "hints.md").split("\n# ")
        return [part.partition("\n")[2].strip() for part in parts]

    @property
    def seconds(self) -> float:
        """How long a check may take."""
        return float(self.probes.get("SECONDS", 10.0))

    @property
    def all_digits(self) -> bool:
        """Whether it needs the whole data set, of which the playground has a small part."""
        return bool(self.probes.get("ALL_DIGITS", False))

    @property
    def probes(self) -> dict[str, Any]:
        """The functions of probes.py."""
        return run_file(self.folder / "probes.py")


EXERCISES = {
    name: Exercise(name, chapter) for chapter, names in CHAPTERS.items() for name in names.split()
}


def find(name: str) -> Exercise:
    """The exercise of this name.  Raises a ValueError that names the nearest ones."""
    if name in EXERCISES:
        return EXERCISES[name]
    near = difflib.get_close_matches(name, EXERCISES, 3, 0.5)
    instead = f"did you mean {' or '.join(near)}?" if near else "`list` shows all names."
    raise ValueError(f"There is no exercise {name!r}; {instead}")


def chapter_of(exercise: Exercise) -> list[Exercise]:
    """All exercises of the same chapter, in order."""
    return [other for other in EXERCISES.values() if other.chapter == exercise.chapter]


def docstring_of(program: str) -> str:
    """The docstring of a program, its lines joined: the hint of a mistake."""
    return " ".join(program.split('"""')[1].split())


def digest_of(text: str) -> str:
    """The SHA-256 of a text, whichever line ends it has."""
    return hashlib.sha256("\n".join(text.splitlines()).encode()).hexdigest()


def once_shipped() -> dict[str, list[str]]:
    """By exercise, the digests of all texts that learners were ever given."""
    found: dict[str, list[str]] = {}
    for line in read(FOLDER / "shipped.txt").splitlines():
        name, digest = line.split()
        found.setdefault(name, []).append(digest)
    return found


@functools.cache
def read(path: Path) -> str:
    """A file of an exercise."""
    return path.read_text("utf-8")


@functools.cache
def run_file(path: Path) -> dict[str, Any]:
    """What a program of ours defines."""
    names: dict[str, Any] = {"__name__": path.stem, "__file__": str(path)}
    exec(compile(read(path), str(path), "exec"), names)
    return names
