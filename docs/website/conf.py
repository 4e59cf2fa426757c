"""How Sphinx builds the site; `build.py` writes the sources and runs it."""

import inspect
import re
import sys
import textwrap
from pathlib import Path
from urllib.parse import unquote

import imagesize
from docutils import nodes
from sphinx.environment.adapters.toctree import global_toctree_for_doc

import tinygrad_edu as tg

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

project = "tinygrad_edu"
release = version = tg.__version__
extensions = ["myst_parser", "sphinx_copybutton", "sphinx.ext.autodoc", "sphinx.ext.linkcode"]
suppress_warnings = ["ref.python"]  # `grad` is a function, and an attribute of tensors

# --- pages ------------------------------------------------------------------------------------

myst_enable_extensions = ["attrs_inline", "attrs_block"]
myst_heading_anchors = 4
copybutton_selector = "div:not(.highlight-text):not(.highlight-console) > div.highlight pre"
copybutton_prompt_text = r">>> |\.\.\. "
copybutton_prompt_is_regexp = True

# --- docstrings -------------------------------------------------------------------------------

ROOMS = {"tg": tg, "tg.nn": tg.nn, "tg.optim": tg.optim, "tg.datasets": tg.datasets}
sys.modules |= ROOMS  # names are shown as learners write them
default_role = "py:obj"
autodoc_typehints = "none"
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True


def as_text(app, what, name, obj, options, lines):
    """A docstring as reST: formulas and indented code are literal, and so is what reST would read.

    The docstring of a rule is data, its formula and its derivatives; a function that is composed
    of a rule of the same name shows them, too.
    """
    text = "\n".join(lines).strip()
    rule = getattr(
        sys.modules.get(getattr(obj, "__module__", "")), f"_{name.rpartition('.')[2]}", 0
    )
    parts = [] if hasattr(obj, "rule") else [plain(part) for part in text.split("\n\n")]
    for found in (obj, rule):
        if hasattr(found, "rule"):
            parts.append("::\n\n" + textwrap.indent(inspect.getdoc(found), "   "))
    lines[:] = [*"\n\n".join(parts).split("\n"), ""]


def plain(paragraph):
    """A paragraph without signs that mean something to reST only; `code` and *stress* remain."""
    if paragraph.startswith((">>>", "..")):
        return paragraph
    if paragraph.startswith(" "):
        return f"::\n\n{paragraph}"
    parts = re.split(r"(`[^`]*`|(?<!\w)\*[A-Za-z][\w ]*\*(?!\w))", paragraph)
    parts[::2] = [re.sub(r"[*|\\]|_(?!\w)", r"\\\g<0>", part) for part in parts[::2]]
    return "".join(parts)


def linkcode_resolve(domain, info):
    """The page of the source, at the line where the name is defined."""
    found = sys.modules[info["module"]]
    try:
        for name in info["fullname"].split("."):
            found = getattr(found, name)
        found = inspect.unwrap(getattr(found, "rule", getattr(found, "fget", found)))
        path = Path(inspect.getsourcefile(found)).relative_to(ROOT)
        return f"../code/{path.as_posix()}.html#line-{inspect.getsourcelines(found)[1]}"
    except (TypeError, ValueError, OSError, AttributeError):
        return None


# --- what a reader gets -----------------------------------------------------------------------

html_theme = "furo"
html_title = "tinygrad_edu"
html_static_path = [str(HERE / "static")]
html_css_files = ["site.css"]
html_js_files = ["site.js"]
html_copy_source = html_show_sourcelink = False
html_show_copyright = html_scaled_image_link = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#0B4F9E", "color-brand-content": "#0B4F9E"},
    "dark_css_variables": {
        "color-background-primary": "#0D1117",  # the ground of the dark pictures
        "color-background-secondary": "#161B22",
        "color-background-border": "#30363D",
        "color-code-background": "#161B22",
        "color-brand-primary": "#79B8FF",
        "color-brand-content": "#79B8FF",
    },
}


def begin(app, pagename, templatename, context, doctree):
    """The sidebar has the pages of the first page, for all pages alike: furo's takes minutes."""
    context["toctree"] = lambda **_: sidebar(app, pagename)


def sidebar(app, pagename):
    """The list of pages, rendered once; links are relative, and the current part is marked."""
    if not hasattr(app, "sidebar"):
        root = app.config.root_doc
        options = {"collapse": True, "includehidden": True, "titles_only": True, "maxdepth": 1}
        tree = global_toctree_for_doc(app.env, root, app.builder, tags=app.tags, **options)
        found = app.builder.render_partial(tree)["fragment"]
        app.sidebar = found.replace('role="heading"', 'role="heading" aria-level="2"')
    up = "../" * pagename.count("/")
    tree = re.sub(r'href="(?!\w+:)', f'href="{up}', app.sidebar)
    part = pagename.partition("/")[0]
    for place in (pagename, part, f"{part}/index", f"{part}/tinygrad_edu"):
        link = f'<a class="reference internal" href="{up}{place}.html"'
        if link in tree:
            tree = tree.replace(f'"toctree-l1">{link}', f'"toctree-l1 current-page">{link}')
            break
    return tree


def finish(app, pagename, templatename, context, doctree):
    """Pictures keep their place while they load; the empty corner of a table is no heading."""
    if "body" in context:
        body = context["body"].replace('<th class="head"><p></p></th>', "<td></td>")
        context["body"] = re.sub(r'<img ([^>]*?)src="([^"]*)"([^>]*)>', sized(app), body)


def sized(app):
    """What gives an image its size, so that text does not jump, and loads it when it is seen."""
    sources = {name: path for path, name in app.builder.images.items()}

    def replaced(found):
        name = unquote(found[2].rpartition("/")[2])
        if name not in sources:
            return found[0]
        width, height = map(round, imagesize.get(Path(app.srcdir, sources[name])))
        sharp = width // 2 if name.endswith(".png") else width  # plots have two pixels a point
        wide = "" if "style=" in found[0] else f'style="--wide: {sharp}px" '
        size = f'loading="lazy" width="{width}" height="{height}"'
        return f'<img {size} {wide}{found[1]}src="{found[2]}"{found[3]}>'

    return replaced


def anchored(app, doctree, docname):
    """Each line of a file's page has an anchor."""
    if docname.startswith("code/"):
        for block in doctree.findall(nodes.literal_block):
            block.setdefault("highlight_args", {})["lineanchors"] = "line"


def setup(app):
    """Connect the functions above."""
    app.connect("autodoc-process-docstring", as_text)
    app.connect("html-page-context", begin, priority=100)
    app.connect("html-page-context", finish, priority=900)
    app.connect("doctree-resolved", anchored)
