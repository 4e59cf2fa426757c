"""The pages and sections that hints send a learner to are there."""

import re
from pathlib import Path

import pytest

from tinygrad_edu.learn.catalogue import EXERCISES, FOLDER

ROOT = Path(__file__).parents[2]
NAMES = [name for name in EXERCISES if (FOLDER / name).exists()]


@pytest.mark.parametrize("name", NAMES)
def test_a_hint_names_a_page_and_a_section_that_exist(name):
    text = " ".join((FOLDER / name / "hints.md").read_text("utf-8").split())
    pages = re.findall(r"docs/[\w/-]+\.md", text)
    assert pages
    for page in pages:
        assert (ROOT / page).exists(), page
    for section, page in re.findall(r'"([^"]+)" in (docs/[\w/-]+\.md)', text):
        assert f"\n## {section}\n" in (ROOT / page).read_text("utf-8"), section
