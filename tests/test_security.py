"""What docs/security.md promises about the code itself; files are tried in test_files and fuzz."""

import ast
import socket
import sys
from pathlib import Path

import numpy as np
import pytest

import tinygrad_edu as tg

PACKAGE = Path(tg.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
FORBIDDEN_IMPORTS = {
    *("pickle", "cPickle", "marshal", "shelve", "dill", "joblib", "ctypes", "importlib", "code"),
    *("urllib", "http", "socket", "ssl", "requests", "ftplib", "smtplib", "xmlrpc", "asyncio"),
}
BUILT_IN = {"eval", "exec", "compile", "__import__"}
FORBIDDEN_CALLS = {"fromfile", "extractall", "extract", "literal_eval", "system", "popen", "memmap"}
FORBIDDEN_CALLS |= BUILT_IN | {f"builtins.{name}" for name in BUILT_IN}

every_module = pytest.mark.parametrize(
    "path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix()
)
ALLOWED = {
    "watch/referee/docstrings.py": {"eval"},  # a docstring of the op whose code runs as well
    "learn/judge.py": {"exec"},  # a learner's own answer, which is there to be run
    "learn/catalogue.py": {"compile", "exec"},  # the probes of the package's exercises
}
LOOKS = "from importlib.util import find_spec"  # whether a package is there; it imports nothing


def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and ast.unparse(node) != LOOKS:
            yield (node.module or "").partition(".")[0]


def called(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)
            if (method := getattr(node.func, "attr", "")) not in BUILT_IN:  # model.eval()
                yield method


def forbidden(source):
    """What a module does that it must not."""
    tree = ast.parse(source)
    found = {*imported(tree)} & FORBIDDEN_IMPORTS | {*called(tree)} & FORBIDDEN_CALLS
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in ("allow_pickle", "shell"):
            if not (isinstance(node.value, ast.Constant) and node.value.value is False):
                found.add(f"{node.arg}=…")
        elif isinstance(node, ast.Attribute) and ast.unparse(node) in ("np.load", "numpy.load"):
            found.add("np.load")
    return found


@every_module
def test_a_module_runs_nothing_that_it_reads_and_opens_no_connection(path):
    allowed = ALLOWED.get(path.relative_to(PACKAGE).as_posix(), set())
    assert forbidden(path.read_text(encoding="utf-8")) == allowed


@pytest.mark.parametrize(
    "line",
    [
        "import pickle",
        "import importlib.util",
        "from importlib.util import find_spec, module_from_spec",
        "from urllib.request import urlopen",
        "eval(text)",
        "builtins.exec(text)",
        "np.load(path)",
        "np.lib.format.read_array(stream, allow_pickle=True)",
        "np.lib.format.read_array(stream, allow_pickle=trusted)",
        "archive.extractall(folder)",
    ],
)
def test_what_must_not_be_there_would_be_seen(line):
    assert forbidden(line)


def test_training_saving_and_loading_open_no_connection(monkeypatch, tmp_path):
    def refuse(*_):
        raise AssertionError("a connection")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    (images, labels), _ = tg.datasets.mnist(dtype=np.float32)
    model = tg.nn.Linear(784, 10, dtype=np.float32)
    tg.nn.CrossEntropy()(model(images[:20]), labels[:20]).backward()
    tg.save(tmp_path / "weights.npz", **model.state_dict())
    model.load_state_dict(tg.load(tmp_path / "weights.npz"))


def test_loading_imports_no_pickle_of_numpy(tmp_path, monkeypatch):
    """np.load would fall back to pickle; what is used instead cannot."""
    tg.save(tmp_path / "weights.npz", w=np.ones(3))
    monkeypatch.setitem(sys.modules, "pickle", None)
    assert tg.load(tmp_path / "weights.npz")["w"].tolist() == [1, 1, 1]


BAD = "</script><script>alert('x')</script><img src=x onerror=alert(1)>"


def test_a_page_escapes_what_a_tensor_is_called(tmp_path):
    play = getattr(tg, "play", None) or pytest.skip("there are no pages")
    x = tg.Tensor([1.0, 2.0], requires_grad=True, name=BAD)
    play((x * x).sum()).save(tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert "<img src=x" not in page
