"""Pages of the site made from docstrings: one for each module of the package."""

import importlib
import inspect
import pkgutil
from pathlib import Path

from pages import ROOT, toctree

import tinygrad_edu as tg

ROOMS = {"tg": tg, "tg.nn": tg.nn, "tg.optim": tg.optim, "tg.datasets": tg.datasets}
SKIPPED = ("tinygrad_edu.learn.exercises", "tinygrad_edu.learn.__main__")


def modules(sources):
    """A page for each module, and the list of all."""
    names = [info.name for info in pkgutil.walk_packages(tg.__path__, "tinygrad_edu.")]
    names = ["tinygrad_edu", *(name for name in names if not name.startswith(SKIPPED))]
    public = public_names()
    for name in names:
        inner = [other for other in names if other.rpartition(".")[0] == name]
        sources.page(
            f"api/{name}", page(importlib.import_module(name), inner, public), sources.folder
        )
        sources.linked.add(path_of(importlib.import_module(name)))


def public_names():
    """For each object with a public name: that name, such as tg.nn.Linear."""
    return {
        id(getattr(room, name)): f"{prefix}.{name}"
        for prefix, room in ROOMS.items()
        for name in room.__all__
        if not inspect.ismodule(getattr(room, name))
    }


def page(module, inner, public):
    """The page of a module: its docstring, its names, the modules in it."""
    name = module.__name__
    prefix = next((prefix for prefix, room in ROOMS.items() if room is module), "")
    title = f"`{prefix}`" if prefix else f"`{path_of(module, short=True)}`"
    mine = {id(x): key for key, x in vars(module).items() if getattr(x, "__module__", "") == name}
    mine = {key: value for key in mine.values() if documented(value := getattr(module, key))}
    shown = [public[id(value)] for value in mine.values() if id(value) in public]
    rest = [f"{name}.{key}" for key, x in mine.items() if id(x) not in public and key[0] != "_"]
    parts = [f"# {title}\n", directive("automodule", name, ":no-index:")]
    parts.append(f"[The source](/{code_page(module)}.md)\n")
    if prefix:
        parts += summary(ROOMS[prefix], public)
    parts += map(entry, shown)
    parts += ["## Inside the file\n"] if shown and rest else []
    parts += map(entry, rest)
    if inner:
        parts += ["## The files\n"] if prefix else []
        parts += [row(importlib.import_module(other)) for other in inner]
        parts.append(toctree(f"/api/{other}" for other in inner))
    return "\n".join(parts)


def documented(value):
    """Whether there is something to say."""
    return inspect.isclass(value) or (callable(value) and bool(inspect.getdoc(value)))


def summary(room, public):
    """A table of the public names of a room."""
    yield "| name | what it is |\n| --- | --- |"
    values = {name: getattr(room, name) for name in sorted(room.__all__, key=str.lower)}
    for name, value in sorted(values.items(), key=lambda x: not inspect.ismodule(x[1])):
        if inspect.ismodule(value):
            yield f"| [`{name}`](/api/{value.__name__}.md) | {first_sentence(value)} |"
        else:
            yield f"| {{py:obj}}`{name} <{public[id(value)]}>` | {first_sentence(value)} |"
    yield ""


def first_sentence(value):
    """The beginning of a docstring, in a cell of a table."""
    text = " ".join((inspect.getdoc(value) or "").partition("\n\n")[0].split())
    text = text.partition(". ")[0].rstrip(".").replace("|", "\\|")
    return f"`{text}`" if hasattr(value, "rule") else text.replace("*", "\\*")


def row(module):
    """A line of the list of files."""
    return (
        f"- [`{path_of(module, short=True)}`](/api/{module.__name__}.md): {first_sentence(module)}"
    )


def entry(name):
    """The text of one name."""
    room, _, last = name.rpartition(".")
    value = getattr(ROOMS.get(room) or importlib.import_module(room), last)
    if not inspect.isclass(value):
        return directive("autofunction", name)
    kind = "autoexception" if issubclass(value, Exception) else "autoclass"
    return directive(kind, name, ":members:")


def directive(kind, name, option=""):
    """A directive of autodoc."""
    return f"```{{eval-rst}}\n.. {kind}:: {name}\n   {option}\n```\n"


def path_of(module, short=False):
    """The file of a module."""
    path = Path(module.__file__)
    if not short:
        return path
    inside = path.relative_to(ROOT / "tinygrad_edu")
    return (inside.parent if path.name == "__init__.py" else inside).as_posix()


def code_page(module):
    """The page of its source."""
    return f"code/{path_of(module).relative_to(ROOT).as_posix()}"
