"""What docs/seeing.md shows in a text block is what the code above it prints."""

import contextlib
import io
import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "seeing.md"
BLOCK = re.compile(r"^```(python|text)\n(.*?)^```", re.DOTALL | re.MULTILINE)


def test_each_text_block_is_what_the_code_before_it_prints():
    names, printed, shown = {}, "", 0
    for kind, block in BLOCK.findall(PAGE.read_text("utf-8")):
        if kind == "text":
            assert block.rstrip() == printed.rstrip()
            shown += 1
            continue
        stream = io.StringIO()
        with contextlib.redirect_stdout(stream):
            exec(compile(block, PAGE.name, "exec"), names)
        printed = stream.getvalue()
    assert shown == 9
