"""How Sphinx builds this documentation: `.venv/bin/python -m sphinx -W docs docs/_build`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1]))

project = "ctplatform"
author = "the contributors of ctplatform"
copyright = author
extensions = ["myst_parser", "generated"]
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
nitpicky = True

html_theme = "furo"
html_title = "ctplatform"
html_copy_source = False
html_show_sphinx = False
