"""Whether every link of the built site leads somewhere, and nothing is fetched from elsewhere.

python docs/website/check.py FOLDER
"""

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlparse

FETCHED = {"script": "src", "img": "src", "iframe": "src", "source": "srcset", "link": "href"}


class Page(HTMLParser):
    """What a page of HTML links to, what it fetches, and the anchors in it."""

    def __init__(self, path):
        super().__init__()
        self.anchors, self.links, self.fetched = {"", "top"}, set(), set()
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag, attrs):
        """Note what an element has."""
        attrs = dict(attrs)
        self.anchors |= {attrs.get("id"), attrs.get("name")} - {None}
        if tag == "a" and "href" in attrs:
            self.links.add(attrs["href"])
        if tag in FETCHED and FETCHED[tag] in attrs:
            self.fetched.add(attrs[FETCHED[tag]])


def complaints(folder):
    """A line for each dead link, and for each thing from elsewhere."""
    folder = Path(folder).resolve()
    pages = {path: Page(path) for path in sorted(folder.rglob("*.html"))}
    for path, page in pages.items():
        name = path.relative_to(folder)
        for address in sorted(page.links | page.fetched):
            parts = urlparse(address)
            if parts.scheme or parts.netloc:
                if address in page.fetched and parts.scheme != "data":
                    yield f"{name} fetches {address}"
                continue
            file, anchor = urldefrag(address)
            target = (path.parent / unquote(urlparse(file).path)).resolve() if file else path
            if not target.is_file():
                yield f"{name} links to {address}, which is not there"
            elif target.name == "playground.html":  # it reads itself what follows the #
                continue
            elif target in pages and unquote(anchor) not in pages[target].anchors:
                yield f"{name} links to {address}, where there is no such anchor"


if __name__ == "__main__":
    found = list(complaints(sys.argv[1]))
    sys.exit("\n".join(found))
