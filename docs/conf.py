"""The site of the documentation: one source, built once in English and once in Chinese (``-t zh``).

The source folder is the repository, so that links between pages hold on the site and in a copy of the repository.
"""

import sys
from pathlib import Path

from sphinx.util.tags import Tags

from fundcalc.base import i18n
from fundcalc.base.version import __version__

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

tags: Tags  # given by Sphinx
CHINESE = tags.has("zh")
i18n.choose("zh" if CHINESE else "en")  # the generated reference and the help of the commands

project = "fundcalc"
author = "The fundcalc founders"
copyright = author
version = release = __version__
language = "zh_CN" if CHINESE else "en"
root_doc = "docs/zh/index" if CHINESE else "docs/index"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx_click", "two_languages", "generated_reference"]
SHARED = ["docs/checks/*.md", "docs/life-histories.md", "benchmarks/README.md"]
OF_ITS_LANGUAGE = ["docs/zh/**", "policies/README.zh-CN.md"] if CHINESE else ["docs/**", "policies/README.md"]
include_patterns = [*SHARED, *OF_ITS_LANGUAGE]
exclude_patterns = [".*", "docs/_*", "**/.venv", *([] if CHINESE else ["docs/zh"])]

myst_heading_anchors = 3
suppress_warnings = ["misc.highlighting_failure"]  # examples with an ellipsis
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
nitpicky = False

html_theme = "furo"
html_title = "fundcalc"
html_search_language = "zh" if CHINESE else "en"
templates_path = ["_templates"]
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "other_language.html",
        "sidebar/search.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ]
}
html_show_sourcelink = False
html_copy_source = False
html_show_copyright = False
