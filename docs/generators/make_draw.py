"""The drawing page in the docs: `python docs/generators/make_draw.py` takes a still of it.

A 3 is drawn with the mouse on the page that `make draw` writes, and which must be there.
"""

import shutil
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE, STILL = ROOT / "output/draw/draw.html", ROOT / "docs/pictures/draw.png"
THREE = [(0.3, 0.25), (0.5, 0.2), (0.66, 0.32), (0.5, 0.46), (0.68, 0.62), (0.5, 0.8), (0.3, 0.7)]


def main():
    """Open the page, draw, take the still."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tools:
        chromium = tools.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = chromium.new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
        page.goto(PAGE.as_uri())
        page.locator("#samples canvas").first.wait_for()
        box = page.locator("#paper").bounding_box()
        places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in THREE]
        page.mouse.move(*places[0])
        page.mouse.down()
        for place in places[1:]:
            page.mouse.move(*place, steps=8)
        page.mouse.up()
        page.get_by_text("It says").first.wait_for()
        page.locator("#stage").screenshot(path=STILL)
        chromium.close()


if __name__ == "__main__":
    main()
