"""Which test holds which promise: read from the marks `@pytest.mark.promise(number, …)`."""

import ast
import re
from functools import cache
from pathlib import Path

TESTS = Path(__file__).parents[1]
PAGE = TESTS.parent / "docs" / "promises.md"
NUMBERS = range(1, 41)
ROW = re.compile(r"^\| (\d+) \| (.+) \| (.+) \|$", re.MULTILINE)


@cache
def marked():
    """For each promise the tests that bear its number, as (file, name)."""
    found = {number: set() for number in NUMBERS}
    for path in sorted(TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                for mark in node.decorator_list:
                    if isinstance(mark, ast.Call) and ast.unparse(mark.func).endswith(".promise"):
                        for number in mark.args:
                            file = path.relative_to(TESTS).as_posix()
                            found[ast.literal_eval(number)].add((file, node.name))
    return found


@cache
def promised():
    """For each row of the page its promise, and the tests that it names, as (file, name)."""
    return {
        int(number): (text, set(re.findall(r"\[`(\w+)`\]\(\.\./tests/([\w/]+\.py)\)", tests)))
        for number, text, tests in ROW.findall(PAGE.read_text(encoding="utf-8"))
    }
