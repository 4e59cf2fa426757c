"""What is made from the code is made from the code as it is now."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parent.parent


def maker():
    """docs/make_ops.py as a module."""
    spec = importlib.util.spec_from_file_location("make_ops", ROOT / "docs" / "make_ops.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_of_all_ops_is_up_to_date():
    page = maker()
    assert page.PAGE.read_text(encoding="utf-8") == page.page(), "run python docs/make_ops.py"


def test_every_op_of_the_page_has_a_formula_and_its_derivatives():
    rows = [line for line in maker().page().splitlines() if line.startswith("| `")]
    assert len(rows) > 50
    for row in rows:
        assert row.count("∂") >= 2, row
