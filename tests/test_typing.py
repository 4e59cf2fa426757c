"""What a type checker and an editor know: ops, losses and modules give tensors."""

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import tinygrad_edu as tg

ROOT = Path(__file__).parent.parent


def test_mypy_understands_a_users_program():
    pytest.importorskip("mypy", reason="mypy is not installed")
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "tests/typing/api.py"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert told.returncode == 0, told.stdout + told.stderr


def ops():
    """The public functions of the package's ops that are no rules, each with its definition."""
    for path in sorted((ROOT / "tinygrad_edu" / "ops").glob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if (
                isinstance(node, ast.FunctionDef)
                and node.name in tg.__all__
                and path.stem != "rules"
            ):
                yield pytest.param(node, id=node.name)


@pytest.mark.parametrize("node", list(ops()))
def test_an_op_says_that_its_result_is_a_tensor(node):
    rule = any(isinstance(d, ast.Name) and "explain" not in d.id for d in node.decorator_list)
    given = "Result" if rule else ast.unparse(node.returns)  # the decorator tells it of a rule
    assert given in ("Result", "list[Result]", "TopK")


@pytest.mark.parametrize("name", ["T", "mT"])
def test_an_attribute_that_is_a_tensor_says_so(name):
    assert inspect.signature(getattr(tg.Tensor, name).fget).return_annotation == "Tensor"
