"""The chapters of the course and the examples as notebooks."""

import base64
import re
from pathlib import Path

import jupytext
import nbformat

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
NEEDS = 'This notebook needs the package: `pip install ".[pictures]"` in its folder.\n\n'
PICTURE = re.compile(r"<picture>.*?</picture>\n*", re.S)
IMAGE = re.compile(r"!\[([^\]]*)\]\((?!\w+:)([^)]*)\)")
LINK = re.compile(r"\[((?:[^\[\]]|\[[^\]]*\])*)\]\((?!\w+:)[^)]*\)")


def of_chapter(text, folder):
    """A chapter: its code in cells, which show the pictures themselves; no links to other pages."""
    title, _, rest = text.partition("\n\n")
    notebook = jupytext.reads(f"{title}\n\n{NEEDS}{PICTURE.sub('', rest)}", "md")
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            attach(cell, folder)
            cell.source = LINK.sub(r"\1", cell.source)
    return finished(notebook)


def attach(cell, folder):
    """Put the pictures of a cell into it."""
    for alt, path in IMAGE.findall(cell.source):
        name = Path(path).name
        data = base64.b64encode((folder / path).read_bytes()).decode()
        cell.setdefault("attachments", {})[name] = {"image/png": data}
        cell.source = cell.source.replace(f"![{alt}]({path})", f"![{alt}](attachment:{name})")


def of_example(code):
    """An example: its `# %%` cells."""
    notebook = jupytext.reads(code, "py:percent")
    for cell in notebook.cells:
        if title := cell.metadata.pop("title", ""):
            cell.source = f"# {title}\n{cell.source}"
    return finished(notebook)


def finished(notebook):
    """The file, the same for the same text."""
    for number, cell in enumerate(notebook.cells, 1):
        cell.id = f"cell-{number}"
    notebook.metadata["kernelspec"] = KERNEL
    return nbformat.writes(notebook)
