"""The documentation site: ``python -m sphinx -W --keep-going .docs OUT``, offline. Nothing in it is loaded from elsewhere.

What is written by hand are the pages in this folder. The other pages are made of the README, the lessons, the docstrings
and the tables of the package, into the folders ``lessons``, ``reference`` and ``project``, which are not committed.
"""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from generators import docstrings, write_pages

import cosnb

project = "cosnb"
version = release = cosnb.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
# The README is part of the first page.
exclude_patterns = ["generators", "project/readme.md"]

# A link that leads nowhere is a warning, and so is a name that no page explains.
nitpicky = True
# Types that are no public names are shown as they are written.
nitpick_ignore_regex = [("py:(class|data|obj|exc)", r"(?!cosnb\.[A-Z]).*")]
myst_enable_extensions = ["attrs_block", "colon_fence"]
myst_heading_anchors = 3

smartquotes = False

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
napoleon_numpy_docstring = False
napoleon_use_ivar = True
napoleon_attr_annotations = False
napoleon_use_rtype = False
napoleon_preprocess_types = False
maximum_signature_line_length = 90

html_theme = "furo"
html_title = f"cosnb {version}"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
# Colours that can be told apart, of code and of what the views dim.
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
html_theme_options = {
    # Without an address that is real there is nothing to link to.
    "top_of_page_buttons": [],
    "light_css_variables": {"jp-content-font-color1": "#000"},
    "dark_css_variables": {"jp-content-font-color1": "#f4f4f4"},
}


def with_levels(app, page, template, context, doctree):
    """The captions of the sidebar are headings, and the theme does not say of which level."""
    tree = context.get("furo_navigation_tree", "")
    context["furo_navigation_tree"] = tree.replace('role="heading"', 'role="heading" aria-level="2"')


def setup(app):
    app.connect("builder-inited", lambda app: write_pages(HERE))
    app.connect("html-page-context", with_levels, priority=900)
    docstrings.connect(app)
