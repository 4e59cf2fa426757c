"""The files around the package, pyproject.toml, Makefile, README and CI, say the same."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import tinygrad_edu as tg

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
INSTALLERS = ["README.md", "Makefile", ".ci/run", "tests/matrix.sh", *ROOT.glob("docs/*.md")]


def test_the_version_is_one():
    assert PROJECT["project"]["version"] == tg.__version__


@pytest.mark.parametrize("path", INSTALLERS, ids=lambda path: Path(path).name)
def test_what_is_to_be_installed_is_an_extra_or_a_group(path):
    text = (ROOT / path).read_text("utf-8")
    extras = re.findall(r"""pip.*["']\.\[([\w,]+)\]["']""", text)
    extras = {name for names in extras for name in names.split(",")}
    assert extras <= PROJECT["project"]["optional-dependencies"].keys()
    assert set(re.findall(r"--group (\w+)", text)) <= PROJECT["dependency-groups"].keys()


def test_extras_are_for_users_and_hold_no_tool_of_the_tests():
    tools = {need for group in ("tests", "lint", "coverage") for need in names(group)}
    extras = PROJECT["project"]["optional-dependencies"].values()
    assert not tools & {bare(need) for needs in extras for need in needs} - {"safetensors"}


def bare(need):
    return re.match(r"[\w-]+", need)[0]


def names(group):
    return {bare(need) for need in PROJECT["dependency-groups"][group]}


def test_the_workflow_runs_the_script_that_anybody_can_run():
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8")
    linux, windows = workflow.split("  windows:")
    assert "bash .ci/run" in linux
    assert linux.count("- run:") == 1
    assert "pytest tests/learn" in windows  # keys, paths and code pages are others there


def test_a_run_says_how_its_order_is_repeated():
    pytest.importorskip("pytest_randomly")
    one = "tests/test_project.py::test_the_version_is_one"
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-n", "0", one]
    run = subprocess.run(
        [*command, "--randomly-seed=5"], cwd=ROOT, capture_output=True, encoding="utf-8"
    )
    assert run.returncode == 0, run.stdout
    assert "pytest --randomly-seed=5" in run.stdout


def test_ci_measures_the_coverage_that_the_project_claims():
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert script.count('UNDER="-m coverage run"') == 2  # the full run, and what needs more tools
    assert "-m coverage combine" in script
    assert script.index("-m coverage combine") < script.index("-m coverage report")
    assert PROJECT["tool"]["coverage"]["report"]["fail_under"] >= 98
    assert PROJECT["tool"]["coverage"]["run"]["branch"]
