"""Draw the graphs on README.md, seeing.md, gallery.md and the course from the code on these pages.

python docs/generators/make_gallery.py

A picture belongs to the code above it, whose last line is a call of `tg.draw`.  If the page has a
second picture for the dark theme, the call is repeated with theme="dark".
"""

import ast
import contextlib
import io
import re
from pathlib import Path

DOCS = Path(__file__).resolve().parents[1]
COURSE = sorted((DOCS / "course").glob("*.md"))
PAGES = [DOCS.parent / "README.md", DOCS / "seeing.md", DOCS / "gallery.md", *COURSE]
PART = re.compile(
    r"^```python\n(.*?)^```|(?:src|srcset)=\"([^\"]*\.svg)\"", re.DOTALL | re.MULTILINE
)


def parts(page):
    """A page from top to bottom: (code, the paths of the pictures that show it)."""
    found = []
    for code, path in PART.findall(page.read_text("utf-8")):
        if code:
            found.append((code, []))
        else:
            found[-1][1].append((page.parent / path).resolve())
    while found and not found[-1][1]:  # no picture depends on what comes after the last one
        del found[-1]
    return found


def run(code, names):
    """Run the code; return a function that repeats its last call, with the dark theme or not."""
    *before, last = ast.parse(code).body
    execute(ast.Module(before, []), names)

    def draw(dark):
        call = last.value
        if dark:
            theme = ast.keyword("theme", ast.Constant("dark"))
            call = ast.Call(call.func, call.args, [*call.keywords, theme])
        expression = ast.fix_missing_locations(ast.Expression(call))
        return eval(compile(expression, "a page", "eval"), names)

    return draw


def execute(code, names):
    """Run the code without what it prints."""
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(code, "a page", "exec"), names)


def pictures():
    """Each picture of the pages: (path, the drawing that belongs there)."""
    for page in PAGES:
        names = {}
        for code, paths in parts(page):
            if paths:
                draw = run(code, names)
                yield from ((path, draw(path.stem.endswith("-dark"))) for path in paths)
            else:
                execute(code, names)


def main():
    """Draw them all."""
    for path, picture in pictures():
        path.parent.mkdir(parents=True, exist_ok=True)
        picture.save(path)


if __name__ == "__main__":
    main()
