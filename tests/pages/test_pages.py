"""What is made from the code is made from the code as it is now."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu._pytorch.answers import rows
from tinygrad_edu._pytorch.keywords import HERE, WORDS
from tinygrad_edu._pytorch.names import ROOMS

ROOT = Path(__file__).parents[2]


def maker(name="make_ops"):
    """docs/generators/make_ops.py, or another of its kind, as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / "generators" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_of_all_ops_is_up_to_date():
    page = maker()
    assert page.PAGE.read_text(encoding="utf-8") == page.page(), (
        "run python docs/generators/make_ops.py"
    )


def test_every_op_of_the_page_has_a_formula_and_its_derivatives():
    rows = [line for line in maker().page().splitlines() if line.startswith("| `")]
    assert len(rows) > 50
    for row in rows:
        assert row.count("∂") >= 2, row


# --- PyTorch's names --------------------------------------------------------------------------

NAMES = maker("make_names")


def test_the_page_of_pytorchs_names_is_up_to_date():
    assert NAMES.PAGE.read_text(encoding="utf-8") == NAMES.page(), (
        "run python docs/generators/make_names.py"
    )


def test_the_page_of_pytorchs_names_has_every_name_and_keyword():
    text = NAMES.page()
    for room in ROOMS:
        assert all(f"`{name}`" in text for name in rows(room))
    assert all(f"`{word}=`" in text for word in (*HERE, *WORDS))


def space():
    """What the code of the page is about."""
    w = tg.Tensor(np.ones((4, 4)), requires_grad=True)
    (w * w).sum().backward()
    names = {"tg": tg, "np": np, "rng": np.random.default_rng(0), "a": np.ones((4, 4))}
    return {**names, "w": w, "x": w, "p": w, "y": (w * w).sum()}


@pytest.mark.parametrize("line", NAMES.SAID, ids=lambda line: line[0])
def test_an_array_says_what_the_page_says(line):
    written, error, write = line
    with pytest.raises(AttributeError) as caught:
        exec(written, space())
    assert f"AttributeError: {caught.value}" == error
    exec(write, space())


@pytest.mark.parametrize("line", NAMES.MEANINGS, ids=lambda line: line[0])
def test_the_replacement_for_a_name_of_another_meaning_runs(line):
    before = tg.get_default_dtype()
    exec(line[3], space())
    tg.set_default_dtype(before)
