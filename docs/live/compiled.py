"""Compile what Python imports when it starts in the browser, which makes the start a third shorter.

Pyodide runs this, in Node, at build: only the same Python writes code that it can read.  In each
archive a module that is imported becomes compiled code in place of its text.
"""

from __future__ import annotations

import _imp
import importlib.util
import marshal
import sys
import zipfile

import in_browser  # noqa: F401 (with all that a page needs)

UNCHECKED = (1).to_bytes(4, "little")  # it is not compared with its text, which is not there
ARCHIVES = {  # where each lies, and how far its code is optimised: 2 leaves out docstrings
    "/stdlib.zip": ("/lib/python312.zip/", 2),
    "/numpy.zip": ("/lib/python3.12/site-packages/", 0),
}


def compiled(archive: str, place: str, optimise: int) -> None:
    """Write an archive anew."""
    files = [getattr(module, "__file__", None) or "" for module in list(sys.modules.values())]
    used = {file.removeprefix(place) for file in files if file.startswith(place)}
    with zipfile.ZipFile(archive) as found:
        texts = {name: found.read(name) for name in found.namelist()}
    with zipfile.ZipFile(archive, "w") as found:
        for name, text in texts.items():
            data = text
            if name in used and name.endswith(".py"):
                code = compile(text, place + name, "exec", dont_inherit=True, optimize=optimise)
                digest = _imp.source_hash(importlib.util._RAW_MAGIC_NUMBER, text)
                data = importlib.util.MAGIC_NUMBER + UNCHECKED + digest + marshal.dumps(code)
                name += "c"
            found.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), data)


for archive, (place, optimise) in ARCHIVES.items():
    compiled(archive, place, optimise)
