"""Write docs/errors.md: the mistakes of tests/pages/mistakes.py, with their real messages.

python docs/generators/make_errors.py
"""

import contextlib
import importlib.util
import io
import os
import re
import tempfile
import textwrap
import traceback
import warnings
from itertools import groupby
from pathlib import Path

import numpy as np

import tinygrad_edu as tg
from tinygrad_edu import nn, optim

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "errors.md"
MISTAKES = ROOT / "tests" / "pages" / "mistakes.py"
HEAD = """\
# Errors and what they mean

Each message says what was given, what was needed, and what to try.
Here stand the usual ones: the mistake, its message, why it is one, and what to write instead.
The code begins with `import numpy as np`, `import tinygrad_edu as tg`,
`from tinygrad_edu.nn import *` and `from tinygrad_edu.optim import *`.
What raises no error, and yet does not learn, is told in
[when training fails](when-training-fails.md).

This page is made by `python docs/generators/make_errors.py` from a table that the tests run.
"""


def names():
    """What a learner has imported."""
    public = {name: getattr(space, name) for space in (nn, optim) for name in space.__all__}
    return {"np": np, "tg": tg, **public}


def run(code, space, file="mistake.py"):
    """Run code as if it stood in a file of the learner's."""
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(code, file, "exec"), space)


def caught(mistake):
    """What the mistake raises: an exception, or a warning as one."""
    space = names()
    tg.check_new_ops(True)
    run(mistake.before, space)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            run(mistake.code, space)
        except Exception as error:
            return error
    raise AssertionError(f"{mistake.title}: this raised nothing")


def message(error):
    """As a traceback ends: the class, the message and its notes."""
    text = "".join(traceback.format_exception_only(error)).strip()
    text = re.sub(r"^(\w+\.)+(?=\w+(Error|Warning):)", "", text)
    return "\n".join(textwrap.fill(line, 96, subsequent_indent="    ") for line in text.split("\n"))


def at_the_prompt(code):
    """The code as it can be pasted: a blank line after each block, and none inside."""
    lines, kept = code.split("\n"), []
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        inside = after.startswith(" ")
        if line or not inside:
            kept.append(line)
        if line.startswith(" ") and after and not inside and after[0] not in ")]}":
            kept.append("")
    return "\n".join(kept)


def entry(mistake):
    """One mistake."""
    code = at_the_prompt("\n".join(filter(None, (mistake.before, mistake.code))))
    fix = at_the_prompt(mistake.fix)
    return (
        f"\n### {mistake.title}\n\n```py\n{code}\n```\n\n```text\n{message(caught(mistake))}\n```\n"
        f"\n{textwrap.fill(mistake.why, 96)}\nInstead:\n\n```py\n{fix}\n```\n"
    )


def page(table):
    """The whole page."""
    parts = [HEAD]
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for name, mistakes in groupby(table, key=lambda mistake: mistake.part):
            parts += [f"\n## {name}\n", *map(entry, mistakes)]
    return "".join(parts)


def table():
    """The catalogue."""
    spec = importlib.util.spec_from_file_location("mistakes", MISTAKES)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.TABLE


if __name__ == "__main__":
    PAGE.write_text(page(table()), encoding="utf-8")
    os.sys.stdout.write(f"{PAGE}: {len(table())} mistakes\n")
