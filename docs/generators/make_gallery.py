"""Draw the pictures of docs/gallery.md from the code on that page.

python docs/generators/make_gallery.py

A picture belongs to the code above it, whose last line is a call of `tg.draw`.  If the page has a
second picture for the dark theme, the call is repeated with theme="dark".
"""

import ast
import re
from pathlib import Path

PAGE = Path(__file__).parents[1] / "gallery.md"
PART = re.compile(r"^```python\n(.*?)^```|(?:src|srcset)=\"(.*?)\"", re.DOTALL | re.MULTILINE)


def parts():
    """The page from top to bottom: (code, the paths of the pictures that show it)."""
    found = []
    for code, path in PART.findall(PAGE.read_text("utf-8")):
        if code:
            found.append((code, []))
        else:
            found[-1][1].append(PAGE.parent / path)
    return found


def run(code, names):
    """Run the code; return a function that repeats its last call, with the dark theme or not."""
    *before, last = ast.parse(code).body
    exec(compile(ast.Module(before, []), PAGE.name, "exec"), names)

    def draw(dark):
        call = last.value
        if dark:
            theme = ast.keyword("theme", ast.Constant("dark"))
            call = ast.Call(call.func, call.args, [*call.keywords, theme])
        expression = ast.fix_missing_locations(ast.Expression(call))
        return eval(compile(expression, PAGE.name, "eval"), names)

    return draw


def pictures():
    """Each picture of the page: (path, the drawing that belongs there)."""
    names = {}
    for code, paths in parts():
        if paths:
            draw = run(code, names)
            yield from ((path, draw(path.stem.endswith("-dark"))) for path in paths)
        else:
            exec(compile(code, PAGE.name, "exec"), names)


def main():
    """Draw them all."""
    for path, picture in pictures():
        path.parent.mkdir(parents=True, exist_ok=True)
        picture.save(path)


if __name__ == "__main__":
    main()
